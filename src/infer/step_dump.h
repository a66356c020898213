// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The values between the steps of a plate, written as .npy files: what a
// developer looks at when one network's answers are not another's. Steps run
// one by one here, apart from any run that is timed.

#ifndef BURIN_INFER_STEP_DUMP_H_
#define BURIN_INFER_STEP_DUMP_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/bulk_output.h"
#include "base/result.h"
#include "runtime/executable.h"
#include "thread/thread_pool.h"

namespace burin {

class StepDump {
 public:
  // `threads` and `batch` as SessionOptions. Errors: those of Session::Open.
  static Result<StepDump> Open(const std::string& plate_path, int threads,
                               int64_t batch = 0);

  // Bytes that one batch's files have, headers left out.
  uint64_t bytes() const;
  size_t tensors() const { return files_.size(); }

  // Runs one batch and writes, all or nothing each, into `folder`:
  //   input.0.NAME.npy                   each input of the network
  //   0007.FusedMlp.NODE.output.0.npy    each output of step 7
  //   steps.json                         the list of these files, with all
  //                                      source nodes, types and shapes
  // NODE is the last of the source model's nodes that the step computes, whose
  // value its output is; its characters outside [A-Za-z0-9_-] become '_'.
  // Values lie in the plate's order of elements, which may be channels last
  // where the model's is not; bfloat16 is written as float32. `inputs` are of
  // exactly the plate's types. Errors: those of Session::Run and of writing.
  Result<void> Write(std::span<const std::span<const std::byte>> inputs,
                     const std::string& folder);

 private:
  struct File {
    std::string name;
    Operand operand;  // of one block
    size_t step = 0;  // kInput for an input of the network
  };
  static constexpr size_t kInput = SIZE_MAX;

  Result<void> WriteTensor(const File& file, const BulkOutput& out);

  // The blocks of a batch, in step: each has a place for all its values.
  std::vector<AlignedBuffer> arenas_;
  std::vector<Executable> blocks_;
  std::unique_ptr<ThreadPool> pool_;
  ThreadScratch scratch_;
  std::vector<File> files_;  // inputs first, then by step
};

// NODE as above, of "a/b+c.d/Mul_1": "c_d_Mul_1"; at most 120 bytes, the last
// ones.
std::string NodeFileName(std::string_view step_name);

}  // namespace burin

#endif  // BURIN_INFER_STEP_DUMP_H_
