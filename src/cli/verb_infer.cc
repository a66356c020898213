// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin infer: a plate over files, or over made-up data to time it.

#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <span>

#include "base/paths.h"
#include "cli/console.h"
#include "cli/infer_dump.h"
#include "cli/infer_options.h"
#include "cli/infer_profile.h"
#include "cli/infer_report.h"
#include "cli/infer_runs.h"
#include "cli/json_output.h"
#include "cli/overwrite.h"
#include "cli/shared.h"
#include "cli/verbs.h"
#include "infer/execution.h"
#include "infer/files.h"
#include "infer/resume.h"
#include "infer/shard_scores.h"
#include "infer/summary.h"
#include "thread/core_groups.h"

namespace burin::cli {
namespace {

// The input files, and what of a sharded run's summary they decide.
struct Input {
  std::optional<Grouping> grouping;
  uint64_t fingerprint = 0;  // of the run that the shard is part of
};

Result<Input> InputOf(const InferRequest& request, const Session& session,
                      const std::string& plate) {
  Input out;
  if (!request.has_files) return out;
  BURIN_ASSIGN(auto files,
               SelectInputFiles(request.files, session.inputs().size()));
  BURIN_ASSIGN(out.grouping, GroupFiles(std::move(files), session.inputs()));
  BURIN_TRY(CheckOutputs(session, *out.grouping, request.run));
  const size_t bytes = session.inputs()[0].bytes;
  Info("get filesperbatch files0 size:", bytes / out.grouping->files_per_batch,
       " tensor0size:", bytes, " filesperbatch:", out.grouping->files_per_batch,
       " runcount:", out.grouping->batch_count());
  if (request.shard.whole()) return out;
  BURIN_ASSIGN(out.fingerprint, ShardedRunFingerprint(plate, *out.grouping));
  BURIN_ASSIGN(out.grouping, ShardOfGrouping(*out.grouping, request.shard));
  Info("shard ", ShardText(request.shard), ": batches ",
       out.grouping->batch_count());
  return out;
}

// The folders that the input files lie in.
std::set<std::string> FoldersOf(const Grouping& grouping) {
  std::set<std::string> out;
  for (const auto& files : grouping.files) {
    for (const std::string& file : files) {
      out.insert(FolderOf(file));
    }
  }
  return out;
}

// What the run writes beside its trace.
std::vector<Written> OutputsOf(const InferRequest& request,
                               const Arguments& args,
                               const std::string& result_folder) {
  if (result_folder.empty()) return {};
  const std::string_view option = args.Has("resume") ? "resume" : "output";
  // Folders of devices, and their summaries, lie in the result folder.
  std::vector<Written> out = {
      {option, result_folder, true},
      {option, SummaryPath(result_folder, request.shard)},
      {option, StrCat(WithoutSlash(result_folder), ShardSuffix(request.shard),
                      ".journal")}};
  if (args.Flag("profile")) {
    out.push_back({"profile", SideFolder(result_folder, "profiler"), true});
  }
  if (args.Flag("dump")) {
    out.push_back({"dump", SideFolder(result_folder, "dump"), true});
  }
  return out;
}

// The trace takes the place of no input, is not written over by what the run
// writes after it, and does not lie where a later run would take it for an
// input.
Result<void> CheckTraceApart(const std::string& trace, const std::string& plate,
                             const std::optional<Grouping>& grouping,
                             std::span<const Written> outputs) {
  BURIN_TRY(KeepInput("trace", trace, plate));
  BURIN_TRY(KeepApart({"trace", trace}, outputs));
  if (!grouping) return {};
  for (const auto& files : grouping->files) {
    for (const std::string& file : files) {
      BURIN_TRY(KeepInput("trace", trace, file));
    }
  }
  if (!IsDataName(trace)) return {};
  for (const std::string& folder : FoldersOf(*grouping)) {
    if (!SameFile(FolderOf(trace), folder)) continue;
    return MakeError(ErrorCode::kBadUsage, "option --trace: ", trace,
                     " would lie among the input files of ", folder);
  }
  return {};
}

// No results among the inputs, where the next run over the folder would take
// them for some.
Result<void> CheckResultsApart(const InferRequest& request,
                               const std::optional<Grouping>& grouping,
                               const std::string& result_folder) {
  if (!grouping || result_folder.empty()) return {};
  std::vector<std::string> folders = {result_folder};
  for (size_t i = 0; i < request.devices.size(); ++i) {
    folders.push_back(DeviceFolder(result_folder, request.devices[i], i));
  }
  for (const std::string& input : FoldersOf(*grouping)) {
    for (const std::string& folder : folders) {
      if (!SameFile(folder, input)) continue;
      return MakeError(ErrorCode::kBadUsage, "results in ", folder,
                       " would lie among the input files of ", input,
                       "; name another folder");
    }
  }
  return {};
}

Result<void> CheckOutputsApart(const InferRequest& request,
                               const Arguments& args, const std::string& plate,
                               const std::optional<Grouping>& grouping,
                               const std::string& result_folder) {
  BURIN_TRY(CheckResultsApart(request, grouping, result_folder));
  if (!args.Has("trace") || args.Text("trace") == "-") return {};
  return CheckTraceApart(args.Text("trace"), plate, grouping,
                         OutputsOf(request, args, result_folder));
}

// What a run does beside its batches, it does once.
void NoteFirstDevice(const InferRequest& request, const Arguments& args) {
  if (request.devices.empty()) return;
  std::string given;
  for (const char* option : {"profile", "trace", "dump"}) {
    const bool has = std::string_view(option) == "trace" ? args.Has(option)
                                                         : args.Flag(option);
    if (has) given += StrCat(given.empty() ? "--" : ", --", option);
  }
  if (given.empty()) return;
  Note(given, ": on the cores of the first of ", request.devices.size(),
       " devices, device ", request.devices[0]);
}

void TellBatchSize(const Arguments& args, const Session& session) {
  if (!args.Has("batchsize")) {
    Info("try get model batchsize:", session.batch());
    return;
  }
  if (args.Integer("batchsize") == session.batch()) return;
  Note("--batchsize ", args.Text("batchsize"), ": the plate's batch is ",
       session.batch(), ", which is used");
}

Result<void> CheckResumed(const Arguments& args) {
  std::error_code error;
  if (!args.Has("resume") ||
      std::filesystem::is_directory(args.Text("resume"), error)) {
    return {};
  }
  return MakeError(ErrorCode::kNotFound, args.Text("resume"),
                   ": no such folder for --resume to go on in");
}

// When the plate began to be opened, and was.
struct Opening {
  std::chrono::steady_clock::time_point start;
  double ms = 0;
};

// Of one run; `profile` is of the first session, where there is one.
Json SummaryOf(const InferRun& run, const Arguments& args,
               const std::string& plate, const Opening& opening,
               const std::optional<MeasuredProfile>& profile) {
  Json out = RunSummary(*run.session, run.report, plate, args.raw());
  Json& own = out["burin"];
  if (!run.cores.cpus.empty()) own["cpus"] = run.cores.cpus;
  own["load_ms"] = opening.ms;
  // A profile or a dump would have executed before the run.
  if (run.report.first_end && !profile && !args.Flag("dump")) {
    const std::chrono::duration<double, std::milli> passed =
        *run.report.first_end - opening.start;
    own["first_answer_ms"] = passed.count();
  }
  if (args.Flag("profile")) own["profile"] = ProfileJson(*profile);
  return out;
}

Result<void> Infer(const Arguments& args) {
  BURIN_ASSIGN(InferRequest request, InferRequestOf(args));
  BURIN_TRY(CheckResumed(args));
  std::optional<TextOff> trace_alone;
  if (args.Text("trace") == "-") trace_alone.emplace();
  Opening opening{std::chrono::steady_clock::now()};
  BURIN_ASSIGN(OpenedSessions opened,
               OpenSessions(args.Text("model"), request));
  opening.ms = MsSince(opening.start);
  Session& session = opened.sessions[0];
  BURIN_TRY(CheckWantedShape(request.shape, session.inputs()));
  Info("load model ", opened.path, " success");
  if (args.Flag("debug")) ShowTensors(session);
  BURIN_ASSIGN(const Input input, InputOf(request, session, opened.path));
  TellBatchSize(args, session);

  const bool saves = args.Has("output") || args.Has("resume");
  const std::string folder = saves ? ResultFolder(args) : "";
  BURIN_TRY(
      CheckOutputsApart(request, args, opened.path, input.grouping, folder));
  // Before the run, which may be long, so that a bad path is told at once.
  NoteFirstDevice(request, args);
  const std::vector<int> cpus =
      opened.cores.empty() ? std::vector<int>() : opened.cores[0].cpus;
  BURIN_ASSIGN(const std::optional<MeasuredProfile> profile, [&] {
    const PinnedScope pinned(cpus);
    return ProfileFor(session, opened.path, args, folder);
  }());
  const InterruptScope interrupts;  // outlives the runs' staging folders
  BURIN_ASSIGN(std::vector<InferRun> runs,
               MakeRuns(request, opened, input.grouping, folder));
  request.run.stop = interrupts.flag();
  if (args.Flag("dump")) {
    const PinnedScope pinned(cpus);
    BURIN_TRY(DumpBatches(session, opened.path,
                          input.grouping ? &*input.grouping : nullptr,
                          request.run, folder));
  }
  BURIN_TRY(ExecuteRuns(opened.path, request.run, runs));

  Json summaries = Json::array();
  for (const InferRun& run : runs) {
    Json summary = SummaryOf(run, args, opened.path, opening, profile);
    if (!request.shard.whole()) {
      summary["burin"]["shard"] = ShardJson(request.shard, input.fingerprint);
    }
    if (run.folder) {
      BURIN_TRY(
          WriteJson(SummaryPath(run.folder->folder(), request.shard), summary));
    }
    summaries.push_back(std::move(summary));
    ShowSummary(*run.session, run.report, args.Flag("display_all_summary"));
  }
  // One for each device, where several were named.
  if (args.Flag("json")) {
    PrintJson(request.devices.empty() ? summaries[0] : summaries);
  }
  if (!request.devices.empty()) ShowDevices(request.devices, runs);
  return {};
}

}  // namespace

const Verb kInferVerb = {
    .name = "infer",
    .summary = "runs a plate over files, or over made-up data to time it",
    .example = "burin infer --model net_bs4.plate --input bins --output out",
    .options = kInferOptions,
    .run = Infer,
};

}  // namespace burin::cli
