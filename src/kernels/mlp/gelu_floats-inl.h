// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// GELU of hidden columns that are quantised afterwards, where the CPU does not
// look up bytes.

#ifndef BURIN_KERNELS_MLP_GELU_FLOATS_INL_H_
#define BURIN_KERNELS_MLP_GELU_FLOATS_INL_H_

#include "kernels/mlp/hidden_int8-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// GELU of the hidden columns, quantised.
inline void GeluToInt8(const HiddenRows& h) {
  for (Index r = 0; r < h.rows; ++r) {
    float* const row = h.wide + r * h.wide_stride;
    for (Index i = 0; i < h.columns; i += kLanes) {
      const Index n = MinIndex(h.columns - i, kLanes);
      StoreN(row + i, GeluLow(LoadN(row + i, n)), n);
    }
  }
  RowsToInt8(h);
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_MLP_GELU_FLOATS_INL_H_
