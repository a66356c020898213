// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The layers that the networks share: each takes its weights from the
// checkpoint and adds one node. `module` is the layer's path in the PyTorch
// module tree ("blocks.0.mlp.fc1"): tensors are named MODULE.weight and
// MODULE.bias. `scope` is the same path as PyTorch's ONNX exporter writes it
// ("/blocks.0/mlp/fc1"): nodes are named SCOPE/Op.

#ifndef BURIN_MODELS_LAYERS_H_
#define BURIN_MODELS_LAYERS_H_

#include <string>
#include <utility>

#include "ir/graph.h"
#include "models/weights.h"

namespace burin {

struct Layer {
  std::string module;
  std::string scope;
  // The child of that name, both ways.
  Layer operator/(const std::string& child) const {
    return {module.empty() ? child : module + "." + child, scope + "/" + child};
  }
  // Child `child` of an nn.Sequential: PyTorch writes the whole module path of
  // the sequence's items, "/mlp/mlp.0" for mlp.0.
  Layer Item(const std::string& sequence, int64_t index) const;
  std::string Name(std::string_view op) const {
    return scope + "/" + std::string(op);
  }
};

struct ConvShape {
  int64_t out = 0;     // channels of Y
  int64_t kernel = 1;  // height and width
  int64_t stride = 1;  // both ways
  int64_t pad = 0;     // on all four sides
  int64_t group = 1;
  bool bias = true;
};

class LayerBuilder {
 public:
  LayerBuilder(Graph& graph, Weights& weights)
      : graph_(graph), weights_(weights) {}

  Graph& graph() { return graph_; }
  Weights& weights() { return weights_; }

  // X: B x C x H x W
  Result<ValueId> Conv(ValueId x, const Layer& layer, const ConvShape& shape);
  // X: B x C x H x W, running statistics
  Result<ValueId> BatchNorm(ValueId x, const Layer& layer);
  // nn.GroupNorm with one group
  Result<ValueId> GroupNorm(ValueId x, const Layer& layer);
  // over the last dimension
  Result<ValueId> LayerNorm(ValueId x, const Layer& layer);
  // X: ... x K; the bias is there when the checkpoint has one
  Result<ValueId> Linear(ValueId x, const Layer& layer, int64_t columns);
  // X: B x K, the classifier: a Gemm with the weights as they are stored
  Result<ValueId> Head(ValueId x, const Layer& layer);
  Result<ValueId> Gelu(ValueId x, const Layer& layer);
  Result<ValueId> Relu(ValueId x, const Layer& layer);
  // The mixing of one axis, stored as a 1 x 1 convolution
  Result<ValueId> TokenMix(ValueId x, const Layer& layer, int64_t axis);

  // A constant made of a tensor that is taken whole.
  Result<ValueId> Parameter(const std::string& name, const Dims& dims);
  ValueId Ints(const std::string& name, const std::vector<int64_t>& values);

 private:
  Graph& graph_;
  Weights& weights_;
};

}  // namespace burin

#endif  // BURIN_MODELS_LAYERS_H_
