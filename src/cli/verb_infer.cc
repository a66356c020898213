// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin infer: a plate over files, or over made-up data to time it.

#include "base/file.h"
#include "cli/console.h"
#include "cli/profile_table.h"
#include "cli/shared.h"
#include "cli/verbs.h"
#include "infer/files.h"
#include "infer/profile.h"
#include "infer/resume.h"
#include "infer/run.h"
#include "infer/shard_scores.h"
#include "infer/summary.h"
#include "infer/trace.h"

namespace burin::cli {
namespace {

constexpr std::string_view kOneDevice =
    "burin runs on the CPU; see burin devices";
constexpr std::string_view kFixedShape =
    "plates have fixed shapes; compile one for each shape";

constexpr Option kOptions[] = {
    {.name = "model",
     .aliases = "-m -om --om --om-model",
     .value = "FILE",
     .help = "the plate; for X.om, X.plate is opened",
     .required = true},
    {"input", "-i", ValueKind::kText, "LIST", "",
     "files or one folder per input, separated by commas; none: made-up data"},
    {"output", "-o", ValueKind::kText, "DIR", "",
     "where results go, in a subfolder; none: nothing is saved"},
    {"output_dirname", "-od", ValueKind::kText, "NAME", "",
     "the subfolder's name; none: date and time"},
    {"resume", "", ValueKind::kText, "DIR", "",
     "go on in this result folder of a run that was stopped"},
    {"shard", "", ValueKind::kText, "I/N", "1/1",
     "part I of N of the input files; see evaluate --merge"},
    {"outfmt", "", ValueKind::kChoice, "BIN|NPY|TXT", "BIN",
     "format of result files"},
    {"loop", "-l -r", ValueKind::kPositive, "N", "1",
     "executions of each batch; every one is timed"},
    {"warmup_count", "-wcount", ValueKind::kCount, "N", "1",
     "executions before timing starts"},
    {"batchsize", "--batch-size", ValueKind::kPositive, "N", "",
     "compared with the plate's batch; the plate's counts"},
    {"pure_data_type", "-pdt", ValueKind::kChoice, "zero|random", "zero",
     "made-up data"},
    {"output_batchsize_axis", "-oba", ValueKind::kCount, "N", "0",
     "axis along which a batch's outputs are cut into files"},
    {"display_all_summary", "-das", ValueKind::kBool, "", "no",
     "times of reading and saving too"},
    {"threads", "-t", ValueKind::kCount, "N", "0",
     "worker threads; 0: all cores that this process may use"},
    {"profile", "-pf --profiler", ValueKind::kBool, "", "no",
     "a table of the time of every step, beside the instruction peak"},
    {"trace", "", ValueKind::kText, "FILE", "",
     "one execution, every task of every thread, for chrome://tracing"},
    {"debug", "", ValueKind::kBool, "", "no",
     "inputs and outputs of the plate"},
    {"device", "-d --device_id", ValueKind::kText, "N", "0", kOneDevice,
     Standing::kNoted},
    {"npu_id", "", ValueKind::kText, "N", "", kOneDevice, Standing::kNoted},
    {"run_mode", "-rm", ValueKind::kText, "NAME", "", "there is one run mode",
     Standing::kNoted},
    {"pipeline", "", ValueKind::kBool, "", "",
     "reading and saving always overlap the execution", Standing::kNoted},
    {"infer_queue_count", "", ValueKind::kText, "N", "",
     "reading and saving always overlap the execution", Standing::kNoted},
    {"divide_input", "", ValueKind::kBool, "", "", kOneDevice,
     Standing::kNoted},
    {"outputSize", "-outsize --output-size", ValueKind::kText, "N", "",
     "output sizes are known from the plate", Standing::kNoted},
    {"profiler_rename", "", ValueKind::kBool, "", "",
     "--profile prints its table", Standing::kNoted},
    {"acl_json_path", "-acl", ValueKind::kText, "FILE", "",
     "there is no accelerator to configure", Standing::kNoted},
    {"energy_consumption", "-ec", ValueKind::kBool, "", "",
     "energy is not measured", Standing::kNoted},
    {"auto_set_dymshape_mode", "-asdsm", ValueKind::kBool, "", "", kFixedShape,
     Standing::kNoted},
    {"auto_set_dymdims_mode", "-asddm", ValueKind::kBool, "", "", kFixedShape,
     Standing::kNoted},
    {"dymBatch", "-db --dym-batch", ValueKind::kCount, "N", "0",
     "of a plate with gears: the batch of the one to run"},
    {"dymHW", "-dhw --dym-hw", ValueKind::kText, "H,W", "", kFixedShape,
     Standing::kRefused},
    {"dymDims", "-dd --dym-dims", ValueKind::kText, "TEXT", "", kFixedShape,
     Standing::kRefused},
    {"dymShape", "-ds --dym-shape", ValueKind::kText, "TEXT", "", kFixedShape,
     Standing::kRefused},
    {"dymShape_range", "-dr --dym-shape-range", ValueKind::kText, "TEXT", "",
     kFixedShape, Standing::kRefused},
    {"aipp_config", "-aipp", ValueKind::kText, "FILE", "",
     "preprocessing is not part of a plate; use burin preprocess",
     Standing::kRefused},
    {"dump", "", ValueKind::kBool, "", "",
     "tensors inside a plate are not written", Standing::kRefused},
    {"dump_npy", "", ValueKind::kBool, "", "",
     "tensors inside a plate are not written", Standing::kRefused},
    {"backend", "", ValueKind::kText, "NAME", "", "burin is the only backend",
     Standing::kRefused},
    {"perf", "", ValueKind::kBool, "", "", "belongs to another backend",
     Standing::kRefused},
};

RunOptions OptionsOf(const Arguments& args) {
  RunOptions out;
  // A count above two thousand million would take years.
  constexpr int64_t kMost = 2'000'000'000;
  out.loop = static_cast<int>(std::min(args.Integer("loop"), kMost));
  out.warmup_count =
      static_cast<int>(std::min(args.Integer("warmup_count"), kMost));
  out.output_batch_axis = args.Integer("output_batchsize_axis");
  const std::string& format = args.Text("outfmt");
  out.format = format == "NPY"   ? OutputFormat::kNpy
               : format == "TXT" ? OutputFormat::kTxt
                                 : OutputFormat::kBin;
  out.pure_data = args.Text("pure_data_type") == "random" ? PureData::kRandom
                                                          : PureData::kZero;
  return out;
}

Result<void> CheckUsage(const Arguments& args) {
  const std::string& name = args.Text("output_dirname");
  if (args.Has("resume") && (args.Has("output") || !args.Has("input"))) {
    return MakeError(ErrorCode::kBadUsage,
                     "--resume stands in place of --output and needs --input");
  }
  if (args.Has("shard") && !args.Has("input")) {
    return MakeError(ErrorCode::kBadUsage, "--shard needs --input");
  }
  if (args.Has("output_dirname") && !args.Has("output")) {
    return MakeError(ErrorCode::kBadUsage,
                     "--output_dirname cannot be used without --output");
  }
  if (name.starts_with('/')) {
    return MakeError(ErrorCode::kBadUsage, "--output_dirname '", name,
                     "' is an absolute path, a name expected");
  }
  return {};
}

void ShowTensors(const Session& session) {
  const auto show = [](std::string_view kind,
                       const std::vector<TensorInfo>& tensors) {
    for (size_t i = 0; i < tensors.size(); ++i) {
      Info(kind, " #", i, " ", tensors[i].name, " (",
           DimsText(tensors[i].shape), ") ", tensors[i].dtype, " ",
           tensors[i].bytes, " bytes");
    }
  };
  show("input", session.inputs());
  show("output", session.outputs());
}

void ShowSummary(const Session& session, const RunReport& report, bool all) {
  for (const std::string& line :
       SummaryLines(report.times, session.batch(), all)) {
    Info(line);
  }
  if (report.padded_files > 0) {
    Info(report.padded_files,
         " files short of a whole last batch: filled up, not counted");
  }
  if (report.wall_ms > 0) {
    Info(report.samples, " samples in ", Fixed(report.wall_ms / 1000, 3),
         " s, files included: ",
         Fixed(1000 * static_cast<double>(report.samples) / report.wall_ms, 2),
         " a second, ", session.threads(), " threads");
  }
}

Result<RunReport> Execute(Session& session, const std::string& plate,
                          const Arguments& args, RunOptions& options,
                          const BulkOutput* folder, const Grouping* grouping) {
  const InterruptScope interrupts;
  options.stop = interrupts.flag();
  ProgressLine progress("infer");
  options.progress = [&](size_t done, size_t total) {
    progress.Update(done, total);
  };
  if (args.Integer("warmup_count") > 0) {
    Info("warm up ", args.Text("warmup_count"), " before timing");
  }
  if (grouping == nullptr) return RunPure(session, options, folder);
  if (folder == nullptr) return RunFiles(session, *grouping, options, folder);
  return RunFilesResumed(session, plate, *grouping, options, *folder,
                         [](size_t done, size_t total) {
                           Note("going on from an unfinished run: ", done,
                                " of ", total, " batches are there");
                         });
}

// What --profile and --trace ask for; nothing without them.
Result<std::optional<MeasuredProfile>> ProfileFor(Session& session,
                                                  const std::string& plate,
                                                  const Arguments& args) {
  const bool table = args.Flag("profile");
  const bool trace = args.Has("trace");
  if (!table && !trace) return std::optional<MeasuredProfile>();
  NoteLoad();
  BURIN_ASSIGN(
      MeasuredProfile profile,
      MeasureProfile(session, table ? ProfileKind::kTable : ProfileKind::kTrace,
                     trace ? kMostTraceTasks : 0));
  if (table) Print(ProfileTable(profile));
  if (!trace) return std::optional(std::move(profile));
  const std::string& path = args.Text("trace");
  const RunProfile& run = profile.run;
  BURIN_TRY(WriteJson(path, TraceJson(profile, plate)));
  Info("trace ", path, ": ", run.steps.size(), " steps, ", run.tasks.size(),
       " tasks; threads busy ", Fixed(100 * TotalsOf(profile).threads_busy, 1),
       " %");
  if (run.tasks_left_out > 0) {
    Note("--trace: ", run.tasks_left_out, " tasks left out beyond ",
         run.tasks.size());
  }
  return std::optional(std::move(profile));
}

std::string ResultPath(const Arguments& args) {
  if (args.Has("resume")) return args.Text("resume");
  std::string root = args.Text("output");
  while (root.size() > 1 && root.back() == '/') root.pop_back();
  return StrCat(root, root == "/" ? "" : "/",
                args.Has("output_dirname") ? args.Text("output_dirname")
                                           : TimestampName());
}

Result<void> Infer(const Arguments& args) {
  BURIN_TRY(CheckUsage(args));
  BURIN_ASSIGN(Opened opened, OpenModel(args.Text("model"), ThreadsOf(args),
                                        args.Integer("dymBatch")));
  Session& session = opened.session;
  Info("load model ", opened.path, " success");
  if (args.Flag("debug")) ShowTensors(session);
  RunOptions options = OptionsOf(args);
  BURIN_ASSIGN(const Shard shard, ShardOf(args));

  std::optional<Grouping> grouping;
  uint64_t fingerprint = 0;  // of the run that the shard is part of
  if (args.Has("input")) {
    BURIN_ASSIGN(auto files,
                 ListInputFiles(args.Text("input"), session.inputs().size()));
    BURIN_ASSIGN(grouping, GroupFiles(std::move(files), session.inputs()));
    BURIN_TRY(CheckOutputs(session, *grouping, options));
    Info("files per batch: ", grouping->files_per_batch,
         ", files: ", grouping->file_count(),
         ", batches: ", grouping->batch_count());
    if (!shard.whole()) {
      BURIN_ASSIGN(fingerprint, ShardedRunFingerprint(opened.path, *grouping));
      BURIN_ASSIGN(grouping, ShardOfGrouping(*grouping, shard));
      Info("shard ", ShardText(shard), ": batches ", grouping->batch_count());
    }
  }
  if (args.Has("batchsize") && args.Integer("batchsize") != session.batch()) {
    Note("--batchsize ", args.Text("batchsize"), ": the plate's batch is ",
         session.batch(), ", which is used");
  }

  // Before the run, which may be long, so that a bad path is told at once.
  BURIN_ASSIGN(const std::optional<MeasuredProfile> profile,
               ProfileFor(session, opened.path, args));

  std::optional<BulkOutput> folder;
  if (args.Has("output") || args.Has("resume")) {
    const std::string path = ResultPath(args);
    if (shard.whole()) NoteFilesIn(path);
    BURIN_ASSIGN(BulkOutput opened_folder,
                 BulkOutput::Open(path, ShardSuffix(shard)));
    folder.emplace(std::move(opened_folder));
    Info("output path:", folder->folder());
  }
  BURIN_ASSIGN(
      const RunReport report,
      Execute(session, opened.path, args, options, folder ? &*folder : nullptr,
              grouping ? &*grouping : nullptr));
  if (folder) {
    Json summary = RunSummary(session, report, opened.path, args.raw());
    if (args.Flag("profile")) {
      summary["burin"]["profile"] = ProfileJson(*profile);
    }
    if (!shard.whole()) {
      summary["burin"]["shard"] = ShardJson(shard, fingerprint);
    }
    BURIN_TRY(WriteJson(SummaryPath(folder->folder(), shard), summary));
  }
  ShowSummary(session, report, args.Flag("display_all_summary"));
  return {};
}

}  // namespace

constinit const Verb kInferVerb = {
    .name = "infer",
    .summary = "runs a plate over files, or over made-up data to time it",
    .example = "burin infer --model net_bs4.plate --input bins --output out",
    .options = kOptions,
    .run = Infer,
};

}  // namespace burin::cli
