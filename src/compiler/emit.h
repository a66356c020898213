// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// From a graph whose nodes are steps to a plan and its weights: reshapes become
// other dimensions of the same memory, constants move to the weight section,
// every other value gets a place in the arena for as long as it is needed.

#ifndef BURIN_COMPILER_EMIT_H_
#define BURIN_COMPILER_EMIT_H_

#include "base/aligned_buffer.h"
#include "ir/graph.h"
#include "kernels/isa.h"
#include "plate/plate.h"

namespace burin {

struct Emitted {
  Plan plan;
  AlignedBuffer weights;
};

// The plan is for `isa`, or for the lowest tier below it that the steps run on
// equally.
Result<Emitted> Emit(const Graph& graph, Isa isa);

// The same as ReadPlate() of what WritePlate() wrote, without the file: its
// bytes are the weights alone. kBadPlate for a plan that is not sound.
Result<Plate> PlateInMemory(Emitted emitted);

}  // namespace burin

#endif  // BURIN_COMPILER_EMIT_H_
