// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What the reference evaluation of one op sees. Evaluate() has held the inputs
// and outputs against InferTypes before, so shapes, element types and
// attributes are sound here; only values (indices, divisors) may still be bad.
// Ops that calculate never see a 16-bit float: Evaluate() widens them to
// float32 and rounds the results, which the others need not know.

#ifndef BURIN_OPS_REFERENCE_REFERENCE_H_
#define BURIN_OPS_REFERENCE_REFERENCE_H_

#include <span>

#include "base/result.h"
#include "ops/ops.h"
#include "tensor/tensor.h"

namespace burin::reference {

struct Args {
  std::span<const ConstTensorView> inputs;
  std::span<const TensorView> outputs;

  bool Has(size_t i) const { return i < inputs.size() && inputs[i].present; }
  DType dtype(size_t i = 0) const { return inputs[i].dtype; }
  std::span<const int64_t> dims(size_t i) const { return inputs[i].dims; }
  std::span<const int64_t> out_dims(size_t i = 0) const {
    return outputs[i].dims;
  }
  template <typename T>
  std::span<const T> In(size_t i) const {
    return inputs[i].Span<T>();
  }
  // Null where the input is absent.
  template <typename T>
  const T* Optional(size_t i) const {
    return Has(i) ? In<T>(i).data() : nullptr;
  }
  template <typename T>
  std::span<T> Out(size_t i = 0) const {
    return outputs[i].Span<T>();
  }
  // An integer list, empty where the input is absent.
  Dims Ints(size_t i) const {
    return Has(i) ? ToInt64s(inputs[i]).value() : Dims{};
  }
};

// f.template operator()<T>() with float or double.
template <typename F>
auto DispatchFloat(DType dtype, F&& f) {
  if (dtype == DType::kFloat64) return f.template operator()<double>();
  BURIN_CHECK(dtype == DType::kFloat32);
  return f.template operator()<float>();
}

// The same with every integer type too.
template <typename F>
auto DispatchNumber(DType dtype, F&& f) {
  switch (dtype) {
    case DType::kInt8:
      return f.template operator()<int8_t>();
    case DType::kInt16:
      return f.template operator()<int16_t>();
    case DType::kInt32:
      return f.template operator()<int32_t>();
    case DType::kInt64:
      return f.template operator()<int64_t>();
    case DType::kUint8:
      return f.template operator()<uint8_t>();
    case DType::kUint16:
      return f.template operator()<uint16_t>();
    case DType::kUint32:
      return f.template operator()<uint32_t>();
    case DType::kUint64:
      return f.template operator()<uint64_t>();
    default:
      return DispatchFloat(dtype, f);
  }
}

#define BURIN_OP(Name) Result<void> Run(const Name& op, const Args& args);
#include "ops/ops.def"

}  // namespace burin::reference

#endif  // BURIN_OPS_REFERENCE_REFERENCE_H_
