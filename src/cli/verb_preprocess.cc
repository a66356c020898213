// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin preprocess: a folder of photographs becomes input files and labels.

#include <filesystem>

#include "cli/console.h"
#include "cli/json_output.h"
#include "cli/shared.h"
#include "cli/verbs.h"
#include "kernels/isa.h"
#include "thread/thread_pool.h"
#include "vision/preprocess.h"

namespace burin::cli {
namespace {

constexpr Option kOptions[] = {
    {.name = "data-root",
     .aliases = "--data-dir",
     .value = "DIR",
     .help = "holds val/CLASS/IMAGE or CLASS/IMAGE",
     .required = true},
    {.name = "save-dir",
     .aliases = "--out-dir",
     .value = "DIR",
     .help = "where the input files go",
     .required = true},
    {.name = "gt-path",
     .value = "FILE",
     .help = "the labels; none: labels.npy beside the save folder",
     .writes = true},
    {"batch-size", "", ValueKind::kPositive, "N", "1",
     "images in a file; a short last file is left out"},
    {"recipe", "", ValueKind::kChoice, "spach|t2t-vit", "spach",
     "the arithmetic and the file names of these scripts"},
    {"dtype", "", ValueKind::kChoice, "float32|uint8", "float32",
     "uint8: pixels, for plates that normalise them (AIPP)"},
    {"crop-pct", "", ValueKind::kNumber, "X", "",
     "the short side becomes 224 / X; none: 256"},
    {"shard", "", ValueKind::kText, "I/N", "1/1",
     "part I of N of the files, under their names in the whole"},
    {"threads", "-t", ValueKind::kCount, "N", "0",
     "worker threads; 0: all cores that this process may use"},
    {"json", "", ValueKind::kBool, "", "no",
     "the report as JSON, alone on standard output"},
};

Result<void> RunPreprocess(const Arguments& args) {
  PreprocessOptions options;
  options.data_root = args.Text("data-root");
  options.save_dir = args.Text("save-dir");
  options.gt_path = args.Text("gt-path");
  std::error_code ignored;
  if (std::filesystem::is_directory(options.gt_path, ignored)) {
    return MakeError(ErrorCode::kBadUsage, "--gt-path ", options.gt_path,
                     ": a folder is there, a file's name expected");
  }
  BURIN_ASSIGN(options.transform, TransformOptionsOf(args));
  if (args.Text("dtype") == "uint8") {
    options.transform.type = PixelType::kUint8;
  }
  if (args.Integer("batch-size") > kMaxPreprocessBatch) {
    return MakeError(ErrorCode::kBadUsage, "--batch-size ",
                     args.Text("batch-size"), ": ", kMaxPreprocessBatch,
                     " at most");
  }
  options.batch_size = static_cast<int>(args.Integer("batch-size"));
  BURIN_ASSIGN(options.shard, ShardOf(args));
  ThreadPool pool(UsableThreadsOf(args));
  const InterruptScope interrupts;
  ProgressLine line("preprocess");
  PreprocessWatch watch;
  watch.stop = interrupts.flag();
  watch.context = &line;
  watch.progress = [](void* context, int64_t done, int64_t total) {
    static_cast<ProgressLine*>(context)->Update(static_cast<size_t>(done),
                                                static_cast<size_t>(total));
  };
  watch.resumed = [](void*, int64_t done, int64_t total) {
    Note("going on from an unfinished run: ", done, " of ", total,
         " files are there");
  };
  if (options.shard.whole()) NoteFilesIn(options.save_dir);
  BURIN_ASSIGN(const PreprocessReport report,
               Preprocess(options, DetectIsa(), pool, watch));
  if (report.dropped > 0) {
    Note(report.dropped, " images fill no whole file and are left out");
  }
  if (args.Flag("json")) {
    PrintJson({{"save_dir", options.save_dir},
               {"labels", report.gt_path},
               {"images", report.images},
               {"left_out", report.dropped},
               {"classes", report.classes},
               {"files", report.files},
               {"files_before", report.files_before},
               {"shard", ShardText(options.shard)}});
  }
  if (!options.shard.whole()) Print("shard ", ShardText(options.shard));
  Print("preprocess success: ", report.images, " images of ", report.classes,
        " classes in ", report.files, " files, labels ", report.gt_path);
  return {};
}

}  // namespace

constinit const Verb kPreprocessVerb = {
    .name = "preprocess",
    .summary = "turns a folder of photographs into input files and labels",
    .example =
        "burin preprocess --data-root imagenet --save-dir bins "
        "--gt-path gt.npy",
    .options = kOptions,
    .run = RunPreprocess,
};

}  // namespace burin::cli
