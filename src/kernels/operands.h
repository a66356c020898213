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

}  // namespace burin

#endif  // BURIN_KERNELS_OPERANDS_H_
