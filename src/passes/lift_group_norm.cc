// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lift_group_norm.h.

#include "passes/lift_group_norm.h"

#include "passes/constants.h"
#include "passes/operands.h"
#include "passes/rewriter.h"

namespace burin {
namespace {

class Lifter {
 public:
  explicit Lifter(Graph& graph) : graph_(graph), rewriter_(graph) {}

  Result<bool> Run() {
    return rewriter_.Sweep([&](NodeId id) -> Result<void> {
      const Node node = graph_.node(id);
      if (node.outputs.empty() ||
          graph_.type(node.outputs[0]).dtype != DType::kFloat32) {
        return {};
      }
      if (std::holds_alternative<Reshape>(node.op)) return Core(node, id);
      if (std::holds_alternative<GroupNormalization>(node.op)) {
        return PerChannel(node, id);
      }
      if (std::holds_alternative<Mul>(node.op)) return Absorb(node, id, true);
      if (std::holds_alternative<burin::Add>(node.op)) {
        return Absorb(node, id, false);
      }
      return {};
    });
  }

 private:
  // One number a group, repeated for each of its channels.
  ValueId Repeat(ValueId per_group, int64_t channels) {
    const auto floats = *FloatConstant(graph_, per_group);
    const auto each = static_cast<size_t>(channels) / floats.size();
    std::vector<float> out;
    out.reserve(static_cast<size_t>(channels));
    for (const float f : floats) out.insert(out.end(), each, f);
    return AddFloats(graph_, graph_.value(per_group).name, {channels}, out);
  }
  // Constants of G elements each, to be repeated over `channels`.
  bool CanRepeat(const Node& norm, int64_t groups, int64_t channels) const {
    constexpr int64_t kMaxChannels = int64_t{1} << 24;
    return groups > 0 && channels <= kMaxChannels && channels % groups == 0 &&
           FloatConstant(graph_, norm.inputs[1]).has_value() &&
           FloatConstant(graph_, norm.inputs[2]).has_value();
  }

  Result<void> Core(const Node& node, NodeId id) {
    const ValueId normed = node.inputs[0];
    const auto* op = graph_.ProducerOp<InstanceNormalization>(normed);
    if (op == nullptr) return {};
    const float epsilon = op->epsilon;
    const Node norm = *graph_.Producer(normed);
    const ValueId grouped = norm.inputs[0];
    if (graph_.ProducerOp<Reshape>(grouped) == nullptr) return {};
    const ValueId x = graph_.Producer(grouped)->inputs[0];
    const Dims dims = graph_.dims(x);
    const Dims& wide = graph_.dims(grouped);
    if (dims != graph_.dims(node.outputs[0]) || dims.size() < 3 ||
        wide.size() < 3 || wide[0] != dims[0] ||
        !CanRepeat(norm, wide[1], dims[1])) {
      return {};
    }
    const int64_t groups = wide[1];
    const ValueId scale = Repeat(norm.inputs[1], dims[1]);
    const ValueId bias = Repeat(norm.inputs[2], dims[1]);
    const NodeId parts[] = {graph_.value(grouped).producer,
                            graph_.value(normed).producer, id};
    BURIN_ASSIGN(const ValueId made,
                 rewriter_.Add(GroupNormalization{.num_groups = groups,
                                                  .epsilon = epsilon},
                               {x, scale, bias}, parts));
    rewriter_.Replace(node.outputs[0], made);
    return {};
  }

  Result<void> PerChannel(const Node& node, NodeId id) {
    GroupNormalization op = std::get<GroupNormalization>(node.op);
    if (!op.per_group || op.channels_last) return {};
    const int64_t channels = graph_.dims(node.inputs[0])[1];
    if (!CanRepeat(node, op.num_groups, channels)) return {};
    op.per_group = false;
    const ValueId scale = Repeat(node.inputs[1], channels);
    const ValueId bias = Repeat(node.inputs[2], channels);
    BURIN_ASSIGN(const ValueId made,
                 rewriter_.Add(op, {node.inputs[0], scale, bias}, {id}));
    rewriter_.Replace(node.outputs[0], made);
    return {};
  }

  Result<void> Absorb(const Node& node, NodeId id, bool product) {
    const auto operands = ConstantOperandOf(graph_, node);
    if (!operands) return {};
    const auto* op = graph_.ProducerOp<GroupNormalization>(operands->other);
    if (op == nullptr || op->per_group || op->channels_last ||
        rewriter_.uses(operands->other) != 1) {
      return {};
    }
    const Node norm = *graph_.Producer(operands->other);
    const Dims& dims = graph_.dims(norm.inputs[0]);
    const auto factor =
        VectorAlong(graph_, operands->constant, 1, dims.size(), dims[1]);
    const auto scale = FloatConstant(graph_, norm.inputs[1]);
    const auto bias = FloatConstant(graph_, norm.inputs[2]);
    if (!factor || !scale || !bias || graph_.dims(node.outputs[0]) != dims) {
      return {};
    }
    std::vector<float> new_scale(scale->begin(), scale->end());
    std::vector<float> new_bias(bias->begin(), bias->end());
    for (size_t c = 0; c < factor->size(); ++c) {
      if (product) {
        new_scale[c] *= (*factor)[c];
        new_bias[c] *= (*factor)[c];
      } else {
        new_bias[c] += (*factor)[c];
      }
    }
    const Dims channels = {dims[1]};
    const ValueId s =
        AddFloats(graph_, norm.name + "/scale", channels, new_scale);
    const ValueId b =
        AddFloats(graph_, norm.name + "/bias", channels, new_bias);
    const NodeId parts[] = {graph_.value(operands->other).producer, id};
    BURIN_ASSIGN(const ValueId made,
                 rewriter_.Add(norm.op, {norm.inputs[0], s, b}, parts));
    rewriter_.Replace(node.outputs[0], made);
    return {};
  }

  Graph& graph_;
  Rewriter rewriter_;
};

}  // namespace

Result<bool> LiftGroupNorm(Graph& graph, const PassContext&) {
  return Lifter(graph).Run();
}

}  // namespace burin
