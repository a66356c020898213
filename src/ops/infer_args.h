// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What an inference rule sees of its node: the inputs, the number of outputs,
// and the checks that nearly every rule makes. Rules state what they expect
// and return the first thing that is not so.

#ifndef BURIN_OPS_INFER_ARGS_H_
#define BURIN_OPS_INFER_ARGS_H_

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ops/infer.h"
#include "ops/ops.h"
#include "tensor/tensor.h"

namespace burin {

using Types = std::vector<TensorType>;

// A tensor that an op takes or gives has at most this many dimensions.
inline constexpr size_t kMaxRank = 8;

// Sets of element types, one bit each.
using DTypeSet = uint32_t;
constexpr DTypeSet SetOf(std::initializer_list<DType> dtypes) {
  DTypeSet set = 0;
  for (const DType d : dtypes) set |= DTypeSet{1} << static_cast<int>(d);
  return set;
}
inline constexpr DTypeSet kFloats = SetOf(
    {DType::kFloat32, DType::kFloat16, DType::kFloat64, DType::kBFloat16});
inline constexpr DTypeSet kSignedInts =
    SetOf({DType::kInt8, DType::kInt16, DType::kInt32, DType::kInt64});
inline constexpr DTypeSet kUnsignedInts =
    SetOf({DType::kUint8, DType::kUint16, DType::kUint32, DType::kUint64});
inline constexpr DTypeSet kNumbers = kFloats | kSignedInts | kUnsignedInts;
inline constexpr DTypeSet kAnyDType = kNumbers | SetOf({DType::kBool});
inline constexpr DTypeSet kIndexTypes = SetOf({DType::kInt32, DType::kInt64});

class InferArgs {
 public:
  InferArgs(std::span<const OpInput> inputs, size_t outputs)
      : inputs_(inputs), outputs_(outputs) {}

  size_t count() const { return inputs_.size(); }
  size_t outputs() const { return outputs_; }
  bool Has(size_t i) const { return i < inputs_.size() && inputs_[i].present; }
  const TensorType& type(size_t i) const { return inputs_[i].type; }
  const Dims& dims(size_t i) const { return type(i).dims; }
  size_t rank(size_t i) const { return dims(i).size(); }
  DType dtype(size_t i) const { return type(i).dtype; }

  // The first `required` inputs are there, at most `most` in all, and the
  // number of outputs is in [1, most_outputs].
  Result<void> ExpectInputs(size_t required, size_t most,
                            size_t most_outputs = 1) const;
  Result<void> ExpectDType(size_t i, DTypeSet allowed) const;
  // Input i has the element type of input 0.
  Result<void> ExpectSameDType(size_t i) const;
  Result<void> ExpectRank(size_t i, size_t least, size_t most) const;
  // `name` says what the input is: "bias".
  Result<void> ExpectDims(size_t i, std::string_view name,
                          std::span<const int64_t> dims) const;

  // The integers of a constant of at most one dimension and `limit` elements;
  // kUnsupportedOp when the value is not known.
  Result<Dims> Values(size_t i, std::string_view name,
                      int64_t limit = 2 * kMaxRank) const;
  // The constant of input i, or kUnsupportedOp.
  Result<ConstTensorView> Constant(size_t i, std::string_view name) const;

 private:
  std::span<const OpInput> inputs_;
  size_t outputs_;
};

template <typename... Parts>
Error Mismatch(const Parts&... parts) {
  return MakeError(ErrorCode::kShapeMismatch, parts...);
}
inline Types OneType(DType dtype, Dims dims) {
  return {TensorType{dtype, std::move(dims)}};
}
// An error unless epsilon is zero or more (NaN is not).
Result<void> ExpectEpsilon(float epsilon);

// One rule for every op.
#define BURIN_OP(Name) \
  Result<Types> Infer(const Name& op, const InferArgs& args);
#include "ops/ops.def"

}  // namespace burin

#endif  // BURIN_OPS_INFER_ARGS_H_
