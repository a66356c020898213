// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Types of MatMul, Gemm, Einsum and Conv.

#include "ops/einsum_equation.h"
#include "ops/infer_args.h"
#include "ops/shape_rules.h"
#include "ops/window.h"

namespace burin {

Result<Types> Infer(const MatMul&, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 2));
  BURIN_TRY(args.ExpectDType(0, kNumbers));
  BURIN_TRY(args.ExpectSameDType(1));
  BURIN_TRY(args.ExpectRank(0, 1, kMaxRank));
  BURIN_TRY(args.ExpectRank(1, 1, kMaxRank));
  const std::span<const int64_t> a = args.dims(0);
  const std::span<const int64_t> b = args.dims(1);
  const int64_t b_rows = b.size() == 1 ? b[0] : b[b.size() - 2];
  if (a.back() != b_rows) {
    return Mismatch("the product of ", DimsText(a), " and ", DimsText(b));
  }
  BURIN_ASSIGN(Dims dims,
               BroadcastDims(a.first(a.size() < 2 ? 0 : a.size() - 2),
                             b.first(b.size() < 2 ? 0 : b.size() - 2)));
  // A vector's own dimension does not appear in the result.
  if (a.size() > 1) dims.push_back(a[a.size() - 2]);
  if (b.size() > 1) dims.push_back(b.back());
  return OneType(args.dtype(0), std::move(dims));
}

Result<Types> Infer(const Gemm& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 3));
  BURIN_TRY(args.ExpectDType(0, kNumbers));
  BURIN_TRY(args.ExpectSameDType(1));
  BURIN_TRY(args.ExpectRank(0, 2, 2));
  BURIN_TRY(args.ExpectRank(1, 2, 2));
  const Dims& a = args.dims(0);
  const Dims& b = args.dims(1);
  if (a[op.trans_a ? 0 : 1] != b[op.trans_b ? 1 : 0]) {
    return Mismatch("the product of ", DimsText(a),
                    op.trans_a ? " transposed" : "", " and ", DimsText(b),
                    op.trans_b ? " transposed" : "");
  }
  const Dims dims = {a[op.trans_a ? 1 : 0], b[op.trans_b ? 0 : 1]};
  if (args.Has(2)) {
    BURIN_TRY(args.ExpectSameDType(2));
    BURIN_ASSIGN(const Dims sum, BroadcastDims(dims, args.dims(2)));
    if (sum != dims) {
      return Mismatch("C is ", DimsText(args.dims(2)), ", the product ",
                      DimsText(dims));
    }
  }
  return OneType(args.dtype(0), dims);
}

Result<Types> Infer(const Einsum& op, const InferArgs& args) {
  constexpr size_t kMostOperands = 64;
  BURIN_TRY(
      args.ExpectInputs(std::max<size_t>(args.count(), 1), kMostOperands));
  BURIN_TRY(args.ExpectDType(0, kNumbers));
  std::vector<Dims> operands;
  for (size_t i = 0; i < args.count(); ++i) {
    BURIN_TRY(args.ExpectSameDType(i));
    operands.push_back(args.dims(i));
  }
  BURIN_ASSIGN(const EinsumPlan plan, PlanEinsum(op.equation, operands));
  return OneType(args.dtype(0), plan.OutputDims());
}

Result<Types> Infer(const Conv& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 3));
  BURIN_TRY(args.ExpectDType(0, kFloats));
  BURIN_TRY(args.ExpectSameDType(1));
  BURIN_TRY(args.ExpectRank(0, 3, 5));
  BURIN_TRY(args.ExpectRank(1, args.rank(0), args.rank(0)));
  const Dims& x = args.dims(0);
  const Dims& w = args.dims(1);
  const int64_t channels = op.channels_last ? x.back() : x[1];
  if (op.group < 1 || channels % op.group != 0 || w[0] % op.group != 0 ||
      w[1] != channels / op.group) {
    return Mismatch("a filter of ", DimsText(w), " in ", op.group,
                    " groups over ", channels, " channels");
  }
  if (args.Has(2)) {
    BURIN_TRY(args.ExpectSameDType(2));
    BURIN_TRY(args.ExpectDims(2, "bias", Dims{w[0]}));
  }
  BURIN_ASSIGN(const std::vector<WindowAxis> windows, ConvWindows(op, x, w));
  Dims dims = {x[0]};
  if (!op.channels_last) dims.push_back(w[0]);
  for (const WindowAxis& axis : windows) dims.push_back(axis.out);
  if (op.channels_last) dims.push_back(w[0]);
  return OneType(args.dtype(0), std::move(dims));
}

}  // namespace burin
