// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What the lines of an op_precision.ini do to a plate: nothing but a line that
// says so. Each function has one form for fp32, exact and fast, and GELU a
// cheaper one that reduced products use by themselves.

#ifndef BURIN_COMPILER_OP_MODES_H_
#define BURIN_COMPILER_OP_MODES_H_

#include <span>
#include <string>

#include "burin/compile.h"
#include "ir/graph.h"
#include "onnx/source_nodes.h"

namespace burin {

// One line that names each choice without effect and why; empty when there is
// none. `steps` is the graph after the passes.
std::string OpModesText(std::span<const OpModeChoice> choices,
                        std::span<const SourceNode> nodes, const Graph& steps);

}  // namespace burin

#endif  // BURIN_COMPILER_OP_MODES_H_
