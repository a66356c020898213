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
};

// What one step of the plan cost in the last profiled run.
struct StepProfile {
  std::string name;    // the source model's node names, joined by '+'
  std::string op;      // "FusedMlp"
  std::string kernel;  // "avx512", or "reference"
  std::string shape;   // of the output, "4x3136x96"
  double milliseconds = 0;
  double gflop = 0;  // multiply-adds of products counted as two
  size_t bytes = 0;  // operands read and written
};

class Session {
 public:
  // Errors: kNotFound and kIo for the file, kBadPlate for any damage,
  // kUnsupportedIsa when the CPU lacks what the plate was compiled for.
  static Result<Session> Open(const std::string& plate_path,
                              const SessionOptions& options = {});
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  ~Session();

  const std::vector<TensorInfo>& inputs() const;
  const std::vector<TensorInfo>& outputs() const;
  // shape[0] of the first input.
  int64_t batch() const;
  int threads() const;

  // Runs the whole plan once. Buffers are given in the order of inputs() and
  // outputs(), each of exactly TensorInfo::bytes, 4-byte aligned or better.
  // Safe to call from several threads at once: the calls take turns. The bits
  // of the result depend neither on the threads nor on the position of a
  // sample in the batch. Errors: kBadInput for wrong counts or sizes,
  // kBadValue when a step meets an index outside its tensor.
  Result<void> Run(std::span<const std::span<const std::byte>> inputs,
                   std::span<const std::span<std::byte>> outputs);

  // Run, timed step by step.
  Result<std::vector<StepProfile>> Profile(
      std::span<const std::span<const std::byte>> inputs,
      std::span<const std::span<std::byte>> outputs);

  size_t arena_bytes() const;
  size_t weight_bytes() const;

 private:
  struct State;
  explicit Session(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace burin

#endif  // BURIN_SESSION_H_
