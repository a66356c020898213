// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// RunPure(): executions over made-up data, shared between the streams.

#include <algorithm>
#include <atomic>
#include <mutex>

#include "infer/concurrent.h"
#include "infer/execution.h"
#include "infer/result_files.h"
#include "infer/run.h"

namespace burin {
namespace {

// The name that stands in for an input file's.
constexpr const char kName[] = "pure_infer_data";

struct Stream {
  BatchBuffers in;
  BatchBuffers out;
};

Result<Stream> MakeStream(const Session& session, PureData data) {
  Stream out;
  BURIN_ASSIGN(out.in, BatchBuffers::Allocate(session.inputs()));
  BURIN_ASSIGN(out.out, BatchBuffers::Allocate(session.outputs()));
  for (size_t i = 0; i < session.inputs().size(); ++i) {
    if (data == PureData::kRandom) {
      FillRandom(session.inputs()[i], out.in.spans()[i]);
    }
  }
  return out;
}

// Hands out executions: `loop` of them, and more until the time is over.
class Executions {
 public:
  explicit Executions(const RunOptions& options) : options_(options) {}

  bool Take() {
    if (stopped_) return false;
    return taken_.fetch_add(1) < options_.loop ||
           MsSince(start_) < 1000 * options_.duration_seconds;
  }

  void Stop() { stopped_ = true; }

  void Finish() {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++done_;
    if (!options_.progress) return;
    const auto loop = static_cast<size_t>(options_.loop);
    options_.progress(done_, std::max(done_, loop));
  }

 private:
  const RunOptions& options_;
  const std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
  std::atomic<int64_t> taken_{0};
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  size_t done_ = 0;
};

}  // namespace

Result<RunReport> RunPure(Session& session, const RunOptions& options,
                          const BulkOutput* folder) {
  RunReport report;
  report.streams = StreamsOf(session, options);
  std::vector<Stream> streams;
  for (int i = 0; i < report.streams; ++i) {
    BURIN_ASSIGN(Stream stream, MakeStream(session, options.pure_data));
    streams.push_back(std::move(stream));
  }
  const auto start = std::chrono::steady_clock::now();
  ExecutionClock clock;
  BURIN_TRY(RunConcurrently(streams.size(), [&](size_t i) -> Result<void> {
    BURIN_TRY(Execute(session, streams[i].in, streams[i].out,
                      {options.warmup_count, options.warmup_seconds, true},
                      options, clock));
    if (options.warmed_up) options.warmed_up();
    return {};
  }));

  Executions executions(options);
  BURIN_TRY(RunConcurrently(streams.size(), [&](size_t i) -> Result<void> {
    while (executions.Take()) {
      const Result<int> executed = Execute(
          session, streams[i].in, streams[i].out, {1, 0}, options, clock);
      if (!executed.ok()) {
        executions.Stop();
        return executed.error();
      }
      executions.Finish();
    }
    return {};
  }));
  report.times.compute_ms = clock.times_ms();
  report.busy_ms = clock.busy_ms();
  report.computing = clock.span();
  report.first_end = clock.first_end();
  report.batches = 1;
  report.samples =
      session.batch() * static_cast<int64_t>(report.times.compute_ms.size());
  report.executed_samples = report.samples;

  SampleRecord record{{kName}, {}};
  if (folder != nullptr) {
    // The streams' data, and so their results, are equal.
    BURIN_ASSIGN(const double ms,
                 SaveOutputs(session, streams[0].out, record.inputs, 1, options,
                             *folder));
    report.times.write_ms.push_back(ms);
    BURIN_TRY(folder->Sync());
    record.outputs = ResultPaths(session, kName, options, *folder);
  }
  report.records.push_back(std::move(record));
  report.wall_ms = MsSince(start);
  return report;
}

}  // namespace burin
