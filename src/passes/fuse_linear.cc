// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See fuse_linear.h.

#include "passes/fuse_linear.h"

#include <algorithm>

#include "passes/constants.h"
#include "passes/match.h"

namespace burin {
namespace {

size_t NormInputs(FusedNorm norm) {
  switch (norm) {
    case FusedNorm::kNone:
      return 0;
    case FusedNorm::kLayer:
    case FusedNorm::kAffine:
      return 2;
    case FusedNorm::kGroup:
      return 3;
  }
  return 0;
}

// The op of the node that makes `value` alone for one reader, and the node.
template <typename T>
std::optional<Node> SoleNode(const Graph& graph, ValueId value) {
  const Node* node = SoleProducer<T>(graph, graph.UseCounts(), value);
  if (node == nullptr) return std::nullopt;
  return *node;
}

bool IsFloat32(const Graph& graph, ValueId value) {
  return graph.type(value).dtype == DType::kFloat32;
}

// The weights and bias of a product that Linear's meaning covers.
struct Product {
  ValueId weights;
  ValueId bias;
};

ValueId InputOrNone(const Node& node, size_t i) {
  return i < node.inputs.size() ? node.inputs[i] : ValueId{};
}

std::optional<Product> ProductOf(Graph&, const Linear&, const Node& node) {
  return Product{node.inputs[1], InputOrNone(node, 2)};
}

std::optional<Product> ProductOf(Graph& graph, const MatMul&,
                                 const Node& node) {
  if (graph.dims(node.inputs[1]).size() != 2) return std::nullopt;
  if (graph.dims(node.inputs[0]).size() < 2) return std::nullopt;
  return Product{node.inputs[1], {}};
}

std::optional<Product> ProductOf(Graph& graph, const Gemm& op,
                                 const Node& node) {
  if (op.alpha != 1 || op.beta != 1 || op.trans_a) return std::nullopt;
  Product out{node.inputs[1], InputOrNone(node, 2)};
  const int64_t columns = graph.dims(node.outputs[0])[1];
  if (out.bias.valid()) {
    const Dims& bias = graph.dims(out.bias);
    const bool row = bias.size() == 1 && bias[0] == columns;
    if (!row || !FloatConstant(graph, out.bias)) return std::nullopt;
  }
  if (op.trans_b && FloatConstant(graph, out.weights)) {
    auto moved = PermuteConstant(graph, out.weights, {1, 0});
    if (!moved.ok()) return std::nullopt;
    out.weights = *moved;
  }
  return out;
}

std::optional<Product> ProductOf(Graph&, const auto&, const Node&) {
  return std::nullopt;
}

std::optional<FusedActivation> ActivationOf(const Op& op) {
  if (std::holds_alternative<Relu>(op)) return FusedActivation::kRelu;
  if (const auto* gelu = std::get_if<Gelu>(&op)) {
    return gelu->tanh ? FusedActivation::kGeluTanh : FusedActivation::kGelu;
  }
  return std::nullopt;
}

// Calls rewrite(node id) for each live FusedLinear until none changes.
template <typename Rewrite>
Result<bool> ForEachFused(Graph& graph, Rewrite&& rewrite) {
  bool changed = false;
  for (const NodeId id : graph.Order()) {
    if (graph.node(id).removed ||
        !std::holds_alternative<FusedLinear>(graph.node(id).op))
      continue;
    BURIN_ASSIGN(const bool rewritten, rewrite(graph.node(id)));
    changed |= rewritten;
  }
  return changed;
}

}  // namespace

FusedInputs InputsOf(const FusedLinear& op) {
  FusedInputs out;
  out.weights =
      op.source == FusedSource::kConcat ? static_cast<size_t>(op.sources) : 1;
  out.norm = out.weights + 2;
  out.residual = out.norm + NormInputs(op.norm);
  return out;
}

FusedInputs InputsOf(const FusedMlp& op) {
  return {1, 5, 5 + NormInputs(op.norm)};
}

Result<bool> ToFusedLinear(Graph& graph, const PassContext&) {
  bool changed = false;
  for (const NodeId id : graph.Order()) {
    const Node node = graph.node(id);
    if (node.removed) continue;
    if (node.outputs.size() != 1 || !IsFloat32(graph, node.outputs[0])) {
      continue;
    }
    const auto product = std::visit(
        [&](const auto& op) { return ProductOf(graph, op, node); }, node.op);
    if (!product || !FloatConstant(graph, product->weights) ||
        (product->bias.valid() && !FloatConstant(graph, product->bias))) {
      continue;
    }
    // The kernels take rows and columns that exist; the op takes the rest.
    const Dims weights = graph.dims(product->weights);
    if (graph.dims(node.inputs[0]).size() < 2 || weights[0] < 1 ||
        weights[1] < 1 || graph.type(node.outputs[0]).elements() == 0) {
      continue;
    }
    FusedLinear fused;
    fused.columns = weights[1];
    BURIN_TRY(ReplaceWith(graph, node.outputs[0], {&node}, fused,
                          {node.inputs[0], product->weights, product->bias}));
    changed = true;
  }
  return changed;
}

Result<bool> FuseActivation(Graph& graph, const PassContext&) {
  bool changed = false;
  for (const NodeId id : graph.Order()) {
    const Node node = graph.node(id);
    if (node.removed) continue;
    const auto activation = ActivationOf(node.op);
    if (!activation) continue;
    const auto linear = SoleNode<FusedLinear>(graph, node.inputs[0]);
    if (!linear) continue;
    FusedLinear op = std::get<FusedLinear>(linear->op);
    if (op.activation != FusedActivation::kNone ||
        op.residual != FusedResidual::kNone) {
      continue;
    }
    op.activation = *activation;
    BURIN_TRY(ReplaceWith(graph, node.outputs[0], {&*linear, &node}, op,
                          linear->inputs));
    changed = true;
  }
  return changed;
}

namespace {

// The columns of a wider value that a residual may be read from in place.
struct WideRows {
  ValueId rows;
  int64_t offset = 0;
};

// `value` as a range of the last axis of what it was cut from.
std::optional<WideRows> ColumnsOf(const Graph& graph, ValueId value) {
  const Node* node = graph.Producer(value);
  if (node == nullptr) return std::nullopt;
  const int64_t last = static_cast<int64_t>(graph.dims(value).size()) - 1;
  const auto is_last = [&](int64_t axis) { return axis == -1 || axis == last; };
  if (const auto* split = std::get_if<Split>(&node->op)) {
    if (!is_last(split->axis)) return std::nullopt;
    WideRows out{node->inputs[0], 0};
    for (const ValueId part : node->outputs) {
      if (part == value) return out;
      out.offset += graph.dims(part).back();
    }
  }
  if (std::holds_alternative<Slice>(node->op) && node->inputs.size() >= 4) {
    const auto starts = IntegerConstant(graph, node->inputs[1]);
    const auto axes = IntegerConstant(graph, node->inputs[3]);
    const auto steps = node->inputs.size() > 4
                           ? IntegerConstant(graph, node->inputs[4])
                           : std::vector<int64_t>{1};
    const bool plain = starts && axes && steps && axes->size() == 1 &&
                       is_last((*axes)[0]) && (*steps)[0] == 1;
    if (!plain) return std::nullopt;
    const int64_t width = graph.dims(node->inputs[0]).back();
    const int64_t start = (*starts)[0];
    return WideRows{node->inputs[0],
                    std::max<int64_t>(0, start < 0 ? start + width : start)};
  }
  return std::nullopt;
}

}  // namespace

Result<bool> FuseResidual(Graph& graph, const PassContext&) {
  bool changed = false;
  for (const NodeId id : graph.Order()) {
    const Node node = graph.node(id);
    if (node.removed) continue;
    if (!std::holds_alternative<Add>(node.op)) continue;
    for (size_t i = 0; i < 2; ++i) {
      const ValueId other = node.inputs[1 - i];
      const auto linear = SoleNode<FusedLinear>(graph, node.inputs[i]);
      if (!linear || graph.dims(other) != graph.dims(node.inputs[i]) ||
          graph.IsConstant(other)) {
        continue;
      }
      FusedLinear op = std::get<FusedLinear>(linear->op);
      if (op.residual != FusedResidual::kNone) continue;
      op.residual = FusedResidual::kRows;
      std::vector<ValueId> inputs = linear->inputs;
      const auto wide = ColumnsOf(graph, other);
      op.residual_offset = wide ? wide->offset : 0;
      // Offset 0 is the output's own shape; a wider value needs the cut.
      inputs.push_back(op.residual_offset > 0 ? wide->rows : other);
      BURIN_TRY(ReplaceWith(graph, node.outputs[0], {&*linear, &node}, op,
                            std::move(inputs)));
      changed = true;
      break;
    }
  }
  return changed;
}

namespace {

// Puts `made` before the residual of the inputs and reads x instead.
std::vector<ValueId> WithNorm(const Node& linear, const FusedLinear& old,
                              ValueId x, std::vector<ValueId> norm) {
  std::vector<ValueId> inputs = linear.inputs;
  inputs[0] = x;
  const auto at = inputs.begin() + static_cast<ptrdiff_t>(InputsOf(old).norm);
  inputs.insert(at, norm.begin(), norm.end());
  return inputs;
}

Result<bool> FuseLayerNorm(Graph& graph, const Node& linear, FusedLinear op) {
  const auto norm = SoleNode<LayerNormalization>(graph, linear.inputs[0]);
  if (!norm || norm->outputs.size() != 1) return false;
  const auto& layer = std::get<LayerNormalization>(norm->op);
  const int64_t rank = static_cast<int64_t>(graph.dims(norm->inputs[0]).size());
  const int64_t columns = graph.dims(norm->inputs[0]).back();
  ValueId bias = norm->inputs.size() > 2 ? norm->inputs[2] : ValueId();
  if ((layer.axis != -1 && layer.axis != rank - 1) ||
      graph.dims(norm->inputs[1]) != Dims{columns} ||
      (bias.valid() && graph.dims(bias) != Dims{columns})) {
    return false;
  }
  if (!bias.valid()) {
    bias = AddFloats(graph, norm->name + ".bias", {columns},
                     std::vector<float>(static_cast<size_t>(columns)));
  }
  const std::vector<ValueId> inputs =
      WithNorm(linear, op, norm->inputs[0], {norm->inputs[1], bias});
  op.norm = FusedNorm::kLayer;
  op.epsilon = layer.epsilon;
  BURIN_TRY(
      ReplaceWith(graph, linear.outputs[0], {&*norm, &linear}, op, inputs));
  return true;
}

// GroupNorm, or GroupNorm under an Unfold without padding, whose windows then
// repeat the channels' scale and bias.
Result<bool> FuseGroupNorm(Graph& graph, const Node& linear, FusedLinear op) {
  ValueId normed = linear.inputs[0];
  const auto window = SoleNode<Unfold>(graph, normed);
  int64_t repeats = 1;
  if (window) {
    const auto& unfold = std::get<Unfold>(window->op);
    const bool padded = std::any_of(unfold.pads.begin(), unfold.pads.end(),
                                    [](int64_t p) { return p != 0; });
    if (!unfold.channels_last || padded) return false;
    repeats = unfold.kernel[0] * unfold.kernel[1];
    normed = window->inputs[0];
  }
  const auto norm = SoleNode<GroupNormalization>(graph, normed);
  if (!norm) return false;
  const auto& group = std::get<GroupNormalization>(norm->op);
  const auto scale = FloatConstant(graph, norm->inputs[1]);
  const auto bias = FloatConstant(graph, norm->inputs[2]);
  if (group.num_groups != 1 || !group.channels_last || group.per_group ||
      !scale || !bias) {
    return false;
  }
  const auto repeated = [&](std::span<const float> floats) {
    std::vector<float> out;
    for (int64_t i = 0; i < repeats; ++i) {
      out.insert(out.end(), floats.begin(), floats.end());
    }
    return out;
  };
  const int64_t columns = static_cast<int64_t>(scale->size()) * repeats;
  const ValueId wide_scale =
      AddFloats(graph, norm->name + ".scale", {columns}, repeated(*scale));
  const ValueId wide_bias =
      AddFloats(graph, norm->name + ".bias", {columns}, repeated(*bias));
  const ValueId x = norm->inputs[0];
  BURIN_ASSIGN(const ValueId stats,
               AddFrom(graph, {&*norm}, GroupStats{0, group.epsilon}, {x}));
  ValueId rows = x;
  if (window) {
    BURIN_ASSIGN(rows, AddFrom(graph, {&*window}, window->op, {x}));
  }
  const std::vector<ValueId> inputs =
      WithNorm(linear, op, rows, {stats, wide_scale, wide_bias});
  op.norm = FusedNorm::kGroup;
  BURIN_TRY(
      ReplaceWith(graph, linear.outputs[0], {&*norm, &linear}, op, inputs));
  return true;
}

}  // namespace

Result<bool> FuseNorm(Graph& graph, const PassContext&) {
  return ForEachFused(graph, [&](const Node& found) -> Result<bool> {
    const Node linear = found;
    const FusedLinear op = std::get<FusedLinear>(linear.op);
    if (op.norm != FusedNorm::kNone || op.source != FusedSource::kRows) {
      return false;
    }
    BURIN_ASSIGN(const bool layer, FuseLayerNorm(graph, linear, op));
    if (layer) return true;
    return FuseGroupNorm(graph, linear, op);
  });
}

namespace {

Result<bool> FuseUnfold(Graph& graph, const Node& linear, FusedLinear op) {
  const auto window = SoleNode<Unfold>(graph, linear.inputs[0]);
  if (!window) return false;
  const auto& unfold = std::get<Unfold>(window->op);
  op.source = FusedSource::kUnfold;
  op.kernel = unfold.kernel;
  op.strides = unfold.strides;
  op.pads = unfold.pads;
  op.dilations = unfold.dilations;
  op.channels_last = unfold.channels_last;
  std::vector<ValueId> inputs = linear.inputs;
  inputs[0] = window->inputs[0];
  BURIN_TRY(ReplaceWith(graph, linear.outputs[0], {&*window, &linear}, op,
                        std::move(inputs)));
  return true;
}

Result<bool> FuseShift(Graph& graph, const Node& linear, FusedLinear op) {
  const auto* shift = graph.ProducerOp<Shift>(linear.inputs[0]);
  if (shift == nullptr || !shift->channels_last) return false;
  const Node moved = *graph.Producer(linear.inputs[0]);
  op.source = FusedSource::kShift;
  op.shift_group = std::get<Shift>(moved.op).group;
  std::vector<ValueId> inputs = linear.inputs;
  inputs[0] = moved.inputs[0];
  if (op.residual == FusedResidual::kRows && op.residual_offset == 0 &&
      linear.inputs[InputsOf(op).residual] == moved.outputs[0]) {
    op.residual = FusedResidual::kSource;
    inputs.pop_back();
  }
  BURIN_TRY(ReplaceWith(graph, linear.outputs[0], {&moved, &linear}, op,
                        std::move(inputs)));
  return true;
}

Result<bool> FuseConcat(Graph& graph, const Node& linear, FusedLinear op) {
  constexpr size_t kMostSources = 4;
  const auto joined = SoleNode<Concat>(graph, linear.inputs[0]);
  if (!joined || joined->inputs.size() > kMostSources) return false;
  for (const ValueId part : joined->inputs) {
    if (graph.dims(part).back() == 0) return false;
  }
  const int64_t axis = std::get<Concat>(joined->op).axis;
  const int64_t rank =
      static_cast<int64_t>(graph.dims(joined->outputs[0]).size());
  if (axis != -1 && axis != rank - 1) return false;
  op.source = FusedSource::kConcat;
  op.sources = static_cast<int64_t>(joined->inputs.size());
  std::vector<ValueId> inputs = joined->inputs;
  inputs.insert(inputs.end(), linear.inputs.begin() + 1, linear.inputs.end());
  BURIN_TRY(ReplaceWith(graph, linear.outputs[0], {&*joined, &linear}, op,
                        std::move(inputs)));
  return true;
}

Result<bool> FuseStatsShift(Graph& graph) {
  bool changed = false;
  for (const NodeId id : graph.Order()) {
    const Node node = graph.node(id);
    if (node.removed) continue;
    const auto* stats = std::get_if<GroupStats>(&node.op);
    if (stats == nullptr || stats->shift_group != 0) continue;
    const auto* shift = graph.ProducerOp<Shift>(node.inputs[0]);
    if (shift == nullptr || !shift->channels_last) continue;
    const Node moved = *graph.Producer(node.inputs[0]);
    BURIN_TRY(ReplaceWith(graph, node.outputs[0], {&node},
                          GroupStats{shift->group, stats->epsilon},
                          {moved.inputs[0]}));
    changed = true;
  }
  return changed;
}

}  // namespace

Result<bool> FuseSource(Graph& graph, const PassContext&) {
  BURIN_ASSIGN(const bool stats, FuseStatsShift(graph));
  BURIN_ASSIGN(const bool sources,
               ForEachFused(graph, [&](const Node& found) -> Result<bool> {
                 const Node linear = found;
                 const FusedLinear op = std::get<FusedLinear>(linear.op);
                 if (op.source != FusedSource::kRows) return false;
                 BURIN_ASSIGN(const bool unfold, FuseUnfold(graph, linear, op));
                 if (unfold) return true;
                 BURIN_ASSIGN(const bool shift, FuseShift(graph, linear, op));
                 if (shift) return true;
                 return FuseConcat(graph, linear, op);
               }));
  return stats || sources;
}

}  // namespace burin
