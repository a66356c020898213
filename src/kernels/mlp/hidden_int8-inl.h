// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The hidden columns in work as the int8 operands of the second product.

#ifndef BURIN_KERNELS_MLP_HIDDEN_INT8_INL_H_
#define BURIN_KERNELS_MLP_HIDDEN_INT8_INL_H_

#include "kernels/linear/pack-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

struct HiddenRows {
  float* wide;  // the columns as floats, which may be overwritten
  Index wide_stride;
  Index rows;
  Index columns;
  float* words;
  Index words_stride;
  // Of the rows of A: what is not a number there is none in the hidden row.
  const RowScale* a_scales;
  RowScale* scales;
};

inline void RowsToInt8(const HiddenRows& h) {
  for (Index r0 = 0; r0 < h.rows; r0 += kRowsAtOnce) {
    const Index end = MinIndex(r0 + kRowsAtOnce, h.rows);
    Int8Range ranges[kRowsAtOnce];
    for (Index r = r0; r < end; ++r) {
      ranges[r - r0] = RangeOf(h.wide + r * h.wide_stride, h.columns);
    }
    for (Index r = r0; r < end; ++r) {
      const Int8Range& range = ranges[r - r0];
      RowToInt8(h.wide + r * h.wide_stride, h.columns, range,
                h.words + r * h.words_stride);
      h.scales[r] = {range.scale.scale + h.a_scales[r].scale * 0.0f,
                     range.scale.zero};
    }
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_MLP_HIDDEN_INT8_INL_H_
