// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lift_unfold.h.

#include "passes/lift_unfold.h"

#include <algorithm>

#include "passes/match.h"
#include "passes/operands.h"
#include "passes/rewriter.h"

namespace burin {
namespace {

struct Windows {
  int64_t kernel = 1;
  int64_t positions = 1;
  int64_t stride = 1;
  int64_t dilation = 1;
};

// The windows along a dimension of `size` elements that a constant of indices
// describes; they must fill the dimension but for less than a stride.
std::optional<Windows> MatchIndices(const Graph& graph, ValueId indices,
                                    int64_t size) {
  const auto at = IntegerConstant(graph, indices);
  if (!at || graph.dims(indices).size() != 2 || at->empty()) {
    return std::nullopt;
  }
  Windows w{graph.dims(indices)[0], graph.dims(indices)[1]};
  const auto item = [&](int64_t k, int64_t i) {
    return (*at)[static_cast<size_t>(k * w.positions + i)];
  };
  if (w.positions > 1) w.stride = item(0, 1);
  if (w.kernel > 1) w.dilation = item(1, 0);
  // One position says nothing of the stride: any beyond the rest will do.
  const int64_t reach = (w.kernel - 1) * w.dilation + 1;
  if (w.positions == 1) w.stride = std::max<int64_t>(size - reach + 1, 1);
  if (w.stride < 1 || w.dilation < 1 || w.stride > size || w.dilation > size) {
    return std::nullopt;
  }
  for (int64_t k = 0; k < w.kernel; ++k) {
    for (int64_t i = 0; i < w.positions; ++i) {
      if (item(k, i) != i * w.stride + k * w.dilation) return std::nullopt;
    }
  }
  if ((size - reach) / w.stride + 1 != w.positions) return std::nullopt;
  return w;
}

// Where x comes from under zero padding of H and W, and how much: top, left,
// bottom, right. No padding when there is no such Pad.
struct Padded {
  ValueId x;
  Dims pads = {0, 0, 0, 0};
  NodeId pad;
};
Padded MatchPad(const Graph& graph, ValueId value) {
  const auto* op = graph.ProducerOp<Pad>(value);
  Padded none{value, {0, 0, 0, 0}, {}};
  if (op == nullptr || op->mode != "constant") return none;
  const Node& node = *graph.Producer(value);
  const auto pads = IntegerConstant(graph, node.inputs[1]);
  const bool has_value = node.inputs.size() > 2 && node.inputs[2].valid();
  const bool has_axes = node.inputs.size() > 3 && node.inputs[3].valid();
  if (!pads || pads->size() != 8 || has_axes ||
      (has_value && SplatOf(graph, node.inputs[2]) != 0.0)) {
    return none;
  }
  const std::vector<int64_t>& p = *pads;
  if (p[0] != 0 || p[1] != 0 || p[4] != 0 || p[5] != 0 ||
      std::any_of(p.begin(), p.end(), [](int64_t n) { return n < 0; })) {
    return none;
  }
  return {
      node.inputs[0], {p[2], p[3], p[6], p[7]}, graph.value(value).producer};
}

struct Match {
  Padded padded;
  Windows rows;
  Windows columns;
  bool rows_form = false;  // B x L x C kh kw
  std::vector<NodeId> nodes;
};

std::optional<Match> MatchUnfold(const Graph& graph, const Node& reshape) {
  const auto maker = [&](ValueId v) { return graph.value(v).producer; };
  const ValueId turned = reshape.inputs[0];
  const auto* turn = graph.ProducerOp<Transpose>(turned);
  if (turn == nullptr) return std::nullopt;
  Match out;
  out.rows_form = turn->perm == Dims{0, 3, 5, 1, 2, 4};
  if (!out.rows_form && turn->perm != Dims{0, 1, 2, 4, 3, 5}) {
    return std::nullopt;
  }
  const ValueId both = graph.Producer(turned)->inputs[0];
  const auto* second = graph.ProducerOp<Gather>(both);
  if (second == nullptr || second->axis != 4) return std::nullopt;
  const Node& second_node = *graph.Producer(both);
  const ValueId one = second_node.inputs[0];
  const auto* first = graph.ProducerOp<Gather>(one);
  if (first == nullptr || first->axis != 2) return std::nullopt;
  const Node& first_node = *graph.Producer(one);
  const ValueId padded = first_node.inputs[0];
  const Dims& dims = graph.dims(padded);
  if (dims.size() != 4) return std::nullopt;
  const auto rows = MatchIndices(graph, first_node.inputs[1], dims[2]);
  const auto columns = MatchIndices(graph, second_node.inputs[1], dims[3]);
  if (!rows || !columns) return std::nullopt;
  out.rows = *rows;
  out.columns = *columns;
  const int64_t windows = rows->positions * columns->positions;
  const int64_t width = dims[1] * rows->kernel * columns->kernel;
  const Dims wanted = out.rows_form ? Dims{dims[0], windows, width}
                                    : Dims{dims[0], width, windows};
  if (graph.dims(reshape.outputs[0]) != wanted) return std::nullopt;
  out.padded = MatchPad(graph, padded);
  if (out.padded.pad.valid()) out.nodes.push_back(out.padded.pad);
  for (const ValueId v : {one, both, turned}) out.nodes.push_back(maker(v));
  return out;
}

}  // namespace

Result<bool> LiftUnfold(Graph& graph, const PassContext&) {
  Rewriter rewriter(graph);
  return rewriter.Sweep([&](NodeId id) -> Result<void> {
    const Node node = graph.node(id);
    if (!std::holds_alternative<Reshape>(node.op) ||
        graph.type(node.outputs[0]).dtype != DType::kFloat32) {
      return {};
    }
    auto match = MatchUnfold(graph, node);
    if (!match) return {};
    match->nodes.push_back(id);
    Unfold op;
    op.kernel = {match->rows.kernel, match->columns.kernel};
    op.strides = {match->rows.stride, match->columns.stride};
    op.dilations = {match->rows.dilation, match->columns.dilation};
    op.pads = match->padded.pads;
    BURIN_ASSIGN(ValueId made,
                 rewriter.Add(std::move(op), {match->padded.x}, match->nodes));
    if (!match->rows_form) {
      BURIN_ASSIGN(made, rewriter.Add(Transpose{{0, 2, 1}}, {made}, {id}));
    }
    rewriter.Replace(node.outputs[0], made);
    return {};
  });
}

}  // namespace burin
