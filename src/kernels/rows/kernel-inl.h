// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_ROWS_KERNEL_INL_H_
#define BURIN_KERNELS_ROWS_KERNEL_INL_H_

#include "kernels/rows/gather-inl.h"
#include "kernels/rows/plan.h"
#include "kernels/simd/activate-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

template <Activation kAct>
inline void RunRowsOf(const RowsArgs& args, Index first, Index last) {
  for (Index m = first; m < last; ++m) {
    MakeRow(args.a, args.norm, m, Activate<kAct>, RowPointer(args.y, m));
  }
}

void RunRows(const RowsArgs& args, int64_t task) noexcept {
  const Index block = RowsPerTask(args);
  const Index first = task * block;
  const Index last = MinIndex(first + block, args.a.rows);
  switch (args.act) {
    case Activation::kNone:
      return RunRowsOf<Activation::kNone>(args, first, last);
    case Activation::kGelu:
      return RunRowsOf<Activation::kGelu>(args, first, last);
    case Activation::kRelu:
      return RunRowsOf<Activation::kRelu>(args, first, last);
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_ROWS_KERNEL_INL_H_
