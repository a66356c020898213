// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See tensor.h.

#include "tensor/tensor.h"

#include <cstring>

#include "base/checked_math.h"

namespace burin {

Result<int64_t> CheckedElementCount(std::span<const int64_t> dims) {
  int64_t count = 1;
  bool empty = false;
  for (const int64_t d : dims) {
    if (d < 0) {
      return MakeError(ErrorCode::kShapeMismatch, "dimension ", d,
                       " is negative in ", DimsText(dims));
    }
    // A zero elsewhere must not hide an overflow: dimensions are also
    // multiplied in part.
    empty |= d == 0;
    const auto product = CheckedMul(count, d == 0 ? int64_t{1} : d);
    if (!product || *product > (int64_t{1} << 48)) {
      return MakeError(ErrorCode::kTooLarge, DimsText(dims),
                       " has more than 2^48 elements");
    }
    count = *product;
  }
  return empty ? 0 : count;
}

int64_t ElementCount(std::span<const int64_t> dims) {
  int64_t count = 1;
  for (const int64_t d : dims) count *= d;
  return count;
}

std::string DimsText(std::span<const int64_t> dims) {
  if (dims.empty()) return "scalar";
  std::string out;
  for (const int64_t d : dims) {
    if (!out.empty()) out += 'x';
    out += std::to_string(d);
  }
  return out;
}

Result<int64_t> NormalizeAxis(int64_t axis, size_t rank) {
  const int64_t r = static_cast<int64_t>(rank);
  if (axis < -r || axis >= r) {
    return MakeError(ErrorCode::kShapeMismatch, "axis ", axis,
                     " outside a tensor of rank ", r);
  }
  return axis < 0 ? axis + r : axis;
}

std::string TypeText(const TensorType& type) {
  return StrCat(DTypeName(type.dtype), "[", DimsText(type.dims), "]");
}

Result<Tensor> Tensor::Allocate(DType dtype, Dims dims) {
  BURIN_ASSIGN(const int64_t count, CheckedElementCount(dims));
  Tensor out;
  BURIN_ASSIGN(out.buffer_, AlignedBuffer::Allocate(static_cast<size_t>(count) *
                                                    ElementSize(dtype)));
  out.type_ = {dtype, std::move(dims)};
  return out;
}

Result<Tensor> Tensor::FromBytes(DType dtype, Dims dims,
                                 std::span<const std::byte> bytes) {
  BURIN_ASSIGN(const int64_t count, CheckedElementCount(dims));
  const size_t expected = static_cast<size_t>(count) * ElementSize(dtype);
  if (expected != bytes.size()) {
    return MakeError(ErrorCode::kShapeMismatch, bytes.size(), " bytes, ",
                     expected, " expected for ",
                     TypeText({dtype, std::move(dims)}));
  }
  BURIN_ASSIGN(Tensor out, Allocate(dtype, std::move(dims)));
  if (!bytes.empty()) std::memcpy(out.data(), bytes.data(), bytes.size());
  return out;
}

void Tensor::Reshape(Dims dims) {
  BURIN_CHECK(ElementCount(dims) == elements());
  type_.dims = std::move(dims);
}

Result<Tensor> Tensor::Clone() const {
  return FromBytes(dtype(), dims(), buffer_.span());
}

Result<std::vector<int64_t>> ToInt64s(const ConstTensorView& tensor) {
  if (IsFloat(tensor.dtype)) {
    return MakeError(ErrorCode::kShapeMismatch, "integers expected, ",
                     DTypeName(tensor.dtype), " found");
  }
  std::vector<int64_t> out;
  DispatchDType(tensor.dtype, [&]<typename T>() {
    if constexpr (std::is_integral_v<T>) {
      for (const T value : tensor.Span<T>()) {
        out.push_back(static_cast<int64_t>(value));
      }
    }
  });
  return out;
}

std::vector<float> ToFloats(const ConstTensorView& tensor) {
  std::vector<float> out;
  out.reserve(static_cast<size_t>(tensor.elements()));
  DispatchDType(tensor.dtype, [&]<typename T>() {
    for (const T value : tensor.Span<T>()) {
      out.push_back(static_cast<float>(value));
    }
  });
  return out;
}

}  // namespace burin
