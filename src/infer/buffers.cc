// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See buffers.h.

#include "infer/buffers.h"

#include <cstring>
#include <random>
#include <type_traits>

namespace burin {

Result<BatchBuffers> BatchBuffers::Allocate(
    std::span<const TensorInfo> tensors) {
  BatchBuffers out;
  for (const TensorInfo& tensor : tensors) {
    BURIN_ASSIGN(AlignedBuffer buffer, AlignedBuffer::Allocate(tensor.bytes));
    out.spans_.push_back(buffer.span());
    out.buffers_.push_back(std::move(buffer));
  }
  return out;
}

std::vector<std::span<const std::byte>> BatchBuffers::ConstSpans() const {
  return {spans_.begin(), spans_.end()};
}

Result<ConstTensorView> ViewOf(const TensorInfo& info,
                               std::span<const std::byte> bytes) {
  const std::optional<DType> dtype = DTypeFromName(info.dtype);
  if (!dtype) {
    return MakeError(ErrorCode::kInternal, "tensor '", info.name,
                     "' has element type ", info.dtype);
  }
  return ConstTensorView{bytes.data(), *dtype, info.shape};
}

void FillRandom(const TensorInfo& info, std::span<std::byte> bytes) {
  std::minstd_rand random(1);
  if (info.dtype == "float32") {
    for (size_t i = 0; i + sizeof(float) <= bytes.size(); i += sizeof(float)) {
      // 24 bits: every value is exact.
      const float value = static_cast<float>(random() % (1 << 24)) / (1 << 24);
      std::memcpy(bytes.data() + i, &value, sizeof value);
    }
    return;
  }
  const std::optional<DType> dtype = DTypeFromName(info.dtype);
  if (!dtype || IsFloat(*dtype)) return;  // zeros stay
  const size_t step = ElementSize(*dtype);
  for (size_t i = 0; i < bytes.size(); i += step) {
    bytes[i] = static_cast<std::byte>(random() % 2);
  }
}

}  // namespace burin
