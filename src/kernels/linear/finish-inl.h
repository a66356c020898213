// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What happens to a tile of sums on its way to Y: activation, residual, store.

#ifndef BURIN_KERNELS_LINEAR_FINISH_INL_H_
#define BURIN_KERNELS_LINEAR_FINISH_INL_H_

#include "kernels/linear/linear.h"
#include "kernels/rows/gather-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

template <Activation kAct>
BURIN_INLINE V Activate(V x) {
  if constexpr (kAct == Activation::kGelu) return Gelu(x);
  if constexpr (kAct == Activation::kRelu) return Max(Zero(), x);
  return x;
}

// y = act(c) [+ residual] for one row of `count` columns.
template <Activation kAct, bool kAdd>
inline void FinishRow(const float* c, Index count, const float* residual,
                      float* y) {
  ForVectors(
      count, [&](Index i, const auto& load, const auto& store)
                 __attribute__((always_inline)) {
                   V x = Activate<kAct>(load(c + i));
                   if constexpr (kAdd) x = Add(x, load(residual + i));
                   store(y + i, x);
                 });
}

using FinishFn = void (*)(const float* c, Index count, const float* residual,
                          float* y);

inline FinishFn ChooseFinish(Activation act, bool add) {
  switch (act) {
    case Activation::kGelu:
      return add ? FinishRow<Activation::kGelu, true>
                 : FinishRow<Activation::kGelu, false>;
    case Activation::kRelu:
      return add ? FinishRow<Activation::kRelu, true>
                 : FinishRow<Activation::kRelu, false>;
    case Activation::kNone:
      break;
  }
  return add ? FinishRow<Activation::kNone, true>
             : FinishRow<Activation::kNone, false>;
}

// Where the rows of a block go, and what is added to them on the way.
struct Finish {
  FinishFn fn;
  const RowSource* source;    // residual that must be gathered, or null
  const ConstRows* residual;  // residual in memory, or null
  const MutableRows* y;
  float* row;  // K floats for gathering

  // Finishes columns [n0, n0 + count) of row m, whose sums are at c.
  BURIN_INLINE void Run(Index m, Index n0, Index count, const float* c) const {
    const float* add = nullptr;
    if (residual != nullptr) add = RowPointer(*residual, m) + n0;
    if (source != nullptr) add = GatherRow(*source, m, row) + n0;
    fn(c, count, add, RowPointer(*y, m) + n0);
  }
};

// Of the arguments of a linear or an mlp kernel.
template <typename Args>
Finish MakeFinish(const Args& args, Activation act, float* row) {
  Finish finish = {ChooseFinish(act, args.residual_kind != ResidualKind::kNone),
                   nullptr, nullptr, &args.y, row};
  if (args.residual_kind == ResidualKind::kDense) {
    finish.residual = &args.residual;
  }
  if (args.residual_kind == ResidualKind::kSource) finish.source = &args.a;
  return finish;
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_LINEAR_FINISH_INL_H_
