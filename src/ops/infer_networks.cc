// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Types of the ops that say what the networks mean.

#include <algorithm>

#include "ops/infer_args.h"
#include "ops/window.h"

namespace burin {
namespace {

// All inputs have the float type of input 0.
Result<void> ExpectOneFloatType(const InferArgs& args) {
  BURIN_TRY(args.ExpectDType(0, kFloats));
  for (size_t i = 1; i < args.count(); ++i) {
    if (args.Has(i)) BURIN_TRY(args.ExpectSameDType(i));
  }
  return {};
}

}  // namespace

Result<Types> Infer(const Linear&, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 3));
  BURIN_TRY(ExpectOneFloatType(args));
  BURIN_TRY(args.ExpectRank(0, 1, kMaxRank));
  BURIN_TRY(args.ExpectRank(1, 2, 2));
  Dims dims = args.dims(0);
  const int64_t columns = args.dims(1)[1];
  BURIN_TRY(args.ExpectDims(1, "W", Dims{dims.back(), columns}));
  if (args.Has(2)) BURIN_TRY(args.ExpectDims(2, "bias", Dims{columns}));
  dims.back() = columns;
  return OneType(args.dtype(0), std::move(dims));
}

Result<Types> Infer(const Shift& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(1, 1));
  BURIN_TRY(args.ExpectDType(0, kFloats));
  BURIN_TRY(args.ExpectRank(0, 4, 4));
  const int64_t channels = args.dims(0)[op.channels_last ? 3 : 1];
  if (op.group < 1 || op.group > channels / 4) {
    return Mismatch("4 shift groups of ", op.group, " in ", channels,
                    " channels");
  }
  return Types{args.type(0)};
}

Result<Types> Infer(const Unfold& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(1, 1));
  BURIN_TRY(args.ExpectDType(0, kFloats));
  BURIN_TRY(args.ExpectRank(0, 4, 4));
  const Dims& x = args.dims(0);
  const size_t height = op.channels_last ? 1 : 2;
  BURIN_ASSIGN(const std::vector<WindowAxis> windows,
               ImageWindows(x[height], x[height + 1], op.kernel, op.strides,
                            op.pads, op.dilations));
  const int64_t channels = x[op.channels_last ? 3 : 1];
  BURIN_ASSIGN(const int64_t tokens,
               CheckedElementCount(Dims{windows[0].out, windows[1].out}));
  BURIN_ASSIGN(const int64_t columns,
               CheckedElementCount(
                   Dims{channels, windows[0].kernel, windows[1].kernel}));
  return OneType(args.dtype(0), {x[0], tokens, columns});
}

Result<Types> Infer(const TokenMix& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 3));
  BURIN_TRY(ExpectOneFloatType(args));
  BURIN_TRY(args.ExpectRank(1, 2, 2));
  Dims dims = args.dims(0);
  BURIN_ASSIGN(const int64_t axis, NormalizeAxis(op.axis, dims.size()));
  int64_t& mixed = dims[static_cast<size_t>(axis)];
  const int64_t rows = args.dims(1)[0];
  BURIN_TRY(args.ExpectDims(1, "P", Dims{rows, mixed}));
  if (args.Has(2)) BURIN_TRY(args.ExpectDims(2, "bias", Dims{rows}));
  mixed = rows;
  return OneType(args.dtype(0), std::move(dims));
}

Result<Types> Infer(const Attention& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(1, 1));
  BURIN_TRY(args.ExpectDType(0, kFloats));
  BURIN_TRY(args.ExpectRank(0, 3, 3));
  Dims dims = args.dims(0);
  if (op.heads < 1 || op.heads > std::max<int64_t>(1, dims[2]) ||
      dims[2] % 3 != 0 || (dims[2] / 3) % op.heads != 0) {
    return Mismatch(dims[2], " columns for q, k and v of ", op.heads, " heads");
  }
  if (op.precision == Precision::kBf16) {
    BURIN_TRY(args.ExpectDType(0, SetOf({DType::kFloat32})));
  } else if (op.precision != Precision::kFloat32) {
    return Mismatch("attention in ", PrecisionName(op.precision),
                    ", fp32 or bf16 expected");
  }
  dims[2] /= 3;
  return OneType(args.dtype(0), std::move(dims));
}

Result<Types> Infer(const Performer& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 2));
  BURIN_TRY(ExpectOneFloatType(args));
  BURIN_TRY(args.ExpectRank(0, 3, 3));
  BURIN_TRY(args.ExpectRank(1, 2, 2));
  BURIN_TRY(ExpectEpsilon(op.epsilon));
  Dims dims = args.dims(0);
  const int64_t features = args.dims(1)[0];
  if (dims[2] % 3 != 0 || features < 1) {
    return Mismatch(dims[2], " columns for k, q and v with ", features,
                    " features");
  }
  dims[2] /= 3;
  BURIN_TRY(args.ExpectDims(1, "W", Dims{features, dims[2]}));
  return OneType(args.dtype(0), std::move(dims));
}

}  // namespace burin
