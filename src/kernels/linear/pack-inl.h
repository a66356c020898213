// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Rows of A as the words that a product reads.

#ifndef BURIN_KERNELS_LINEAR_PACK_INL_H_
#define BURIN_KERNELS_LINEAR_PACK_INL_H_

#include "kernels/operands.h"
#include "kernels/rows/gather-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// A row of floats as words; `scale` receives how it was quantised, for int8.
inline void RowToWords(Operands operands, const float* src, Index columns,
                       float* words, RowScale* scale) {
  if (operands == Operands::kInt8) {
    *scale = RowToInt8(src, columns, TaintOf(src, columns), words);
  } else {
    RowToBf16(src, columns, words);
  }
}

// norm(A)[m, :] as words. `row`: K floats of room, unused for floats.
inline void PackWords(Operands operands, const RowSource& a,
                      const RowNorm& norm, Index m, float* row, float* words,
                      RowScale* scale) {
  if (operands == Operands::kFloat32) {
    PackRow(a, norm, m, words);
    return;
  }
  const float* src = row;
  if (norm.kind == NormKind::kNone) {
    src = WholeRow(a, m, row);
  } else {
    PackRow(a, norm, m, row);
  }
  RowToWords(operands, src, a.columns, words, scale);
}

// The words of rows m0 to m0 + rows - 1 of norm(A), `stride` words apart.
// `row`: two rows of room, of `room` floats together.
inline void PackRows(Operands operands, const RowSource& a, const RowNorm& norm,
                     Index m0, Index rows, float* row, Index room, float* words,
                     Index stride, RowScale* scales) {
  if (a.kind != RowKind::kUnfold || norm.kind != NormKind::kNone ||
      operands == Operands::kFloat32) {
    for (Index r = 0; r < rows; ++r) {
      PackWords(operands, a, norm, m0 + r, row, words + r * stride, scales + r);
    }
    return;
  }
  // A window is gathered by short stores, and reading them back at once waits
  // until all are done: the row before is converted meanwhile.
  for (Index r = 0; r <= rows; ++r) {
    if (r < rows) GatherUnfold(a, m0 + r, row + r % 2 * (room / 2));
    if (r == 0) continue;
    RowToWords(operands, row + (r - 1) % 2 * (room / 2), a.columns,
               words + (r - 1) * stride, scales + r - 1);
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_LINEAR_PACK_INL_H_
