// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A plate's inputs and outputs where they are not the model's: inputs of
// float16, inputs of pictures' bytes, outputs of another type. Ordinary ops at
// the ends of the imported graph do the work, so every pass sees them.

#ifndef BURIN_COMPILER_PORTS_H_
#define BURIN_COMPILER_PORTS_H_

#include "base/result.h"
#include "burin/compile.h"
#include "ir/graph.h"

namespace burin {

// Errors: kBadUsage for names and numbers that the model does not have and for
// unknown types; kShapeMismatch for pictures that do not give what the network
// reads.
Result<void> ApplyPorts(const CompileOptions& options, Graph& graph);

}  // namespace burin

#endif  // BURIN_COMPILER_PORTS_H_
