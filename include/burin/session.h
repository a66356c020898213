// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Running a plate. A Session loads and verifies a plate, binds its steps to
// kernels, and owns the arena and the worker threads. It needs nothing of the
// compiler.
//
//   auto session = burin::Session::Open("net_bs4.plate");
//   if (!session.ok()) return Complain(session.error());
//   auto ran = session->Run(inputs, outputs);

#ifndef BURIN_SESSION_H_
#define BURIN_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "burin/result.h"

namespace burin {

// One input or output of a plate: dense, row-major, little endian.
struct TensorInfo {
  std::string name;
  std::string dtype;           // "float32", "int64", ... (NumPy's names)
  std::vector<int64_t> shape;  // fixed; the batch is shape[0]
  size_t bytes = 0;
};

struct SessionOptions {
  // Worker threads, the caller's included; 0: every core that the cgroup and
  // the affinity mask allow.
  int threads = 0;
  // Executions at a time, at least 1 and at most one for each thread: the
  // threads are divided among them, and each has an arena of its own. One has
  // the least latency; several have less to wait for each other.
  int streams = 1;
  // Of a plate with gears: the batch of the one to run. Of another plate: its
  // own batch, or 0 for whatever that is.
  int64_t batch = 0;
};

struct ProfileOptions {
  int runs = 1;  // timed executions, 1 to 10000
  // Single tasks of the last run to keep, the first ones, and with them as many
  // steps of single blocks; at most 1000000. 0: neither.
  size_t most_tasks = 0;
};

// From and to, in nanoseconds from the start of a run.
struct StepSpan {
  int64_t start_ns = 0;
  int64_t end_ns = 0;
};

// What one step of the plan cost, for the whole batch. Where the batch is
// computed in blocks (docs/plate.md), each of several teams of threads has an
// equal share of them, and the time is the mean over the threads of all teams.
struct StepProfile {
  std::string name;    // the source model's node names, joined by '+'
  std::string op;      // "FusedMlp"
  std::string kernel;  // "avx512", or "reference"
  std::string shape;   // of the output in each block, "4x3136x96"
  // What it multiplies in each block, rows x columns x k: "3136x384x96",
  // "6*197x197x64" for several such products, "3136x96x96 by 384" with a hidden
  // dimension; empty for a step without products.
  std::string product;
  std::string precision;    // in which it multiplies: "fp32", "bf16", "int8"
  double gflop = 0;         // multiply-adds of products counted as two
  size_t bytes = 0;         // read and written, each once in every block
  double milliseconds = 0;  // the median of all runs
  // Of the threads whose team is at this step, the mean share that was inside
  // tasks.
  double busy = 0;
  StepSpan last;  // in the last run, of its first block
};

// One step of one block.
struct StepTime {
  size_t step = 0;
  int64_t block = 0;
  int team = 0;
  StepSpan last;
};

// One task of a step: a step is one loop of tasks or several in sequence.
struct TaskTime {
  size_t step = 0;
  int64_t block = 0;
  int loop = 0;
  int64_t task = 0;
  int thread = 0;
  StepSpan last;
};

struct RunProfile {
  std::vector<StepProfile> steps;  // in the order of the plan
  int64_t blocks = 1;              // that the batch is computed in
  // By team, its threads. Threads are numbered from team to team: team 1 begins
  // with the number of threads of team 0.
  std::vector<int> team_threads;
  int runs = 0;
  // The median run, inputs and outputs copied; and the last one.
  double milliseconds = 0;
  double last_milliseconds = 0;
  // By thread: the share of all runs' time that it was inside tasks.
  std::vector<double> busy;
  // Of the last run, as far as ProfileOptions::most_tasks goes: every step of
  // every block, team by team, and every task, thread by thread, each in the
  // order of time. Unless that is 0, the steps of each team's first block are
  // always there.
  std::vector<StepTime> step_times;
  std::vector<TaskTime> tasks;
  size_t step_times_left_out = 0;
  size_t tasks_left_out = 0;
};

// Its threads stay in the process that opened it: a child of fork() must
// neither use nor destroy it, and opens its own.
class Session {
 public:
  // Errors: kNotFound and kIo for the file, kBadPlate for any damage, kBadUsage
  // for options that are out of range, a batch that the plate has not or a
  // BURIN_MAX_ISA that is no target, kUnsupportedIsa when the CPU lacks what
  // the plate was compiled for.
  static Result<Session> Open(const std::string& plate_path,
                              const SessionOptions& options = {});
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  ~Session();

  const std::vector<TensorInfo>& inputs() const;
  const std::vector<TensorInfo>& outputs() const;
  // shape[0] of the first input.
  int64_t batch() const;
  int threads() const;  // of all streams together
  int streams() const;

  // Runs the whole plan once. Buffers are given in the order of inputs() and
  // outputs(), each of exactly TensorInfo::bytes, 4-byte aligned or better.
  // Safe to call from several threads at once: as many calls as there are
  // streams run at a time, the others wait. The bits of the result depend
  // neither on threads and streams nor on the position of a sample in the
  // batch. Errors: kBadInput for wrong counts or sizes,
  // kBadValue when a step meets an index outside its tensor.
  Result<void> Run(std::span<const std::span<const std::byte>> inputs,
                   std::span<const std::span<std::byte>> outputs);

  // Run on one stream, several times and timed step by step. Errors: those of
  // Run, and kBadUsage for options outside their range.
  Result<RunProfile> Profile(std::span<const std::span<const std::byte>> inputs,
                             std::span<const std::span<std::byte>> outputs,
                             const ProfileOptions& options = {});

  // The instruction set that the plate was compiled for: "avx512".
  std::string_view isa() const;

  size_t arena_bytes() const;  // of each stream, all its teams together
  size_t weight_bytes() const;

 private:
  struct State;
  explicit Session(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace burin

#endif  // BURIN_SESSION_H_
