// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Sums, means and Softmax. Floats are summed in double, in the order of the
// elements, and rounded once; integers wrap around.

#include <algorithm>
#include <numeric>

#include "ops/reference/arithmetic.h"
#include "ops/reference/reference.h"
#include "ops/reference/softmax.h"
#include "ops/reference/strided.h"
#include "ops/shape_rules.h"

namespace burin::reference {
namespace {

// The sums over `axes` (normalized), one for each element that is left.
template <typename T, typename Wide>
Result<Tensor> SumOver(const ConstTensorView& x, const Dims& axes) {
  const Dims kept = ReducedDims(x.dims, axes, /*keepdims=*/true);
  BURIN_ASSIGN(Tensor sums, Tensor::Allocate(DTypeOf<Wide>::value, kept));
  const Loop loop = {Dims(x.dims.begin(), x.dims.end()),
                     {DenseStrides(x.dims), BroadcastStrides(kept, x.dims)}};
  const T* const src = x.Span<T>().data();
  Wide* const dst = sums.Span<Wide>().data();
  ForEachRow(loop, [=](const Dims& at, const Dims& step, int64_t count) {
    const T* const row = src + at[0];
    Wide* const sum = dst + at[1];
    for (int64_t i = 0; i < count; ++i) {
      Wide& s = sum[i * step[1]];
      s = Sum(s, static_cast<Wide>(row[i * step[0]]));
    }
  });
  return sums;
}

// Sums, divided by the number of elements of each if `mean`.
Result<void> Reduce(const Args& args, const Dims& axes, bool mean) {
  int64_t count = 1;
  for (const int64_t axis : axes) {
    count *= args.dims(0)[static_cast<size_t>(axis)];
  }
  return DispatchNumber(args.dtype(), [&]<typename T>() -> Result<void> {
    using Wide = std::conditional_t<
        std::is_floating_point_v<T>, double,
        std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>>;
    BURIN_ASSIGN(const Tensor sums, (SumOver<T, Wide>(args.inputs[0], axes)));
    if (mean && count == 0 && std::is_integral_v<T> &&
        args.outputs[0].elements() > 0) {
      return MakeError(ErrorCode::kBadValue, "the mean of no integers");
    }
    std::ranges::transform(
        sums.Span<Wide>(), args.Out<T>().begin(), [&](Wide s) {
          return static_cast<T>(mean ? s / static_cast<Wide>(count) : s);
        });
    return {};
  });
}

Result<void> ReduceAxesInput(const Args& args, bool noop, bool mean) {
  Dims axes = args.Ints(1);
  if (axes.empty()) {
    if (noop) return Run(Identity{}, args);
    axes.resize(args.dims(0).size());
    std::iota(axes.begin(), axes.end(), 0);
  }
  BURIN_ASSIGN(axes, NormalizeAxes(axes, args.dims(0).size()));
  return Reduce(args, axes, mean);
}

}  // namespace

Result<void> Run(const ReduceSum& op, const Args& args) {
  return ReduceAxesInput(args, op.noop_with_empty_axes, /*mean=*/false);
}
Result<void> Run(const ReduceMean& op, const Args& args) {
  return ReduceAxesInput(args, op.noop_with_empty_axes, /*mean=*/true);
}

Result<void> Run(const GlobalAveragePool& op, const Args& args) {
  Dims axes(args.dims(0).size() - 2);
  std::iota(axes.begin(), axes.end(), op.channels_last ? 1 : 2);
  return Reduce(args, axes, /*mean=*/true);
}

Result<void> Run(const Softmax& op, const Args& args) {
  if (args.outputs[0].elements() == 0) return {};
  const std::span<const int64_t> x = args.dims(0);
  const size_t axis =
      static_cast<size_t>(op.axis < 0 ? op.axis + std::ssize(x) : op.axis);
  const int64_t outer = ElementCount(x.first(axis));
  const int64_t inner =
      op.flatten_to_2d ? 1 : ElementCount(x.subspan(axis + 1));
  const int64_t count =
      op.flatten_to_2d ? ElementCount(x.subspan(axis)) : x[axis];
  DispatchFloat(args.dtype(), [&]<typename T>() {
    for (int64_t o = 0; o < outer; ++o) {
      for (int64_t i = 0; i < inner; ++i) {
        const int64_t at = o * count * inner + i;
        SoftmaxRow(args.In<T>(0).data() + at, args.Out<T>().data() + at, count,
                   inner);
      }
    }
  });
  return {};
}

}  // namespace burin::reference
