// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See pack_weights.h.

#include "passes/pack_weights.h"

#include "kernels/linear/linear.h"
#include "kernels/mlp/mlp.h"
#include "passes/constants.h"
#include "passes/fuse_linear.h"

namespace burin {
namespace {

// W: K x N and its bias, packed; the constant has the dimensions of ops.h.
Result<ValueId> Pack(Graph& graph, ValueId weights, ValueId bias, int64_t panel,
                     Isa isa, Precision precision) {
  const Dims dims = graph.dims(weights);
  const int64_t k = dims[0];
  const int64_t n = dims[1];
  const int32_t nr = static_cast<int32_t>(panel);
  const int64_t words =
      static_cast<int64_t>(PackedLinearWords(isa, nr, k, n, precision));
  const int64_t rows = PackedColumnWords(precision, k);
  const DType dtype =
      precision == Precision::kFloat32 ? DType::kFloat32 : DType::kInt32;
  BURIN_ASSIGN(Tensor packed, Tensor::Allocate(dtype, {rows, words / rows}));
  const float* b =
      bias.valid() ? graph.constant(bias).Span<float>().data() : nullptr;
  PackLinearWeights(isa, nr, k, n, graph.constant(weights).Span<float>().data(),
                    n, 1, b, reinterpret_cast<float*>(packed.data()),
                    precision);
  return graph.AddConstant(graph.value(weights).name, std::move(packed));
}

Result<bool> PackLinear(Graph& graph, NodeId id, Isa isa) {
  auto op = std::get<FusedLinear>(graph.node(id).op);
  if (op.panel != 0) return false;
  const size_t at = InputsOf(op).weights;
  const ValueId weights = graph.node(id).inputs[at];
  const ValueId bias = graph.node(id).inputs[at + 1];
  const int64_t rows =
      graph.type(graph.node(id).outputs[0]).elements() / op.columns;
  const LinearTile tile = ChooseLinearTile(
      isa, rows, op.columns, graph.dims(weights)[0], op.precision);
  op.panel = tile.nr;
  op.tile = {tile.mr, tile.mc, tile.nc, tile.kc};
  BURIN_ASSIGN(const ValueId packed,
               Pack(graph, weights, bias, op.panel, isa, op.precision));
  Node& node = graph.node(id);
  node.inputs[at] = packed;
  node.inputs[at + 1] = {};
  node.op = op;
  return true;
}

Result<bool> PackMlp(Graph& graph, NodeId id, Isa isa) {
  auto op = std::get<FusedMlp>(graph.node(id).op);
  if (op.panel1 != 0) return false;
  const std::vector<ValueId> inputs = graph.node(id).inputs;
  const int64_t k = graph.dims(inputs[1])[0];
  const int64_t rows =
      graph.type(graph.node(id).outputs[0]).elements() / op.columns;
  const MlpTile tile =
      ChooseMlpTile(isa, rows, k, op.hidden, op.columns, op.precision);
  op.panel1 = tile.nr1;
  op.panel2 = tile.nr2;
  op.tile = {tile.mr1, tile.mr2, tile.mc, tile.hc};
  BURIN_ASSIGN(const ValueId first,
               Pack(graph, inputs[1], inputs[2], op.panel1, isa, op.precision));
  BURIN_ASSIGN(const ValueId second,
               Pack(graph, inputs[3], inputs[4], op.panel2, isa, op.precision));
  Node& node = graph.node(id);
  node.inputs[1] = first;
  node.inputs[2] = {};
  node.inputs[3] = second;
  node.inputs[4] = {};
  node.op = op;
  return true;
}

}  // namespace

Result<bool> PackWeights(Graph& graph, const PassContext& context) {
  bool changed = false;
  for (const NodeId id : graph.Order()) {
    const Op& op = graph.node(id).op;
    if (std::holds_alternative<FusedLinear>(op)) {
      BURIN_ASSIGN(const bool packed, PackLinear(graph, id, context.isa));
      changed |= packed;
    } else if (std::holds_alternative<FusedMlp>(op)) {
      BURIN_ASSIGN(const bool packed, PackMlp(graph, id, context.isa));
      changed |= packed;
    }
  }
  return changed;
}

}  // namespace burin
