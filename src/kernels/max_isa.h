// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// BURIN_MAX_ISA as a user sets it: what caps nothing is refused. Apart from
// isa.h, which the sources of each tier include and which must therefore stay
// free of inline functions.

#ifndef BURIN_KERNELS_MAX_ISA_H_
#define BURIN_KERNELS_MAX_ISA_H_

#include "base/result.h"

namespace burin {

// kBadUsage, with the names that there are, when the variable is set and is
// neither empty nor one of them.
Result<void> CheckMaxIsa();

}  // namespace burin

#endif  // BURIN_KERNELS_MAX_ISA_H_
