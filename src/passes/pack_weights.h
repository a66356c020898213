// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Chooses the tiles of every FusedLinear and FusedMlp for the tier and packs
// their weights as its kernels read them. A function of shapes and tier only,
// so the same input gives the same plate.

#ifndef BURIN_PASSES_PACK_WEIGHTS_H_
#define BURIN_PASSES_PACK_WEIGHTS_H_

#include "passes/pass.h"

namespace burin {

Result<bool> PackWeights(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_PACK_WEIGHTS_H_
