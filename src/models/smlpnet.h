// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// sMLPNet (Tang et al., "Sparse MLP for Image Recognition", AAAI 2022): stages
// of blocks x += mix(gelu(bn(depthwise(x)))), x += mlp(layernorm(x)), where mix
// joins x, x mixed along its rows and x mixed along its columns.

#ifndef BURIN_MODELS_SMLPNET_H_
#define BURIN_MODELS_SMLPNET_H_

#include "models/model.h"
#include "models/weights.h"

namespace burin {

struct SmlpNetConfig {
  int64_t in_channels = 3;
  int64_t image_size = 224;     // fixed by the mixing matrices
  int64_t patch = 4;            // stride and size of the stem
  int64_t width = 80;           // channels of stage 0; doubled at each stage
  std::vector<int64_t> depths;  // blocks of each stage
  int64_t mlp_ratio = 3;        // hidden columns over channels
};

// Reads the configuration from the tensors; the registry name found, or
// "custom", goes to `variant`. Errors: kUnknownModel, kBadUsage.
Result<SmlpNetConfig> ReadSmlpNetConfig(const Weights& weights,
                                        const ModelOptions& options,
                                        std::string& variant,
                                        std::vector<std::string>& notes);

// input: 1 x in_channels x S x S -> output: 1 x classes.
Result<Graph> BuildSmlpNet(const SmlpNetConfig& config, Weights& weights);

}  // namespace burin

#endif  // BURIN_MODELS_SMLPNET_H_
