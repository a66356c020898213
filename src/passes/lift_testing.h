// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests of lifting passes: a graph is written in its ONNX form, the pass
// runs, the ops are counted and the values compared with those before.

#ifndef BURIN_PASSES_LIFT_TESTING_H_
#define BURIN_PASSES_LIFT_TESTING_H_

#include <gtest/gtest.h>

#include <initializer_list>

#include "ir/graph_testing.h"
#include "ir/text.h"
#include "ir/verify.h"
#include "passes/pass.h"

namespace burin {

using MakeGraph = Graph (*)();

// The graph after the passes, checked to be whole and of the same values.
inline Graph Passed(MakeGraph make, std::initializer_list<PassFn> passes,
                    float bound = 1e-5f) {
  Graph graph = make();
  for (const PassFn pass : passes) {
    const auto changed = pass(graph, {});
    EXPECT_TRUE(changed.ok()) << changed.error().message;
    graph.Compact();
    const auto verified = VerifyGraph(graph);
    EXPECT_TRUE(verified.ok()) << verified.error().message;
  }
  ExpectSameValues(graph, make(), bound);
  return graph;
}

}  // namespace burin

#endif  // BURIN_PASSES_LIFT_TESTING_H_
