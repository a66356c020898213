// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A task transposes kTransposeBlock columns of one matrix, all rows, in square
// blocks whose two sides fit the first level cache.

#ifndef BURIN_KERNELS_TRANSPOSE_KERNEL_INL_H_
#define BURIN_KERNELS_TRANSPOSE_KERNEL_INL_H_

#include "kernels/transpose/blocks-inl.h"
#include "kernels/transpose/transpose.h"

namespace burin::BURIN_ISA_NAMESPACE {

void RunTranspose(const TransposeArgs& args, int64_t task) noexcept {
  const Index blocks = DivUp(args.columns, kTransposeBlock);
  const Index j = task % blocks * kTransposeBlock;
  const Index columns = MinIndex(args.columns - j, kTransposeBlock);
  const Index offset = task / blocks * args.rows * args.columns;
  for (Index i = 0; i < args.rows; i += kTransposeBlock) {
    TransposeBlock(args.x + offset + i * args.columns + j, args.columns,
                   MinIndex(args.rows - i, kTransposeBlock), columns,
                   args.y + offset + j * args.rows + i, args.rows);
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_TRANSPOSE_KERNEL_INL_H_
