// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See simplify_select.h.

#include "passes/simplify_select.h"

#include <algorithm>
#include <numeric>

#include "passes/match.h"
#include "passes/operands.h"

namespace burin {
namespace {

bool TakesAll(const SliceRange& range, int64_t dim) {
  return range.start == 0 && range.step == 1 && range.count == dim;
}

// The ranges that take everything.
std::vector<SliceRange> AllOf(const Dims& dims) {
  std::vector<SliceRange> out;
  for (const int64_t dim : dims) out.push_back({0, 1, dim});
  return out;
}

// Whether the node is just what AddSlice would write.
bool IsWrittenOut(const Graph& graph, const Node& slice,
                  std::span<const SliceRange> ranges) {
  Dims starts, ends, axes, steps;
  const Dims& dims = graph.dims(slice.inputs[0]);
  bool stepped = false;
  for (size_t i = 0; i < ranges.size(); ++i) {
    if (TakesAll(ranges[i], dims[i])) continue;
    const SliceRange& r = ranges[i];
    starts.push_back(r.start);
    ends.push_back(r.count == 0 ? r.start
                                : r.start + (r.count - 1) * r.step + 1);
    axes.push_back(static_cast<int64_t>(i));
    steps.push_back(r.step);
    stepped |= r.step != 1;
  }
  const auto is = [&](size_t input, const Dims& wanted) {
    return input < slice.inputs.size() &&
           IntegerConstant(graph, slice.inputs[input]) == wanted;
  };
  return is(1, starts) && is(2, ends) && is(3, axes) &&
         (stepped ? is(4, steps) : slice.inputs.size() == 4);
}

}  // namespace

std::optional<std::vector<SliceRange>> RangesOf(const Graph& graph,
                                                const Node& slice) {
  std::vector<int64_t> lists[4];  // starts, ends, axes, steps
  for (size_t i = 1; i < slice.inputs.size() && i <= 4; ++i) {
    if (!slice.inputs[i].valid()) continue;
    auto list = IntegerConstant(graph, slice.inputs[i]);
    if (!list) return std::nullopt;
    lists[i - 1] = std::move(*list);
  }
  auto ranges = SliceRanges(graph.dims(slice.inputs[0]), lists[0], lists[1],
                            lists[2], lists[3]);
  if (!ranges.ok()) return std::nullopt;
  return std::move(ranges).value();
}

Result<ValueId> AddSlice(Rewriter& rewriter, ValueId x,
                         std::span<const SliceRange> ranges,
                         std::span<const NodeId> parts) {
  Graph& graph = rewriter.graph();
  Dims starts, ends, axes, steps;
  bool stepped = false;
  const Dims dims = graph.dims(x);
  for (size_t i = 0; i < ranges.size(); ++i) {
    if (TakesAll(ranges[i], dims[i])) continue;
    const SliceRange& r = ranges[i];
    starts.push_back(r.start);
    ends.push_back(r.count == 0 ? r.start
                                : r.start + (r.count - 1) * r.step + 1);
    axes.push_back(static_cast<int64_t>(i));
    steps.push_back(r.step);
    stepped |= r.step != 1;
  }
  if (axes.empty()) return x;
  const std::string name = graph.node(parts.back()).name;
  std::vector<ValueId> inputs = {x, rewriter.AddInts(name + "/starts", starts),
                                 rewriter.AddInts(name + "/ends", ends),
                                 rewriter.AddInts(name + "/axes", axes)};
  if (stepped) inputs.push_back(rewriter.AddInts(name + "/steps", steps));
  return rewriter.Add(Slice{}, std::move(inputs), parts);
}

Result<void> SimplifySlice(Rewriter& rewriter, NodeId id) {
  Graph& graph = rewriter.graph();
  const Node node = graph.node(id);
  auto ranges = RangesOf(graph, node);
  if (!ranges) return {};
  for (const SliceRange& range : *ranges) {
    if (range.step < 1) return {};
  }
  ValueId x = node.inputs[0];
  bool merged = false;
  if (graph.ProducerOp<Slice>(x) != nullptr) {
    const Node& from = *graph.Producer(x);
    const auto inner = RangesOf(graph, from);
    const bool forward =
        inner && std::all_of(inner->begin(), inner->end(),
                             [](const SliceRange& r) { return r.step > 0; });
    if (forward) {
      for (size_t i = 0; i < ranges->size(); ++i) {
        SliceRange& r = (*ranges)[i];
        r.start = (*inner)[i].start + r.start * (*inner)[i].step;
        r.step *= (*inner)[i].step;
        // A step beyond the dimension takes one element at most.
        if (r.count < 2) r.step = 1;
      }
      x = from.inputs[0];
      merged = true;
    }
  }
  if (!merged && IsWrittenOut(graph, node, *ranges)) return {};
  const NodeId parts[] = {id};
  BURIN_ASSIGN(const ValueId made, AddSlice(rewriter, x, *ranges, parts));
  rewriter.Replace(node.outputs[0], made);
  return {};
}

Result<void> SimplifySplit(Rewriter& rewriter, NodeId id) {
  Graph& graph = rewriter.graph();
  const Node node = graph.node(id);
  const Dims dims = graph.dims(node.inputs[0]);
  BURIN_ASSIGN(const int64_t axis,
               NormalizeAxis(std::get<Split>(node.op).axis, dims.size()));
  const auto a = static_cast<size_t>(axis);
  int64_t start = 0;
  for (const ValueId output : node.outputs) {
    const int64_t size = graph.dims(output)[a];
    std::vector<SliceRange> ranges = AllOf(dims);
    ranges[a] = {start, 1, size};
    start += size;
    if (rewriter.uses(output) == 0) continue;
    const NodeId parts[] = {id};
    BURIN_ASSIGN(const ValueId made,
                 AddSlice(rewriter, node.inputs[0], ranges, parts));
    rewriter.Replace(output, made);
  }
  return {};
}

Result<std::optional<ValueId>> TakeOne(Rewriter& rewriter, ValueId from,
                                       int64_t gathered, int64_t index,
                                       NodeId part) {
  const std::optional<ValueId> none;
  Graph& graph = rewriter.graph();
  const size_t rank = graph.dims(from).size();
  const Node* node = graph.Producer(from);
  // The transpose between, and what it does to the remaining dimensions.
  Dims perm(rank);
  std::iota(perm.begin(), perm.end(), int64_t{0});
  if (node != nullptr && std::holds_alternative<Transpose>(node->op)) {
    perm = FullPerm(std::get<Transpose>(node->op).perm, rank);
    node = graph.Producer(node->inputs[0]);
  }
  if (node == nullptr || !std::holds_alternative<Reshape>(node->op)) {
    return none;
  }
  const ValueId x = node->inputs[0];
  const int64_t axis = perm[static_cast<size_t>(gathered)];
  const Dims in = graph.dims(x);
  const Dims wide = graph.dims(node->outputs[0]);
  // Dimension `last` of x is split into dimensions last, last + 1, ... of the
  // reshape, of which `axis` is the first; those before are equal.
  const auto last = static_cast<size_t>(axis);
  if (in.size() != last + 1 ||
      !std::equal(in.begin(), in.begin() + axis, wide.begin())) {
    return none;
  }
  if (index < 0) index += wide[last];
  if (index < 0 || index >= wide[last]) return none;
  const int64_t size = in[last] / wide[last];
  std::vector<SliceRange> ranges = AllOf(in);
  ranges[last] = {index * size, 1, size};
  const NodeId parts[] = {part};
  BURIN_ASSIGN(ValueId made, AddSlice(rewriter, x, ranges, parts));
  Dims narrow = wide;
  narrow.erase(narrow.begin() + axis);
  BURIN_ASSIGN(made, rewriter.AddReshape(made, narrow, parts));
  Dims rest;
  for (const int64_t p : perm) {
    if (p != axis) rest.push_back(p > axis ? p - 1 : p);
  }
  if (!IsIdentity(rest)) {
    BURIN_ASSIGN(made, rewriter.Add(Transpose{rest}, {made}, parts));
  }
  return std::optional(made);
}

Result<void> SimplifyGather(Rewriter& rewriter, NodeId id) {
  Graph& graph = rewriter.graph();
  const Node node = graph.node(id);
  const auto index = IntegerConstant(graph, node.inputs[1]);
  if (!index || !graph.dims(node.inputs[1]).empty()) return {};
  BURIN_ASSIGN(const int64_t axis,
               NormalizeAxis(std::get<Gather>(node.op).axis,
                             graph.dims(node.inputs[0]).size()));
  BURIN_ASSIGN(const std::optional<ValueId> made,
               TakeOne(rewriter, node.inputs[0], axis, (*index)[0], id));
  if (made) rewriter.Replace(node.outputs[0], *made);
  return {};
}

Result<bool> SimplifySqueezedSlice(Rewriter& rewriter, NodeId id) {
  Graph& graph = rewriter.graph();
  const Node node = graph.node(id);
  const ValueId sliced = node.inputs[0];
  if (graph.ProducerOp<Slice>(sliced) == nullptr) return false;
  const Node slice = *graph.Producer(sliced);
  const auto ranges = RangesOf(graph, slice);
  if (!ranges) return false;
  // One dimension is cut, to one element, and then dropped.
  const Dims& dims = graph.dims(slice.inputs[0]);
  std::optional<size_t> axis;
  for (size_t i = 0; i < ranges->size(); ++i) {
    if (TakesAll((*ranges)[i], dims[i])) continue;
    if (axis || (*ranges)[i].count != 1) return false;
    axis = i;
  }
  if (!axis) return false;
  Dims dropped = dims;
  dropped.erase(dropped.begin() + static_cast<int64_t>(*axis));
  if (dropped != graph.dims(node.outputs[0])) return false;
  BURIN_ASSIGN(const std::optional<ValueId> made,
               TakeOne(rewriter, slice.inputs[0], static_cast<int64_t>(*axis),
                       (*ranges)[*axis].start, id));
  if (!made) return false;
  rewriter.Replace(node.outputs[0], *made);
  return true;
}

}  // namespace burin
