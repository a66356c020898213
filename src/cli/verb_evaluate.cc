// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin evaluate: top-1 and top-5 accuracy, from result files or straight from
// photographs.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "base/file.h"
#include "base/fingerprint.h"
#include "base/paths.h"
#include "cli/console.h"
#include "cli/json_output.h"
#include "cli/shared.h"
#include "cli/verbs.h"
#include "infer/recorded_outputs.h"
#include "infer/score_folder.h"
#include "infer/score_images.h"
#include "infer/shard_scores.h"
#include "thread/thread_pool.h"
#include "vision/image_folder.h"

namespace burin::cli {
namespace {

constexpr Option kOptions[] = {
    {"result-dir", "--infer_result_dir", ValueKind::kText, "DIR", "",
     "result files of burin infer"},
    {"gt-path", "--label-path", ValueKind::kText, "FILE", "",
     "labels .npy; none: image i is of class i / 50"},
    {"n", "", ValueKind::kPositive, "N", "50000",
     "images, when no labels are given"},
    {"partial", "", ValueKind::kBool, "", "no",
     "count the results that are there, though others are missing"},
    {"model", "-m", ValueKind::kText, "FILE", "",
     "a plate, to go straight from photographs"},
    {"data-root", "--data-dir", ValueKind::kText, "DIR", "",
     "the photographs: val/CLASS/IMAGE or CLASS/IMAGE"},
    {"recipe", "", ValueKind::kChoice, "spach|t2t-vit", "spach",
     "how photographs become inputs"},
    {"crop-pct", "", ValueKind::kNumber, "X", "",
     "the short side becomes 224 / X; none: 256"},
    {"threads", "-t", ValueKind::kCount, "N", "0",
     "worker threads; 0: all cores that this process may use"},
    {"style", "", ValueKind::kChoice, "smlp|shiftvit|t2t-vit", "smlp",
     "adds the line of that guide's script"},
    {"shard", "", ValueKind::kText, "I/N", "1/1",
     "part I of N of the images; its counts go into --output"},
    {.name = "output",
     .aliases = "-o",
     .value = "FILE",
     .help = "the counts of a shard, for --merge",
     .writes = true},
    {"merge", "", ValueKind::kBool, "", "no",
     "put shards together: files of --output, or folders of infer --shard"},
    {"json", "", ValueKind::kBool, "", "no",
     "the report as JSON, alone on standard output"},
};

// A number as Python prints it: the shortest text that reads back as the same.
std::string PythonText(double value) {
  const double size = std::abs(value);
  const bool fixed = size == 0 || (size >= 1e-4 && size < 1e16);
  char text[64];
  const auto [end, error] = std::to_chars(
      text, text + sizeof text, value,
      fixed ? std::chars_format::fixed : std::chars_format::scientific);
  std::string out(text, error == std::errc() ? end : text);
  if (fixed && out.find('.') == std::string::npos) out += ".0";
  return out;
}

void ShowAccuracy(const Accuracy& accuracy, const std::string& style) {
  if (style == "shiftvit") {
    Print("Acc@Top1:", Fixed(accuracy.acc1(), 4),
          ", Acc@Top5:", Fixed(accuracy.acc5(), 4));
  } else if (style == "t2t-vit") {
    Print("Top-1 accuracy of the model is: ", Fixed(100 * accuracy.acc1(), 1),
          "%");
    const auto percent = [&](int64_t hits) {
      return PythonText(100.0 * static_cast<double>(hits) /
                        std::max(1.0, static_cast<double>(accuracy.images)));
    };
    Print("val_metrics: OrderedDict([('loss', ",
          PythonText(accuracy.mean_loss()), "), ('top1', ",
          percent(accuracy.top1), "), ('top5', ", percent(accuracy.top5),
          ")])");
  }
  Print("acc@1:", Fixed(accuracy.acc1(), 4),
        ", acc@5:", Fixed(accuracy.acc5(), 4));
}

// A journal beside `path`, a file or folder that the evaluation reads.
Result<ScoreJournal> JournalBeside(const std::string& path, const Shard& shard,
                                   uint64_t fingerprint) {
  std::error_code error;
  const std::string real = std::filesystem::canonical(path, error).string();
  if (error) return SystemError(path, "resolve", error.value());
  return ScoreJournal(StrCat(real, ShardSuffix(shard), ".evaluate.journal"),
                      fingerprint);
}

void NoteResumed(const ScoreJournal& journal, size_t total,
                 std::string_view things) {
  if (journal.done() == 0) return;
  Note("going on from an unfinished run: ", journal.done(), " of ", total, " ",
       things, " are counted");
}

void NoteTrouble(const ScoreJournal& journal) {
  if (journal.trouble().empty()) return;
  Note("no journal could be kept, and a killed run would begin anew: ",
       journal.trouble());
}

struct Evaluation {
  Accuracy accuracy;
  uint64_t fingerprint = 0;  // of the run that the shard is part of
};

Result<Labels> LabelsFor(const Arguments& args) {
  if (args.Has("gt-path")) return ReadLabels(args.Text("gt-path"));
  constexpr int64_t kMostImages = 100'000'000;
  const int64_t images = args.Integer("n");
  if (images > kMostImages) {
    return MakeError(ErrorCode::kBadUsage, "--n ", images, ": ", kMostImages,
                     " at most");
  }
  Note("no --gt-path: image i is taken to be of class i / 50, for ", images,
       " images");
  return LabelsByPosition(images);
}

// Which of a plate's outputs is taken for the scores, where that is not plain.
void NoteScores(size_t outputs, const std::string& name, const Dims& dims,
                std::string_view dtype) {
  const std::string text =
      StrCat("'", name, "' (", DimsText(dims), " ", dtype, ")");
  if (outputs > 1) {
    Note("of ", outputs, " outputs the first is taken for the scores: ", text);
  } else if (dims.size() != 2) {
    Note("output ", text,
         ": every value of an image counts as the score of a class");
  }
}

bool HasBins(const ResultListing& listing, const std::string& path) {
  const std::string folder = WithoutSlash(path) + '/';
  return std::any_of(listing.paths.begin(), listing.paths.end(),
                     [&](const auto& entry) {
                       return entry.second.starts_with(folder) &&
                              entry.second.ends_with(".bin");
                     });
}

// The type of the elements of .bin files, from the summaries beside folders.
// One without a summary does not take the type of another's.
Result<DType> BinTypeOf(std::span<const std::string> folders,
                        const ResultListing& listing) {
  struct Found {
    const std::string* folder = nullptr;
    DType type = DType::kFloat32;
    bool recorded = false;
  };
  const auto text = [](const Found& found) {
    return StrCat(*found.folder, " has results of ", DTypeName(found.type),
                  found.recorded ? "" : ", as no summary says otherwise");
  };
  std::optional<Found> first;
  std::vector<const std::string*> silent;
  bool noted = false;
  for (const std::string& folder : folders) {
    BURIN_ASSIGN(const std::vector<RecordedOutput> outputs,
                 OutputsBeside(folder));
    Found found{&folder};
    if (!outputs.empty()) {
      found.type = outputs[0].type.dtype;
      found.recorded = true;
      if (!noted) {
        NoteScores(outputs.size(), outputs[0].name, outputs[0].type.dims,
                   DTypeName(found.type));
      }
      noted = true;
    } else if (HasBins(listing, folder)) {
      silent.push_back(&folder);
    } else {
      continue;
    }
    if (!first) first = found;
    if (found.type != first->type) {
      return MakeError(ErrorCode::kBadDataset, text(found), "; ", text(*first));
    }
  }
  if (!silent.empty()) {
    Note("no summary of burin infer that can be read beside ", *silent[0],
         silent.size() == 1
             ? ""
             : StrCat(" and ", silent.size() - 1, " other folders"),
         ": .bin results are taken for float32");
  }
  return first ? first->type : DType::kFloat32;
}

Result<Evaluation> FromFolders(const Arguments& args,
                               std::span<const std::string> folders,
                               const Shard& shard) {
  BURIN_ASSIGN(const Labels labels, LabelsFor(args));
  BURIN_ASSIGN(const ResultListing listing, ListResults(folders));
  const InterruptScope interrupts;
  ProgressLine line("evaluate");
  ScoreFolderOptions options;
  options.partial = args.Flag("partial");
  BURIN_ASSIGN(options.bin_type, BinTypeOf(folders, listing));
  options.shard = shard;
  options.stop = interrupts.flag();
  options.progress = [&](size_t done, size_t total) {
    line.Update(done, total);
  };
  Evaluation out;
  if (!shard.whole()) {
    BURIN_ASSIGN(out.fingerprint,
                 ShardedResultsFingerprint(listing, labels, options));
  }
  BURIN_ASSIGN(const uint64_t fingerprint,
               ResultsFingerprint(listing, labels, options));
  BURIN_ASSIGN(ScoreJournal journal,
               JournalBeside(folders[0], shard, fingerprint));
  options.journal = &journal;
  NoteResumed(journal, listing.paths.size(), "results");
  BURIN_ASSIGN(const FolderScore score, ScoreResults(listing, labels, options));
  NoteTrouble(journal);
  if (!score.missing.empty()) {
    Note(score.missing.size(),
         " results are missing and not counted; the "
         "first is ",
         score.missing[0]);
  }
  if (!listing.ignored.empty()) {
    Note(listing.ignored.size(), " other files are passed over; the first is ",
         listing.ignored[0]);
  }
  out.accuracy = score.accuracy;
  return out;
}

Result<Evaluation> FromResults(const Arguments& args, const Shard& shard) {
  BURIN_ASSIGN(const std::vector<std::string> folders,
               ResultFoldersOf(args.Text("result-dir")));
  if (folders.size() > 1) {
    Note(args.Text("result-dir"), ": the results of ", folders.size(),
         " devices are counted together");
  }
  return FromFolders(args, folders, shard);
}

Result<Evaluation> FromPhotographs(const Arguments& args, const Shard& shard) {
  ScoreImagesOptions options;
  BURIN_ASSIGN(options.transform, TransformOptionsOf(args));
  BURIN_ASSIGN(const ImageFolder folder,
               ListImageFolder(args.Text("data-root")));
  BURIN_ASSIGN(Opened opened, OpenModel(args.Text("model"),
                                        {.threads = UsableThreadsOf(args)}));
  BURIN_TRY(CheckTakesImages(opened.session).Context(opened.path));
  const std::vector<TensorInfo>& outputs = opened.session.outputs();
  NoteScores(outputs.size(), outputs[0].name, outputs[0].shape,
             outputs[0].dtype);
  {
    ThreadPool pool(opened.session.threads());
    BURIN_TRY(CheckImageFormats(folder, pool));
  }
  const ShardRange range =
      RangeOf(shard, static_cast<int64_t>(folder.samples.size()));
  if (range.size() == 0) {
    return MakeError(ErrorCode::kBadUsage, "--shard ", ShardText(shard), " of ",
                     folder.samples.size(), " images is empty");
  }
  const std::span<const ImageSample> images =
      std::span(folder.samples)
          .subspan(static_cast<size_t>(range.begin),
                   static_cast<size_t>(range.size()));
  Evaluation out;
  if (!shard.whole()) {
    BURIN_ASSIGN(out.fingerprint, ShardedImagesFingerprint(opened.path, folder,
                                                           options.transform));
  }
  BURIN_ASSIGN(const uint64_t fingerprint,
               ImagesFingerprint(opened.path, images, options.transform));
  BURIN_ASSIGN(ScoreJournal journal,
               JournalBeside(opened.path, shard, fingerprint));
  options.journal = &journal;
  NoteResumed(journal, images.size(), "images");
  const InterruptScope interrupts;
  ProgressLine line("evaluate");
  options.stop = interrupts.flag();
  options.progress = [&](size_t done, size_t total) {
    line.Update(done, total);
  };
  BURIN_ASSIGN(out.accuracy, ScoreImages(opened.session, images, options));
  NoteTrouble(journal);
  return out;
}

// --merge: the arguments are files of --output, or folders of infer --shard,
// whose results are then counted.
Result<Accuracy> Merged(const Arguments& args) {
  const std::vector<std::string>& paths = args.positionals();
  std::vector<ShardMark> marks;
  std::vector<std::string> folders;
  size_t files = 0;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
      if (IsDeviceFolder(path)) {
        return MakeError(ErrorCode::kBadUsage, "--merge: ", path,
                         " is the folder of a device; evaluate --result-dir "
                         "takes the folder around it, with all devices");
      }
      BURIN_ASSIGN(const std::vector<ShardMark> beside, MarksBeside(path));
      marks.insert(marks.end(), beside.begin(), beside.end());
      folders.push_back(path);
      continue;
    }
    BURIN_ASSIGN(ShardMark mark, ReadShardMark(path));
    // A summary, which a pattern for the folders beside it also names.
    if (!mark.accuracy) continue;
    marks.push_back(std::move(mark));
    ++files;
  }
  if ((files == 0) == folders.empty()) {
    return MakeError(ErrorCode::kBadUsage,
                     "--merge: either files of evaluate --shard or folders of "
                     "infer --shard expected");
  }
  BURIN_TRY(CheckShards(marks));
  if (!folders.empty()) {
    BURIN_ASSIGN(const Evaluation all, FromFolders(args, folders, {}));
    return all.accuracy;
  }
  Accuracy out;
  for (const ShardMark& mark : marks) out.Add(*mark.accuracy);
  return out;
}

