// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Types of the reductions and of Softmax.

#include <numeric>

#include "ops/infer_args.h"
#include "ops/shape_rules.h"

namespace burin {
namespace {

Result<Types> InferReduce(const InferArgs& args, bool keepdims, bool noop) {
  BURIN_TRY(args.ExpectInputs(1, 2));
  BURIN_TRY(args.ExpectDType(0, kNumbers));
  Dims axes;
  if (args.Has(1)) {
    BURIN_ASSIGN(axes, args.Values(1, "axes"));
  }
  if (axes.empty()) {
    if (noop) return Types{args.type(0)};
    axes.resize(args.rank(0));
    std::iota(axes.begin(), axes.end(), 0);
  }
  BURIN_ASSIGN(const Dims normal, NormalizeAxes(axes, args.rank(0)));
  return OneType(args.dtype(0), ReducedDims(args.dims(0), normal, keepdims));
}

}  // namespace

Result<Types> Infer(const ReduceMean& op, const InferArgs& args) {
  return InferReduce(args, op.keepdims, op.noop_with_empty_axes);
}
Result<Types> Infer(const ReduceSum& op, const InferArgs& args) {
  return InferReduce(args, op.keepdims, op.noop_with_empty_axes);
}

Result<Types> Infer(const GlobalAveragePool& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(1, 1));
  BURIN_TRY(args.ExpectDType(0, kFloats));
  BURIN_TRY(args.ExpectRank(0, 2, kMaxRank));
  Dims dims = args.dims(0);
  const size_t first = op.channels_last ? 1 : 2;
  const size_t last = op.channels_last ? dims.size() - 1 : dims.size();
  for (size_t i = first; i < last; ++i) dims[i] = 1;
  return OneType(args.dtype(0), std::move(dims));
}

Result<Types> Infer(const Softmax& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(1, 1));
  BURIN_TRY(args.ExpectDType(0, kFloats));
  const int64_t rank = static_cast<int64_t>(args.rank(0));
  // Flattening may put all dimensions before the cut.
  if (op.axis < -rank || op.axis > rank ||
      (op.axis == rank && !op.flatten_to_2d)) {
    return Mismatch("axis ", op.axis, " for a tensor of rank ", rank);
  }
  return Types{args.type(0)};
}

}  // namespace burin
