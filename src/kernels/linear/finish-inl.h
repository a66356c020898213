// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The way of finished sums from scratch memory to Y: the residual is added, and
// columns that do not fill a vector are stored one by one.

#ifndef BURIN_KERNELS_LINEAR_FINISH_INL_H_
#define BURIN_KERNELS_LINEAR_FINISH_INL_H_

#include "kernels/linear/linear.h"
#include "kernels/rows/gather-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

inline void AddRow(const float* c, const float* residual, Index count,
                   float* y) {
  ForVectors(
      count, [&](Index i, const auto& load, const auto& store)
                 __attribute__((always_inline)) {
                   store(y + i, Add(load(c + i), load(residual + i)));
                 });
}

struct Finish {
  const RowSource* source;    // residual that must be gathered, or null
  const ConstRows* residual;  // residual in memory, or null
  const MutableRows* y;
  float* row;  // K floats for gathering

  // `row` as above, for the arguments of a linear or an mlp kernel.
  template <typename Args>
  Finish(const Args& args, float* row_buffer)
      : source(args.residual_kind == ResidualKind::kSource ? &args.a : nullptr),
        residual(args.residual_kind == ResidualKind::kDense ? &args.residual
                                                            : nullptr),
        y(&args.y),
        row(row_buffer) {}

  // Finishes columns [n0, n0 + count) of row m, whose sums are at c.
  BURIN_INLINE void Run(Index m, Index n0, Index count, const float* c) const {
    float* dst = RowPointer(*y, m) + n0;
    if (residual != nullptr) {
      AddRow(c, RowPointer(*residual, m) + n0, count, dst);
    } else if (source != nullptr) {
      ForRuns(
          *source, m, row,
          [&](const float* src, Index first, Index width)
              __attribute__((always_inline)) {
                const Index from = MaxIndex(first, n0);
                const Index to = MinIndex(first + width, n0 + count);
                if (from >= to) return;
                const float* sums = c + from - n0;
                MapRun(
                    src == nullptr ? src : src + from - first, to - from,
                    dst + from - n0,
                    [&](V x, Index i, const auto& load) __attribute__((
                        always_inline)) { return Add(load(sums + i), x); });
              });
    } else {
      CopyFloats(c, count, dst);
    }
  }
};

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_LINEAR_FINISH_INL_H_