void Show(const Accuracy& accuracy, const Arguments& args) {
  if (args.Flag("json")) PrintJson(AccuracyJson(accuracy));
  Print(accuracy.images, " images, ", accuracy.top1, " right, ", accuracy.top5,
        " among the first five");
  ShowAccuracy(accuracy, args.Text("style"));
}

Result<void> RunEvaluate(const Arguments& args) {
  BURIN_ASSIGN(const Shard shard, ShardOf(args));
  const bool results = args.Has("result-dir");
  const bool photographs = args.Has("model") && args.Has("data-root");
  if (args.Flag("merge")) {
    if (results || args.Has("model") || args.Has("shard")) {
      return MakeError(ErrorCode::kBadUsage,
                       "--merge stands in place of --result-dir, --model and "
                       "--shard");
    }
    BURIN_ASSIGN(const Accuracy accuracy, Merged(args));
    Show(accuracy, args);
    return {};
  }
  if (results == photographs || (results && args.Has("model")) ||
      !args.positionals().empty()) {
    return MakeError(ErrorCode::kBadUsage,
                     "evaluate: either --result-dir, or --model and "
                     "--data-root, or --merge and shards expected");
  }
  if (shard.whole() == args.Has("output")) {
    return MakeError(ErrorCode::kBadUsage,
                     "--shard and --output belong together");
  }
  BURIN_ASSIGN(const Evaluation out, results ? FromResults(args, shard)
                                             : FromPhotographs(args, shard));
  if (!shard.whole()) {
    BURIN_TRY(WriteShardScore(args.Text("output"), shard, out.fingerprint,
                              out.accuracy));
    Print("shard ", ShardText(shard), " of run ",
          FingerprintText(out.fingerprint), ": ", args.Text("output"));
  }
  Show(out.accuracy, args);
  return {};
}

}  // namespace

constinit const Verb kEvaluateVerb = {
    .name = "evaluate",
    .positionals = "[SHARD...]",
    .max_positionals = 1'000'000,
    .summary = "gives the accuracy of results, or of a plate over photographs",
    .example = "burin evaluate --result-dir out/run --gt-path gt.npy",
    .options = kOptions,
    .run = RunEvaluate,
};

}  // namespace burin::cli
