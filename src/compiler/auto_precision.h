// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// --precision auto: the choice of every step's precision by measurement, as
// options that any later compilation can repeat.

#ifndef BURIN_COMPILER_AUTO_PRECISION_H_
#define BURIN_COMPILER_AUTO_PRECISION_H_

#include <string>

#include "burin/compile.h"

namespace burin {

// Measures and sets options.precision to the fastest that some step has
// ("int8", "bf16" or "fp32"), and adds to the lists of what is kept the other
// steps, each by the source nodes that name it (NodesNaming). The target must
// run here. The options are of one of `blocks` blocks of a batch (blocks.h).
// Errors: those of LowerModel and ChoosePrecision.
Result<AutoReport> ResolveAuto(const std::string& onnx_path,
                               CompileOptions& options, int64_t blocks = 1);

}  // namespace burin

#endif  // BURIN_COMPILER_AUTO_PRECISION_H_
