// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// From NCHW to NHWC, and from convolutions to products of rows.
//
// Every value x: B x C x H x W that an op of the list below touches gets a twin
// x' = Transpose(0,2,3,1)(x), and the op is replaced by its channels-last form
// on twins; where something else reads x, it reads a transpose of the twin.
// Transposes and reshapes between B x C x ..., B x ... x C and token form
// (B x L x C) become twins or disappear.
//
//   Conv 1x1            -> Linear on B x H x W x C
//   Conv (one group)    -> Linear(Unfold(x)) with the weights permuted
//   Conv (depthwise)    -> DepthwiseConv
//   Conv (other groups), GroupNormalization, BatchNormalization, Shift,
//   GlobalAveragePool, Unfold, TokenMix, Concat and maps of each element
//                       -> themselves, channels last
//
// An Unfold of rows whose readers are Linear (or LayerNormalization, then
// Linear) with constant weights has its columns reordered to (kh, kw, c) and
// the weights with them. A network's NCHW input is unfolded as it is.

#ifndef BURIN_PASSES_CHANNELS_LAST_H_
#define BURIN_PASSES_CHANNELS_LAST_H_

#include "passes/pass.h"

namespace burin {

Result<bool> ChannelsLast(Graph& graph, const PassContext& context);

}  // namespace burin

#endif  // BURIN_PASSES_CHANNELS_LAST_H_
