// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Packs columns of a runtime matrix as one panel, for the register tiles.

#ifndef BURIN_KERNELS_MATMUL_PACK_INL_H_
#define BURIN_KERNELS_MATMUL_PACK_INL_H_

#include "kernels/rows/gather-inl.h"
#include "kernels/transpose/blocks-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// panel[k * width + j] = b[k * row_stride + j * column_stride] for j < count,
// else 0.
inline void PackPanel(const float* b, Index row_stride, Index column_stride,
                      Index rows, Index count, Index width, float* panel) {
  if (column_stride == 1) {
    for (Index k = 0; k < rows; ++k) {
      CopyFloats(b + k * row_stride, count, panel + k * width);
      ZeroFloats(width - count, panel + k * width + count);
    }
    return;
  }
  if (row_stride == 1) {
    TransposeBlock(b, column_stride, count, rows, panel, width);
  } else {
    for (Index k = 0; k < rows; ++k) {
      for (Index j = 0; j < count; ++j) {
        panel[k * width + j] = b[k * row_stride + j * column_stride];
      }
    }
  }
  if (count == width) return;
  for (Index k = 0; k < rows; ++k) {
    ZeroFloats(width - count, panel + k * width + count);
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_MATMUL_PACK_INL_H_
