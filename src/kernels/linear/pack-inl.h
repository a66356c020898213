// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Rows of A as the words that a product reads.

#ifndef BURIN_KERNELS_LINEAR_PACK_INL_H_
#define BURIN_KERNELS_LINEAR_PACK_INL_H_

#include "kernels/operands.h"
#include "kernels/rows/gather-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// norm(A)[m, :] as words. `row`: K floats of room, unused for floats; `scale`
// receives how the row was quantised, for int8 only.
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
  if (operands == Operands::kInt8) {
    *scale = RowToInt8(src, a.columns, TaintOf(src, a.columns), words);
  } else {
    RowToBf16(src, a.columns, words);
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_LINEAR_PACK_INL_H_
