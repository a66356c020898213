// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The memory of one batch: a buffer for each input or output of a session.

#ifndef BURIN_INFER_BUFFERS_H_
#define BURIN_INFER_BUFFERS_H_

#include <span>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/result.h"
#include "burin/session.h"
#include "tensor/tensor.h"

namespace burin {

class BatchBuffers {
 public:
  static Result<BatchBuffers> Allocate(std::span<const TensorInfo> tensors);

  std::span<const std::span<std::byte>> spans() const { return spans_; }
  // The same, as the inputs of Session::Run.
  std::vector<std::span<const std::byte>> ConstSpans() const;

 private:
  std::vector<AlignedBuffer> buffers_;
  std::vector<std::span<std::byte>> spans_;
};

// `info` as a view of `bytes`; `info` must outlive it. kInternal for an element
// type that burin does not know.
Result<ConstTensorView> ViewOf(const TensorInfo& info,
                               std::span<const std::byte> bytes);

// Uniform in [0, 1) from a fixed seed for floats, 0 or 1 for integers: any
// bits would do for timing, but NaN and denormal numbers are slow to add.
void FillRandom(const TensorInfo& info, std::span<std::byte> bytes);

}  // namespace burin

#endif  // BURIN_INFER_BUFFERS_H_
