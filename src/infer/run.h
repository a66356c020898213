// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The inference run: every batch of the input files through a session, with
// the next batches being read and the last results being written meanwhile, as
// far as they fit into the memory that batch_room.h allows. Only the executions
// of the plate are timed as compute.

#ifndef BURIN_INFER_RUN_H_
#define BURIN_INFER_RUN_H_

#include <atomic>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bulk_output.h"
#include "base/result.h"
#include "burin/session.h"
#include "infer/grouping.h"
#include "infer/outputs.h"
#include "infer/performance.h"

namespace burin {

enum class PureData {
  kZero,
  kRandom,  // uniform in [0, 1) from a fixed seed; integers 0 or 1
};

struct RunOptions {
  int loop = 1;               // executions of each batch; all are timed
  int warmup_count = 1;       // executions of each stream's first batch before
  double warmup_seconds = 0;  // warming up goes on until they have passed
  // Executions go on until this time has passed, spread evenly over the
  // batches; `loop` is then the least. 0: no such time.
  double duration_seconds = 0;
  // Batches in flight, at most as many as the session has streams; 0: as many.
  int streams = 0;
  int64_t output_batch_axis = 0;
  OutputFormat format = OutputFormat::kBin;
  PureData pure_data = PureData::kZero;
  // Batches before this one were saved by an earlier run and are left out.
  size_t first_batch = 0;
  // Called when the first `batches` batches are saved, not yet synced; an error
  // ends the run.
  std::function<Result<void>(size_t batches)> saved;
  // Set from a signal handler: the run ends with kInterrupted.
  const std::atomic<bool>* stop = nullptr;
  // Called by each stream that has warmed up, before its timed executions; by
  // several at a time.
  std::function<void()> warmed_up;
  // Called after each batch (or, without files, each execution), by one thread
  // at a time.
  std::function<void(size_t done, size_t total)> progress;
};

// One input file (or one per model input) and the results it gave.
struct SampleRecord {
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;  // paths; empty when nothing was saved
};

struct RunReport {
  PhaseTimes times;
  double wall_ms = 0;  // from the first read to the last result's sync
  double busy_ms = 0;  // during which at least one execution ran
  TimeSpan computing;  // from the first execution's start to the last's end
  // When the first execution ended, which may be one that warms up; empty:
  // there was none.
  std::optional<TimeSpan::Clock::time_point> first_end;
  int64_t samples = 0;  // of this run's files, once each; padding left out
  int64_t executed_samples = 0;  // the same, each as often as it was executed
  size_t batches = 0;            // of this run
  size_t batches_before = 0;  // that an earlier run, which was stopped, saved
  size_t padded_files = 0;
  int streams = 1;  // batches in flight
  std::vector<SampleRecord> records;
};

// The mean time from one execution to the next: of one stream that of an
// execution, of several, which overlap, less.
double PaceMs(const RunReport& report);

// Images a second of several runs together: all that they executed, by the time
// from the first execution of any to the last one's end. 0 without executions.
double CommonRate(std::span<const RunReport* const> reports);

// Checks that the outputs can be cut into one result for each file and that no
// two files give the same name. Nothing is written when these fail.
// Errors: kBadInput.
Result<void> CheckOutputs(const Session& session, const Grouping& grouping,
                          const RunOptions& options);

// Runs the files. `folder` is null when nothing is to be saved. With several
// streams as many batches are in flight; results are saved in the order of the
// files all the same. After an error, batches before the failed one are saved.
Result<RunReport> RunFiles(Session& session, const Grouping& grouping,
                           const RunOptions& options, const BulkOutput* folder);

// One batch of made-up data, `loop` times, shared between the streams; its
// result is named pure_infer_data_0.bin when `folder` is given.
Result<RunReport> RunPure(Session& session, const RunOptions& options,
                          const BulkOutput* folder);

}  // namespace burin

#endif  // BURIN_INFER_RUN_H_
