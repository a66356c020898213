// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// T2T-ViT (Yuan et al., "Tokens-to-Token ViT", ICCV 2021): two rounds of
// unfolding and attention (performer or transformer) turn the image into
// tokens; a vision transformer with a class token follows.

#ifndef BURIN_MODELS_T2T_VIT_H_
#define BURIN_MODELS_T2T_VIT_H_

#include "models/model.h"
#include "models/weights.h"

namespace burin {

struct T2tVitConfig {
  int64_t in_channels = 3;
  int64_t image_size = 224;  // a multiple of 16
  bool performer = true;     // else transformer tokens
  int64_t token_width = 64;
  int64_t features = 32;      // performer: random features of each attention
  int64_t token_hidden = 64;  // columns of the token modules' MLPs
  int64_t width = 384;
  int64_t depth = 14;
  int64_t heads = 6;
  int64_t hidden = 1152;  // columns of the blocks' MLPs
  int64_t grid = 14;      // side of the stored position embedding
};

// Reads the configuration from the tensors; the registry name found, or
// "custom", goes to `variant`. Errors: kUnknownModel, kBadUsage.
Result<T2tVitConfig> ReadT2tVitConfig(const Weights& weights,
                                      const ModelOptions& options,
                                      std::string& variant,
                                      std::vector<std::string>& notes);

// image: 1 x in_channels x S x S -> class: 1 x classes. For another image size
// than the weights were made for, the position embedding is resized as the
// authors do it (bicubic).
Result<Graph> BuildT2tVit(const T2tVitConfig& config, Weights& weights);

}  // namespace burin

#endif  // BURIN_MODELS_T2T_VIT_H_
