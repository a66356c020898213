// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Types of the normalisations.

#include "ops/infer_args.h"
#include "ops/shape_rules.h"

namespace burin {
namespace {

constexpr std::string_view kNames[] = {"X", "scale", "bias", "mean",
                                       "variance"};

// Inputs 1 to count - 1 are float vectors of `length`.
Result<void> ExpectVectors(const InferArgs& args, size_t count,
                           int64_t length) {
  for (size_t i = 1; i < count; ++i) {
    BURIN_TRY(args.ExpectDType(i, kFloats));
    BURIN_TRY(args.ExpectDims(i, kNames[i], Dims{length}));
  }
  return {};
}

}  // namespace

Result<Types> Infer(const BatchNormalization& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(5, 5));
  BURIN_TRY(args.ExpectDType(0, kFloats));
  BURIN_TRY(args.ExpectRank(0, 2, kMaxRank));
  BURIN_TRY(ExpectEpsilon(op.epsilon));
  const Dims& x = args.dims(0);
  BURIN_TRY(ExpectVectors(args, 5, op.channels_last ? x.back() : x[1]));
  return Types{args.type(0)};
}

Result<Types> Infer(const InstanceNormalization& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(3, 3));
  BURIN_TRY(args.ExpectDType(0, kFloats));
  BURIN_TRY(args.ExpectRank(0, 2, kMaxRank));
  BURIN_TRY(ExpectEpsilon(op.epsilon));
  BURIN_TRY(ExpectVectors(args, 3, args.dims(0)[1]));
  return Types{args.type(0)};
}

Result<Types> Infer(const GroupNormalization& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(3, 3));
  BURIN_TRY(args.ExpectDType(0, kFloats));
  BURIN_TRY(args.ExpectRank(0, 2, kMaxRank));
  BURIN_TRY(ExpectEpsilon(op.epsilon));
  const Dims& x = args.dims(0);
  const int64_t channels = op.channels_last ? x.back() : x[1];
  if (op.num_groups < 1 || channels % op.num_groups != 0) {
    return Mismatch(channels, " channels in ", op.num_groups, " groups");
  }
  BURIN_TRY(ExpectVectors(args, 3, op.per_group ? op.num_groups : channels));
  return Types{args.type(0)};
}

Result<Types> Infer(const LayerNormalization& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 3, 3));
  BURIN_TRY(args.ExpectDType(0, kFloats));
  BURIN_TRY(ExpectEpsilon(op.epsilon));
  const Dims& x = args.dims(0);
  BURIN_ASSIGN(const int64_t axis, NormalizeAxis(op.axis, x.size()));
  for (size_t i = 1; i < 3 && args.Has(i); ++i) {
    BURIN_TRY(args.ExpectDType(i, kFloats));
    BURIN_ASSIGN(const Dims scaled, BroadcastDims(x, args.dims(i)));
    if (scaled != x) {
      return Mismatch(kNames[i], " is ", DimsText(args.dims(i)), ", X ",
                      DimsText(x));
    }
  }
  Types types = {args.type(0)};
  Dims statistics = x;
  for (size_t i = static_cast<size_t>(axis); i < x.size(); ++i) {
    statistics[i] = 1;
  }
  types.resize(args.outputs(), TensorType{DType::kFloat32, statistics});
  return types;
}

}  // namespace burin
