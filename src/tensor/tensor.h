// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Dense row-major tensors: the owning Tensor and the two views. Dimensions are
// int64_t and never negative; a scalar has no dimensions and one element.

#ifndef BURIN_TENSOR_TENSOR_H_
#define BURIN_TENSOR_TENSOR_H_

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/result.h"
#include "tensor/dtype.h"

namespace burin {

using Dims = std::vector<int64_t>;

// The product of `dims`; an error for a negative dimension or one that
// overflows int64_t. Use for dimensions that come from a file.
Result<int64_t> CheckedElementCount(std::span<const int64_t> dims);
// The same for dimensions that were checked before.
int64_t ElementCount(std::span<const int64_t> dims);
// "1x3x224x224"; "scalar" for no dimensions.
std::string DimsText(std::span<const int64_t> dims);
// `axis` counted from the end when negative; an error outside [-rank, rank).
Result<int64_t> NormalizeAxis(int64_t axis, size_t rank);

struct TensorType {
  DType dtype = DType::kFloat32;
  Dims dims;
  bool operator==(const TensorType&) const = default;
  int64_t elements() const { return ElementCount(dims); }
  size_t bytes() const {
    return static_cast<size_t>(elements()) * ElementSize(dtype);
  }
};
// "float32[1x3x224x224]"
std::string TypeText(const TensorType& type);

// A view does not own; data is aligned for its element type.
template <typename Byte>
struct BasicTensorView {
  Byte* data = nullptr;
  DType dtype = DType::kFloat32;
  std::span<const int64_t> dims;
  bool present = true;  // false stands for an optional input that is absent

  operator BasicTensorView<const std::byte>() const
      requires(!std::is_const_v<Byte>) {
    return {data, dtype, dims, present};
  }
  int64_t elements() const { return ElementCount(dims); }
  size_t bytes() const {
    return static_cast<size_t>(elements()) * ElementSize(dtype);
  }
  // The elements as T, which must be the C++ type of `dtype`.
  template <typename T>
  auto Span() const {
    BURIN_CHECK(DTypeOf<T>::value == dtype);
    using Element = std::conditional_t<std::is_const_v<Byte>, const T, T>;
    return std::span<Element>(reinterpret_cast<Element*>(data),
                              static_cast<size_t>(elements()));
  }
};
using TensorView = BasicTensorView<std::byte>;
using ConstTensorView = BasicTensorView<const std::byte>;

class Tensor {
 public:
  Tensor() = default;
  // Zero elements. kOutOfMemory or kTooLarge when it cannot be had.
  static Result<Tensor> Allocate(DType dtype, Dims dims);
  // A copy of `bytes`, whose size must be that of the type.
  static Result<Tensor> FromBytes(DType dtype, Dims dims,
                                  std::span<const std::byte> bytes);
  // For small constants that cannot fail: Tensor::Of<int64_t>({2}, {1, 3}).
  template <typename T>
  static Tensor Of(Dims dims, std::span<const T> values);
  template <typename T>
  static Tensor Of(Dims dims, std::initializer_list<T> values) {
    return Of<T>(std::move(dims),
                 std::span<const T>(values.begin(), values.size()));
  }
  template <typename T>
  static Tensor Scalar(T value) {
    return Of<T>({}, {value});
  }

  DType dtype() const { return type_.dtype; }
  const Dims& dims() const { return type_.dims; }
  const TensorType& type() const { return type_; }
  int64_t elements() const { return type_.elements(); }
  size_t bytes() const { return type_.bytes(); }
  std::byte* data() { return buffer_.data(); }
  const std::byte* data() const { return buffer_.data(); }
  template <typename T>
  std::span<T> Span() {
    return view().template Span<T>();
  }
  template <typename T>
  std::span<const T> Span() const {
    return view().template Span<T>();
  }
  TensorView view() { return {data(), dtype(), dims()}; }
  ConstTensorView view() const { return {data(), dtype(), dims()}; }
  // Other dimensions over the same elements; their count must be equal.
  void Reshape(Dims dims);
  Result<Tensor> Clone() const;

 private:
  TensorType type_{DType::kFloat32, {0}};
  AlignedBuffer buffer_;
};

// The elements of an integer (or bool) tensor widened to int64_t; an error for
// a float tensor.
Result<std::vector<int64_t>> ToInt64s(const ConstTensorView& tensor);

// The elements of any tensor as float32, rounded to the nearest.
std::vector<float> ToFloats(const ConstTensorView& tensor);

template <typename T>
Tensor Tensor::Of(Dims dims, std::span<const T> values) {
  Result<Tensor> out = Allocate(DTypeOf<T>::value, std::move(dims));
  BURIN_CHECK(out.ok());
  BURIN_CHECK(out->elements() == static_cast<int64_t>(values.size()));
  std::copy(values.begin(), values.end(), out->template Span<T>().begin());
  return std::move(out).value();
}

}  // namespace burin

#endif  // BURIN_TENSOR_TENSOR_H_
