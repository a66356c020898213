// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Plates in memory, for tests.

#ifndef BURIN_COMPARE_TEST_PLATES_H_
#define BURIN_COMPARE_TEST_PLATES_H_

#include <gtest/gtest.h>

#include <utility>

#include "compiler/emit.h"
#include "ir/graph.h"
#include "kernels/isa.h"
#include "passes/pipeline.h"
#include "passes/runner.h"
#include "plate/plate.h"

namespace burin {

// The graph as it is, without passes.
inline Plate PlateAsIs(const Graph& graph, Isa isa) {
  auto emitted = Emit(graph, isa);
  EXPECT_TRUE(emitted.ok());
  auto plate = PlateInMemory(std::move(emitted).value());
  EXPECT_TRUE(plate.ok());
  return std::move(plate).value();
}

inline Plate PlateOf(Graph graph, Isa isa,
                     Precision precision = Precision::kFloat32) {
  PassContext context{isa, {}};
  context.precision.precision = precision;
  EXPECT_TRUE(RunPasses(graph, CompilePipeline(), context, {}).ok());
  graph.Compact();
  return PlateAsIs(graph, isa);
}

}  // namespace burin

#endif  // BURIN_COMPARE_TEST_PLATES_H_
