// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Rows of A as the words that a product reads.

#ifndef BURIN_KERNELS_LINEAR_PACK_INL_H_
#define BURIN_KERNELS_LINEAR_PACK_INL_H_

#include "kernels/linear/plan.h"
#include "kernels/operands.h"
#include "kernels/rows/gather-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// The words of rows m0 to m0 + rows - 1 of norm(A), `stride` words apart, and
// how they were quantised, for int8. `row`: room for kRowsAtOnce rows,
// RowRoom(K) apart; unused for floats.
inline void PackRows(Operands operands, const RowSource& a, const RowNorm& norm,
                     Index m0, Index rows, float* row, float* words,
                     Index stride, RowScale* scales) {
  const Index k = a.columns;
  if (operands == Operands::kFloat32) {
    for (Index r = 0; r < rows; ++r) {
      PackRow(a, norm, m0 + r, words + r * stride);
    }
    return;
  }
  // Each step does several rows before the next one begins: a row's range is a
  // long chain of short operations, and what was gathered by short stores
  // cannot be read back at once.
  const Index room = RowRoom(k);
  for (Index r0 = 0; r0 < rows; r0 += kRowsAtOnce) {
    const Index count = MinIndex(rows - r0, kRowsAtOnce);
    const float* src[kRowsAtOnce];
    for (Index r = 0; r < count; ++r) {
      float* const buffer = row + r * room;
      src[r] = buffer;
      if (norm.kind == NormKind::kNone) {
        src[r] = WholeRow(a, m0 + r0 + r, buffer);
      } else {
        PackRow(a, norm, m0 + r0 + r, buffer);
      }
    }
    words += r0 == 0 ? 0 : kRowsAtOnce * stride;
    if (operands == Operands::kBf16) {
      for (Index r = 0; r < count; ++r) {
        RowToBf16(src[r], k, words + r * stride);
      }
      continue;
    }
    Int8Range ranges[kRowsAtOnce];
    for (Index r = 0; r < count; ++r) ranges[r] = RangeOf(src[r], k);
    for (Index r = 0; r < count; ++r) {
      RowToInt8(src[r], k, ranges[r], words + r * stride);
      scales[r0 + r] = ranges[r].scale;
    }
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_LINEAR_PACK_INL_H_
