// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What a network family makes of a checkpoint, and what it must be told.

#ifndef BURIN_MODELS_MODEL_H_
#define BURIN_MODELS_MODEL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ir/graph.h"

namespace burin {

// What tensor shapes cannot say. A zero or an empty text means: as the
// registry variant of these shapes has it, else the family's default.
struct ModelOptions {
  std::string variant;     // a registry name; empty: found by shapes
  int64_t num_heads = 0;   // T2T-ViT; default: 64 columns a head
  int64_t n_div = 0;       // ShiftViT: groups of C / n_div channels shift
  std::string activation;  // ShiftViT: "gelu" or "relu"
  int64_t image_size = 0;  // height and width; default: the weights', else 224
};

// The network for a batch of one. Nothing in the graph depends on the batch
// except the dimensions of its values.
struct Model {
  Graph graph;
  std::string family;
  std::string variant;             // a registry name, or "custom"
  std::vector<std::string> notes;  // what was assumed, one line each
  size_t parameters = 0;           // elements of the weights that were used
};

}  // namespace burin

#endif  // BURIN_MODELS_MODEL_H_
