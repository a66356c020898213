// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_TRANSPOSE_KERNEL_INL_H_
#define BURIN_KERNELS_TRANSPOSE_KERNEL_INL_H_

#include "kernels/transpose/blocks-inl.h"
#include "kernels/transpose/plan.h"

namespace burin::BURIN_ISA_NAMESPACE {

void RunTranspose(const TransposeArgs& args, int64_t task) noexcept {
  const TransposePlan plan = PlanTranspose(args);
  const Index offset = task / plan.blocks * args.rows * args.columns;
  const Index first = task % plan.blocks * plan.length;
  const Index i0 = plan.cut_rows ? first : 0;
  const Index j0 = plan.cut_rows ? 0 : first;
  const Index i1 =
      plan.cut_rows ? MinIndex(i0 + plan.length, args.rows) : args.rows;
  const Index j1 =
      plan.cut_rows ? args.columns : MinIndex(j0 + plan.length, args.columns);
  for (Index j = j0; j < j1; j += kTransposeSquare) {
    for (Index i = i0; i < i1; i += kTransposeSquare) {
      TransposeBlock(args.x + offset + i * args.columns + j, args.columns,
                     MinIndex(i1 - i, kTransposeSquare),
                     MinIndex(j1 - j, kTransposeSquare),
                     args.y + offset + j * args.rows + i, args.rows);
    }
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_TRANSPOSE_KERNEL_INL_H_
