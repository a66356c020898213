// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// ShiftViT (Wang et al., "When Shift Operation Meets Vision Transformer", AAAI
// 2022): stages of blocks x = s + mlp(norm(s)) with s = shift(x), a strided
// convolution between stages; convolution layout (NCHW) throughout.

#ifndef BURIN_MODELS_SHIFTVIT_H_
#define BURIN_MODELS_SHIFTVIT_H_

#include "models/model.h"
#include "models/weights.h"

namespace burin {

struct ShiftVitConfig {
  int64_t in_channels = 3;
  int64_t image_size = 224;
  int64_t patch = 4;            // stride and size of the stem
  int64_t width = 96;           // channels of stage 0; doubled at each stage
  std::vector<int64_t> depths;  // blocks of each stage
  int64_t mlp_ratio = 4;        // hidden channels over channels
  int64_t n_div = 12;           // 4 groups of C / n_div channels shift
  bool patch_norm = true;       // a norm after the stem
  bool batch_norm = false;      // BatchNorm instead of GroupNorm(1)
  bool relu = false;            // ReLU instead of GELU
};

// Reads the configuration from the tensors; the registry name found, or
// "custom", goes to `variant`. Errors: kUnknownModel, kBadUsage.
Result<ShiftVitConfig> ReadShiftVitConfig(const Weights& weights,
                                          const ModelOptions& options,
                                          std::string& variant,
                                          std::vector<std::string>& notes);

// input: 1 x in_channels x S x S -> output: 1 x classes.
Result<Graph> BuildShiftVit(const ShiftVitConfig& config, Weights& weights);

}  // namespace burin

#endif  // BURIN_MODELS_SHIFTVIT_H_
