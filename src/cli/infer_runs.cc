// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See infer_runs.h.

#include "cli/infer_runs.h"

#include <algorithm>
#include <chrono>
#include <mutex>

#include "cli/console.h"
#include "cli/shared.h"
#include "infer/concurrent.h"
#include "infer/performance.h"
#include "infer/resume.h"
#include "thread/core_groups.h"

namespace burin::cli {
namespace {

double SecondsSince1970() {
  return std::chrono::duration<double>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// One line of progress for all runs. Update is safe for several threads.
class SharedProgress {
 public:
  SharedProgress(size_t runs, double whole_seconds)
      : line_("infer", whole_seconds), parts_(runs) {}
  void Update(size_t run, size_t done, size_t total) {
    const std::lock_guard<std::mutex> lock(mutex_);
    parts_[run] = {done, total};
    Part sum;
    for (const Part& part : parts_) {
      sum.done += part.done;
      sum.total += part.total;
    }
    line_.Update(sum.done, sum.total);
  }

 private:
  struct Part {
    size_t done = 0;
    size_t total = 0;
  };
  std::mutex mutex_;
  ProgressLine line_;
  std::vector<Part> parts_;
};

Result<InferRun> MakeRun(const std::optional<Grouping>& grouping,
                         const std::string& folder, const Shard& shard) {
  InferRun out;
  out.grouping = grouping;
  if (folder.empty()) return out;
  NoteFilesIn(folder);
  BURIN_ASSIGN(BulkOutput opened, BulkOutput::Open(folder, ShardSuffix(shard)));
  out.folder.emplace(std::move(opened));
  Info("output path:", folder);
  return out;
}

Result<RunReport> ExecuteOne(const std::string& plate,
                             const RunOptions& options, const InferRun& run) {
  const PinnedScope pinned(run.cores.cpus);
  Session& session = *run.session;
  const BulkOutput* folder = run.folder ? &*run.folder : nullptr;
  if (!run.grouping) return RunPure(session, options, folder);
  if (folder == nullptr) {
    return RunFiles(session, *run.grouping, options, folder);
  }
  return RunFilesResumed(session, plate, *run.grouping, options, *folder,
                         [](size_t done, size_t total) {
                           Note("going on from an unfinished run: ", done,
                                " of ", total, " batches are there");
                         });
}

}  // namespace

Result<OpenedSessions> OpenSessions(const std::string& model,
                                    const InferRequest& request) {
  OpenedSessions out;
  if (request.devices.empty()) {
    BURIN_ASSIGN(Opened opened, OpenModel(model, request.session));
    out.path = std::move(opened.path);
    out.sessions.push_back(std::move(opened.session));
    return out;
  }
  out.path = PlateFor(model);
  const size_t devices = request.devices.size();
  out.cores = DeviceGroups(devices, request.session.threads);
  if (out.cores.size() < devices) {
    Note("--device: ", devices, " devices share the threads of ",
         out.cores.size(), ", one after the other");
  }
  for (const CoreGroup& cores : out.cores) {
    // The session's threads inherit where they may run.
    const PinnedScope pinned(cores.cpus);
    SessionOptions options = request.session;
    options.threads = cores.threads;
    BURIN_ASSIGN(Session session, Session::Open(out.path, options));
    out.sessions.push_back(std::move(session));
  }
  return out;
}

Result<std::vector<InferRun>> MakeRuns(const InferRequest& request,
                                       OpenedSessions& opened,
                                       const std::optional<Grouping>& grouping,
                                       const std::string& result_folder) {
  std::vector<InferRun> out;
  if (request.devices.empty()) {
    BURIN_ASSIGN(InferRun run, MakeRun(grouping, result_folder, request.shard));
    run.session = &opened.sessions[0];
    out.push_back(std::move(run));
    return out;
  }
  for (size_t i = 0; i < request.devices.size(); ++i) {
    std::optional<Grouping> part = grouping;
    if (grouping && request.divide_input) {
      BURIN_ASSIGN(part, PartOf(*grouping, i, request.devices.size()));
    }
    BURIN_ASSIGN(
        InferRun run,
        MakeRun(part,
                result_folder.empty()
                    ? ""
                    : DeviceFolder(result_folder, request.devices[i], i),
                request.shard));
    const size_t group = i % opened.sessions.size();
    run.session = &opened.sessions[group];
    run.cores = opened.cores[group];
    out.push_back(std::move(run));
  }
  return out;
}

Result<void> ExecuteRuns(const std::string& plate, const RunOptions& options,
                         std::vector<InferRun>& runs) {
  // The runs of one session, which share its cores, take turns.
  std::vector<std::vector<size_t>> turns;
  for (size_t i = 0; i < runs.size(); ++i) {
    const auto same =
        std::find_if(turns.begin(), turns.end(), [&](const auto& of_session) {
          return runs[of_session[0]].session == runs[i].session;
        });
    if (same == turns.end()) {
      turns.push_back({i});
    } else {
      same->push_back(i);
    }
  }
  // With files the time is spread over their batches, which are counted.
  const bool files = runs.empty() || runs[0].grouping.has_value();
  const double seconds =
      files ? 0
            : options.duration_seconds * static_cast<double>(turns[0].size());
  SharedProgress progress(runs.size(), seconds);
  std::once_flag warmed_up;
  const auto execute = [&](size_t i) -> Result<void> {
    RunOptions mine = options;
    mine.progress = [&progress, i](size_t done, size_t total) {
      progress.Update(i, done, total);
    };
    if (options.warmup_count > 0) {
      mine.warmed_up = [&] {
        std::call_once(warmed_up, [&] {
          Info("warm up ", options.warmup_count, " done");
        });
      };
    }
    runs[i].start = SecondsSince1970();
    BURIN_ASSIGN(runs[i].report, ExecuteOne(plate, mine, runs[i]));
    runs[i].end = SecondsSince1970();
    return {};
  };
  return RunConcurrently(turns.size(), [&](size_t turn) -> Result<void> {
    for (const size_t i : turns[turn]) BURIN_TRY(execute(i));
    return {};
  });
}

void ShowDevices(const std::vector<int>& devices,
                 const std::vector<InferRun>& runs) {
  std::vector<const RunReport*> reports;
  for (size_t i = 0; i < runs.size(); ++i) {
    const double rate =
        Throughput(runs[i].session->batch(), PaceMs(runs[i].report));
    Info("i:", i, " device_", devices[i], " throughput:", NumberText(rate),
         " start_time:", Fixed(runs[i].start, 6),
         " end_time:", Fixed(runs[i].end, 6));
    reports.push_back(&runs[i].report);
  }
  Info("summary throughput:", NumberText(CommonRate(reports)));
}

}  // namespace burin::cli
