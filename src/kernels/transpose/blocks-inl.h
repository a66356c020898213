// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Transposes a matrix of any size in whole tiles and ragged edges.

#ifndef BURIN_KERNELS_TRANSPOSE_BLOCKS_INL_H_
#define BURIN_KERNELS_TRANSPOSE_BLOCKS_INL_H_

namespace burin::BURIN_ISA_NAMESPACE {

// dst[j * dst_stride + i] = src[i * src_stride + j], i < rows, j < columns.
inline void TransposeBlock(const float* src, Index src_stride, Index rows,
                           Index columns, float* dst, Index dst_stride) {
  const Index whole_rows = rows / kLanes * kLanes;
  const Index whole_columns = columns / kLanes * kLanes;
  for (Index i = 0; i < whole_rows; i += kLanes) {
    for (Index j = 0; j < whole_columns; j += kLanes) {
      TransposeTile(src + i * src_stride + j, src_stride,
                    dst + j * dst_stride + i, dst_stride);
    }
  }
  for (Index i = 0; i < rows; ++i) {
    const Index first = i < whole_rows ? whole_columns : 0;
    for (Index j = first; j < columns; ++j) {
      dst[j * dst_stride + i] = src[i * src_stride + j];
    }
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_TRANSPOSE_BLOCKS_INL_H_
