// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The formats in which products multiply: to a kernel, those of its operands.

#ifndef BURIN_KERNELS_OPERANDS_H_
#define BURIN_KERNELS_OPERANDS_H_

#include <cstdint>

#include "base/precision.h"

namespace burin {

using Operands = Precision;

// Rows of A that are gathered as floats before they become reduced operands,
// and the floats of room for one.
inline constexpr int64_t kRowsAtOnce = 4;
constexpr int64_t RowRoom(int64_t k) { return (k + 15) / 16 * 16; }

}  // namespace burin

#endif  // BURIN_KERNELS_OPERANDS_H_
