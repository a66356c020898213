// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The text form of a graph, for people, goldens and dumps: one line an input,
// constant, node or output.
//
//   input %0 'input': float32[1x3x224x224]
//   const %1 'w': float32[96x3x4x4] = 0.1 -0.2 0.3 ...
//   %2: float32[1x96x56x56] = Conv{strides=[4,4]}(%0, %1, _) 'patch_embed'
//   output %2 'output'
//
// '_' is an absent input. Parsing needs every element of a constant, which
// only short constants print.

#ifndef BURIN_IR_TEXT_H_
#define BURIN_IR_TEXT_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "ir/graph.h"

namespace burin {

struct PrintOptions {
  size_t max_elements = 16;  // of a constant; more are cut with "..."
};
std::string PrintGraph(const Graph& graph, const PrintOptions& options = {});

// The graph of a text that PrintGraph wrote whole. Types of node outputs are
// inferred and compared with the stated ones. kBadInput names the line.
Result<Graph> ParseGraph(std::string_view text);

}  // namespace burin

#endif  // BURIN_IR_TEXT_H_
