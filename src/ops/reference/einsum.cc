// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Einsum as one loop nest: over the labels of the result, and inside over the
// labels that are summed.

#include "ops/einsum_equation.h"

#include <algorithm>

#include "ops/reference/arithmetic.h"
#include "ops/reference/reference.h"
#include "ops/reference/strided.h"

namespace burin::reference {
namespace {

// The strides of one operand for the loop over `order`. A label that it has
// twice walks the diagonal; a dimension of 1 is repeated.
Dims OperandStrides(const std::vector<size_t>& labels,
                    std::span<const int64_t> dims,
                    const std::vector<size_t>& order) {
  const Dims dense = DenseStrides(dims);
  Dims strides(order.size(), 0);
  for (size_t i = 0; i < labels.size(); ++i) {
    if (dims[i] == 1) continue;
    const auto at = std::ranges::find(order, labels[i]);
    strides[static_cast<size_t>(at - order.begin())] += dense[i];
  }
  return strides;
}

// Result labels first, then the summed ones; tensor 0 is the result, which
// does not move along these.
Loop LoopOf(const EinsumPlan& plan, const Args& args) {
  std::vector<size_t> order = plan.output;
  for (size_t label = 0; label < plan.sizes.size(); ++label) {
    if (std::ranges::find(plan.output, label) == plan.output.end()) {
      order.push_back(label);
    }
  }
  Loop loop;
  for (const size_t label : order) loop.dims.push_back(plan.sizes[label]);
  loop.strides.push_back(DenseStrides(args.out_dims()));
  loop.strides[0].resize(order.size(), 0);
  for (size_t i = 0; i < plan.operands.size(); ++i) {
    loop.strides.push_back(
        OperandStrides(plan.operands[i], args.dims(i), order));
  }
  return loop;
}

template <typename T>
void AddProducts(const Loop& loop, const Args& args) {
  T* const out = args.Out<T>().data();
  std::vector<const T*> operands;
  for (size_t i = 0; i < args.inputs.size(); ++i) {
    operands.push_back(args.In<T>(i).data());
  }
  ForEachRow(loop, [&](const Dims& at, const Dims& step, int64_t count) {
    if (operands.size() == 2) {
      const T* const a = operands[0] + at[1];
      const T* const b = operands[1] + at[2];
      for (int64_t i = 0; i < count; ++i) {
        T& y = out[at[0] + i * step[0]];
        y = Sum(y, Product(a[i * step[1]], b[i * step[2]]));
      }
      return;
    }
    for (int64_t i = 0; i < count; ++i) {
      T product = 1;
      for (size_t t = 0; t < operands.size(); ++t) {
        product = Product(product, operands[t][at[t + 1] + i * step[t + 1]]);
      }
      T& y = out[at[0] + i * step[0]];
      y = Sum(y, product);
    }
  });
}

}  // namespace

Result<void> Run(const Einsum& op, const Args& args) {
  std::vector<Dims> dims;
  for (const ConstTensorView& input : args.inputs) {
    dims.emplace_back(input.dims.begin(), input.dims.end());
  }
  BURIN_ASSIGN(const EinsumPlan plan, PlanEinsum(op.equation, dims));
  const Loop loop = LoopOf(plan, args);
  DispatchNumber(args.dtype(), [&]<typename T>() {
    std::ranges::fill(args.Out<T>(), T{0});
    AddProducts<T>(loop, args);
  });
  return {};
}

}  // namespace burin::reference
