// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lift_linear.h.

#include "passes/lift_linear.h"

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
      if (std::holds_alternative<MatMul>(node.op)) return FromMatMul(node, id);
      if (std::holds_alternative<Gemm>(node.op)) return FromGemm(node, id);
      if (std::holds_alternative<burin::Add>(node.op)) {
        return AbsorbBias(node, id);
      }
      return {};
    });
  }

 private:
  bool IsMatrix(ValueId value) const {
    return graph_.IsConstant(value) && graph_.dims(value).size() == 2;
  }
  ValueId BiasOf(const std::string& name, const std::vector<float>& bias) {
    return AddFloats(graph_, name, {static_cast<int64_t>(bias.size())}, bias);
  }

  Result<void> FromMatMul(const Node& node, NodeId id) {
    if (!IsMatrix(node.inputs[1]) || graph_.IsConstant(node.inputs[0]) ||
        graph_.dims(node.inputs[0]).size() < 2) {
      return {};
    }
    BURIN_ASSIGN(const ValueId made,
                 rewriter_.Add(Linear{}, node.inputs, {id}));
    rewriter_.Replace(node.outputs[0], made);
    return {};
  }

  // The constant times `factor`, as a new one unless that is 1.
  ValueId Scaled(ValueId constant, float factor) {
    if (factor == 1.0f) return constant;
    const auto floats = *FloatConstant(graph_, constant);
    std::vector<float> out(floats.begin(), floats.end());
    for (float& f : out) f *= factor;
    return AddFloats(graph_, graph_.value(constant).name, graph_.dims(constant),
                     out);
  }

  Result<void> FromGemm(const Node& node, NodeId id) {
    const Gemm op = std::get<Gemm>(node.op);
    if (op.trans_a || !IsMatrix(node.inputs[1]) ||
        graph_.IsConstant(node.inputs[0])) {
      return {};
    }
    const int64_t columns = graph_.dims(node.outputs[0])[1];
    std::vector<ValueId> inputs = {node.inputs[0], node.inputs[1]};
    if (node.inputs.size() > 2 && node.inputs[2].valid() && op.beta != 0) {
      auto bias = VectorAlong(graph_, node.inputs[2], 1, 2, columns);
      if (!bias) return {};
      for (float& b : *bias) b *= op.beta;
      inputs.push_back(BiasOf(graph_.value(node.inputs[2]).name, *bias));
    }
    if (op.trans_b) {
      BURIN_ASSIGN(inputs[1],
                   PermuteConstant(graph_, node.inputs[1], Dims{1, 0}));
    }
    inputs[1] = Scaled(inputs[1], op.alpha);
    BURIN_ASSIGN(const ValueId made,
                 rewriter_.Add(Linear{}, std::move(inputs), {id}));
    rewriter_.Replace(node.outputs[0], made);
    return {};
  }

  Result<void> AbsorbBias(const Node& node, NodeId id) {
    const auto operands = ConstantOperandOf(graph_, node);
    if (!operands || graph_.ProducerOp<Linear>(operands->other) == nullptr ||
        rewriter_.uses(operands->other) != 1) {
      return {};
    }
    const Node linear = *graph_.Producer(operands->other);
    const Dims& dims = graph_.dims(operands->other);
    const bool has_bias = linear.inputs.size() > 2 && linear.inputs[2].valid();
    if (has_bias || graph_.dims(node.outputs[0]) != dims) return {};
    const auto bias = VectorAlong(graph_, operands->constant, dims.size() - 1,
                                  dims.size(), dims.back());
    if (!bias) return {};
    const ValueId b = BiasOf(graph_.value(operands->constant).name, *bias);
    const NodeId parts[] = {graph_.value(operands->other).producer, id};
    BURIN_ASSIGN(const ValueId made,
                 rewriter_.Add(Linear{},
                               {linear.inputs[0], linear.inputs[1], b}, parts));
    rewriter_.Replace(node.outputs[0], made);
    return {};
  }

  Graph& graph_;
  Rewriter rewriter_;
};

}  // namespace

Result<bool> LiftLinear(Graph& graph, const PassContext&) {
  return Lifter(graph).Run();
}

}  // namespace burin
