// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Checkpoints made up for tests: the names and shapes of a network's tensors
// from its configuration, and values that a formula makes of name and index, so
// that tests/models/make_golden_logits.py makes the same ones.

#ifndef BURIN_MODELS_FAKE_CHECKPOINT_H_
#define BURIN_MODELS_FAKE_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/checkpoint.h"
#include "models/registry.h"

namespace burin {

using TensorShapes = std::vector<std::pair<std::string, Dims>>;

struct FakeNetwork {
  NetworkShape shape;        // family, width, depths, hidden, performer
  int64_t patch = 4;         // ShiftViT, sMLPNet
  int64_t side = 56;         // sMLPNet: positions of stage 0; T2T-ViT: 16 px
  int64_t token_width = 64;  // T2T-ViT
  bool batch_norm = false;   // ShiftViT
  int64_t classes = 1000;
};

TensorShapes FakeShapes(const FakeNetwork& network);

// A float32 checkpoint of those tensors.
Checkpoint FakeCheckpoint(const TensorShapes& shapes);
// The values of one tensor: norms around one, matrices such that activations
// keep their size.
Tensor FakeTensor(std::string_view name, const Dims& dims);

}  // namespace burin

#endif  // BURIN_MODELS_FAKE_CHECKPOINT_H_
