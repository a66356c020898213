// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See fold_batch_norm.h.

#include "passes/fold_batch_norm.h"

#include <algorithm>

#include "passes/constants.h"
#include "passes/match.h"

namespace burin {
namespace {

std::vector<float> BiasOf(const Graph& graph, const Node& conv,
                          size_t channels) {
  if (conv.inputs.size() < 3 || !conv.inputs[2].valid()) {
    return std::vector<float>(channels, 0.0f);
  }
  const auto floats = FloatConstant(graph, conv.inputs[2]);
  return floats ? std::vector<float>(floats->begin(), floats->end())
                : std::vector<float>();
}

// BN(Conv): the norm's node is replaced by a scaled convolution.
Result<bool> FoldIntoProducer(Graph& graph, NodeId norm_id,
                              const std::vector<int>& uses) {
  const Node norm = graph.node(norm_id);
  const Node* found = SoleProducer<Conv>(graph, uses, norm.inputs[0]);
  const auto affine = AffineOf(graph, norm);
  if (found == nullptr || !affine) return false;
  const Node conv = *found;
  const auto weights = FloatConstant(graph, conv.inputs[1]);
  if (!weights) return false;
  const size_t channels = affine->scale.size();
  std::vector<float> bias = BiasOf(graph, conv, channels);
  if (channels == 0 || bias.size() != channels ||
      weights->size() % channels != 0) {
    return false;
  }
  std::vector<float> scaled(weights->begin(), weights->end());
  const size_t per_channel = scaled.size() / channels;
  for (size_t c = 0; c < channels; ++c) {
    for (size_t i = 0; i < per_channel; ++i) {
      scaled[c * per_channel + i] *= affine->scale[c];
    }
    bias[c] = bias[c] * affine->scale[c] + affine->bias[c];
  }
  const ValueId w = AddFloats(graph, graph.value(conv.inputs[1]).name,
                              graph.dims(conv.inputs[1]), scaled);
  const ValueId b = AddFloats(graph, conv.name + ".bias",
                              {static_cast<int64_t>(channels)}, bias);
  BURIN_TRY(ReplaceWith(graph, norm.outputs[0], {&conv, &norm}, conv.op,
                        {conv.inputs[0], w, b}));
  return true;
}

bool IsPointwise(const Graph& graph, const Node& node) {
  const auto* conv = std::get_if<Conv>(&node.op);
  if (conv == nullptr || conv->group != 1) return false;
  const auto all = [](const Dims& dims, int64_t wanted) {
    return std::all_of(dims.begin(), dims.end(),
                       [&](int64_t d) { return d == wanted; });
  };
  const Dims& w = graph.dims(node.inputs[1]);
  return all(conv->pads, 0) && all(conv->strides, 1) &&
         all({w.begin() + 2, w.end()}, 1);
}

// Conv1x1(BN): the convolution is replaced by one over the norm's input.
Result<bool> FoldIntoConsumer(Graph& graph, NodeId conv_id,
                              const std::vector<int>& uses) {
  const Node conv = graph.node(conv_id);
  if (!IsPointwise(graph, conv)) return false;
  const Node* found =
      SoleProducer<BatchNormalization>(graph, uses, conv.inputs[0]);
  if (found == nullptr) return false;
  const Node norm = *found;
  const auto affine = AffineOf(graph, norm);
  const auto weights = FloatConstant(graph, conv.inputs[1]);
  if (!affine || !weights) return false;
  const size_t inputs = affine->scale.size();
  const size_t outputs = weights->size() / std::max<size_t>(1, inputs);
  std::vector<float> bias = BiasOf(graph, conv, outputs);
  if (inputs == 0 || bias.size() != outputs) return false;
  std::vector<float> scaled(weights->begin(), weights->end());
  for (size_t n = 0; n < outputs; ++n) {
    double shift = bias[n];
    for (size_t k = 0; k < inputs; ++k) {
      shift += static_cast<double>(scaled[n * inputs + k]) * affine->bias[k];
      scaled[n * inputs + k] *= affine->scale[k];
    }
    bias[n] = static_cast<float>(shift);
  }
  const ValueId w = AddFloats(graph, graph.value(conv.inputs[1]).name,
                              graph.dims(conv.inputs[1]), scaled);
  const ValueId b = AddFloats(graph, conv.name + ".bias",
                              {static_cast<int64_t>(outputs)}, bias);
  BURIN_TRY(ReplaceWith(graph, conv.outputs[0], {&norm, &conv}, conv.op,
                        {norm.inputs[0], w, b}));
  return true;
}

}  // namespace

Result<bool> FoldBatchNorm(Graph& graph, const PassContext&) {
  bool changed = false;
  for (const NodeId id : graph.Order()) {
    const std::vector<int> uses = graph.UseCounts();
    if (graph.node(id).removed) continue;
    if (std::holds_alternative<BatchNormalization>(graph.node(id).op)) {
      BURIN_ASSIGN(const bool folded, FoldIntoProducer(graph, id, uses));
      changed |= folded;
    } else if (std::holds_alternative<Conv>(graph.node(id).op)) {
      BURIN_ASSIGN(const bool folded, FoldIntoConsumer(graph, id, uses));
      changed |= folded;
    }
  }
  return changed;
}

}  // namespace burin
