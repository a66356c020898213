// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The common checks of the inference rules.

#include "ops/infer_args.h"

#include <algorithm>

namespace burin {

Result<void> InferArgs::ExpectInputs(size_t required, size_t most,
                                     size_t most_outputs) const {
  if (inputs_.size() > most) {
    return Mismatch(inputs_.size(), " inputs, ", most, " at most");
  }
  for (size_t i = 0; i < required; ++i) {
    if (!Has(i)) {
      return Mismatch("input ", i, " is missing, ", required, " needed");
    }
  }
  if (outputs_ < 1 || outputs_ > most_outputs) {
    return Mismatch(outputs_, " outputs, 1 to ", most_outputs, " expected");
  }
  return {};
}

Result<void> InferArgs::ExpectDType(size_t i, DTypeSet allowed) const {
  if ((allowed & SetOf({dtype(i)})) == 0) {
    return Mismatch("input ", i, " has element type ", DTypeName(dtype(i)),
                    ", which the op does not take");
  }
  return {};
}

Result<void> InferArgs::ExpectSameDType(size_t i) const {
  if (dtype(i) != dtype(0)) {
    return Mismatch("input ", i, " is ", DTypeName(dtype(i)), ", input 0 ",
                    DTypeName(dtype(0)));
  }
  return {};
}

Result<void> InferArgs::ExpectRank(size_t i, size_t least, size_t most) const {
  if (rank(i) < least || rank(i) > most) {
    return Mismatch("input ", i, " has rank ", rank(i), ", ", least,
                    least == most ? "" : StrCat(" to ", most), " expected");
  }
  return {};
}

Result<void> InferArgs::ExpectDims(size_t i, std::string_view name,
                                   std::span<const int64_t> expected) const {
  if (!std::ranges::equal(dims(i), expected)) {
    return Mismatch(name, " is ", DimsText(dims(i)), ", ", DimsText(expected),
                    " expected");
  }
  return {};
}

Result<ConstTensorView> InferArgs::Constant(size_t i,
                                            std::string_view name) const {
  if (!inputs_[i].constant) {
    return MakeError(ErrorCode::kUnsupportedOp, "the shape depends on input ",
                     i, " (", name, "), which is not a constant");
  }
  return *inputs_[i].constant;
}

Result<Dims> InferArgs::Values(size_t i, std::string_view name,
                               int64_t limit) const {
  BURIN_TRY(ExpectDType(i, kIndexTypes));
  BURIN_TRY(ExpectRank(i, 0, 1));
  const int64_t count = type(i).elements();
  if (count > limit) {
    return MakeError(ErrorCode::kTooLarge, name, " has ", count, " elements, ",
                     limit, " at most");
  }
  BURIN_ASSIGN(const ConstTensorView value, Constant(i, name));
  return ToInt64s(value);
}

Result<void> ExpectEpsilon(float epsilon) {
  if (!(epsilon >= 0)) return Mismatch("epsilon is ", epsilon);
  return {};
}

}  // namespace burin
