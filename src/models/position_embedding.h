// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Position embeddings for another image size.

#ifndef BURIN_MODELS_POSITION_EMBEDDING_H_
#define BURIN_MODELS_POSITION_EMBEDDING_H_

#include "base/result.h"
#include "tensor/tensor.h"

namespace burin {

// `embedding`: 1 x (1 + from^2) x C float32, the class token first. Returns
// 1 x (1 + to^2) x C: the class token as it is, the grid resized bicubically
// (Keys' kernel with a = -0.75, half-pixel centres, borders repeated, no
// smoothing), which is PyTorch's interpolate(mode="bicubic").
Result<Tensor> ResizePositionEmbedding(const Tensor& embedding, int64_t from,
                                       int64_t to);

}  // namespace burin

#endif  // BURIN_MODELS_POSITION_EMBEDDING_H_
