// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See regions.h.

#include "passes/regions.h"

#include <algorithm>
#include <optional>

#include "passes/match.h"
#include "passes/operands.h"
#include "passes/simplify_select.h"

namespace burin {
namespace {

constexpr size_t kMaxRegions = 64;

Dims Plus(const Dims& a, const Dims& b) {
  Dims out = a;
  for (size_t i = 0; i < out.size(); ++i) out[i] += b[i];
  return out;
}
Dims Minus(const Dims& a, const Dims& b) {
  Dims out = a;
  for (size_t i = 0; i < out.size(); ++i) out[i] -= b[i];
  return out;
}
bool IsEmpty(const Region& r) {
  for (size_t i = 0; i < r.begin.size(); ++i) {
    if (r.begin[i] >= r.end[i]) return true;
  }
  return false;
}

// The same elements, `by` further on.
Region Moved(Region r, const Dims& by) {
  r.begin = Plus(r.begin, by);
  r.end = Plus(r.end, by);
  r.offset = Minus(r.offset, by);
  return r;
}

Region Cropped(Region r, const Dims& begin, const Dims& end) {
  for (size_t i = 0; i < begin.size(); ++i) {
    r.begin[i] = std::max(r.begin[i], begin[i]);
    r.end[i] = std::min(r.end[i], end[i]);
  }
  return r;
}

// What of `r` lies outside the box, cut dimension by dimension.
void AppendOutside(Region r, const Dims& begin, const Dims& end, Regions& out) {
  if (IsEmpty(Cropped(r, begin, end))) {
    out.push_back(std::move(r));
    return;
  }
  for (size_t i = 0; i < begin.size(); ++i) {
    if (r.begin[i] < begin[i]) {
      Region before = r;
      before.end[i] = begin[i];
      r.begin[i] = begin[i];
      out.push_back(std::move(before));
    }
    if (r.end[i] > end[i]) {
      Region after = r;
      after.begin[i] = end[i];
      r.end[i] = end[i];
      out.push_back(std::move(after));
    }
  }
}

Region Zero(const Dims& dims) {
  const Dims none(dims.size(), 0);
  return {none, dims, {}, none};
}

// The start of a constant that, broadcast to `dims`, counts up by one along
// dimension `axis` and is constant along the others.
std::optional<int64_t> CountsAlong(const Graph& graph, ValueId value,
                                   size_t axis, const Dims& dims) {
  const auto items = IntegerConstant(graph, value);
  Dims own = graph.dims(value);
  if (!items || items->empty() || own.size() > dims.size()) return {};
  own.insert(own.begin(), dims.size() - own.size(), 1);
  for (size_t i = 0; i < own.size(); ++i) {
    const bool repeated = own[i] == 1 && i != axis;
    if (own[i] != dims[i] && !repeated) return {};
  }
  Dims at(own.size(), 0);
  for (const int64_t item : *items) {
    if (item != items->front() + at[axis]) return {};
    for (size_t d = own.size(); d-- > 0;) {
      if (++at[d] < own[d]) break;
      at[d] = 0;
    }
  }
  return items->front();
}

// The operand of an Expand or Unsqueeze (or Reshape) of the last dimension to
// 1, with the dims that it has before that.
ValueId BelowUnit(const Graph& graph, ValueId value) {
  const Node* node = graph.Producer(value);
  if (node == nullptr) return value;
  const bool reshape = std::holds_alternative<Reshape>(node->op) ||
                       std::holds_alternative<Unsqueeze>(node->op);
  if (!reshape) return value;
  Dims with_unit = graph.dims(node->inputs[0]);
  with_unit.push_back(1);
  return with_unit == graph.dims(value) ? node->inputs[0] : value;
}

// The start of each index component, from a Concat of one part a component.
std::optional<Dims> BoxOfConcat(const Graph& graph, const Node& concat,
                                const Dims& grid) {
  const Dims& indices = graph.dims(concat.outputs[0]);
  const auto axis =
      NormalizeAxis(std::get<Concat>(concat.op).axis, indices.size());
  if (!axis.ok() || *axis + 1 != static_cast<int64_t>(indices.size()) ||
      concat.inputs.size() != grid.size()) {
    return std::nullopt;
  }
  Dims start;
  for (size_t d = 0; d < concat.inputs.size(); ++d) {
    ValueId part = BelowUnit(graph, concat.inputs[d]);
    if (graph.dims(part) != grid) {
      // A constant with the unit dimension already there.
      Dims with_unit = grid;
      with_unit.push_back(1);
      const auto from = graph.dims(part) == with_unit
                            ? CountsAlong(graph, part, d, with_unit)
                            : std::nullopt;
      if (!from) return std::nullopt;
      start.push_back(*from);
      continue;
    }
    if (graph.ProducerOp<Expand>(part) != nullptr) {
      part = graph.Producer(part)->inputs[0];
    }
    const auto from = CountsAlong(graph, part, d, grid);
    if (!from) return std::nullopt;
    start.push_back(*from);
  }
  return start;
}

std::optional<Dims> BoxOfConstant(const Graph& graph, ValueId indices,
                                  const Dims& grid) {
  const auto items = IntegerConstant(graph, indices);
  if (!items || items->empty()) return std::nullopt;
  const size_t rank = grid.size();
  const Dims start(items->begin(), items->begin() + static_cast<int64_t>(rank));
  Dims at(rank, 0);
  for (size_t i = 0; i < items->size(); i += rank) {
    for (size_t d = 0; d < rank; ++d) {
      if ((*items)[i + d] != start[d] + at[d]) return std::nullopt;
    }
    for (size_t d = rank; d-- > 0;) {
      if (++at[d] < grid[d]) break;
      at[d] = 0;
    }
  }
  return start;
}

}  // namespace

std::optional<Dims> ScatteredBox(const Graph& graph, ValueId indices,
                                 const Dims& data) {
  const Dims dims = graph.dims(indices);
  // One component for each dimension of the data, at each point of a grid.
  if (dims.size() != data.size() + 1 ||
      dims.back() != static_cast<int64_t>(data.size())) {
    return std::nullopt;
  }
  const Dims grid(dims.begin(), dims.end() - 1);
  std::optional<Dims> start;
  if (graph.IsConstant(indices)) {
    start = BoxOfConstant(graph, indices, grid);
  } else if (graph.ProducerOp<Concat>(indices) != nullptr) {
    start = BoxOfConcat(graph, *graph.Producer(indices), grid);
  }
  if (!start) return std::nullopt;
  for (size_t d = 0; d < grid.size(); ++d) {
    if ((*start)[d] < 0 || (*start)[d] > data[d] - grid[d]) return std::nullopt;
  }
  return start;
}

Regions RegionMap::Whole(ValueId value) const {
  Region all = Zero(graph_.dims(value));
  all.source = value;
  return {all};
}

const Regions& RegionMap::Of(ValueId value) {
  if (known_.size() <= value.index) {
    known_.resize(std::max(graph_.value_count(), size_t{value.index} + 1));
  }
  Regions& regions = known_[value.index];
  if (regions.empty()) {
    const bool is_float = IsFloat(graph_.type(value).dtype);
    regions = is_float && SplatOf(graph_, value) == 0.0
                  ? Regions{Zero(graph_.dims(value))}
                  : Whole(value);
  }
  return regions;
}

void RegionMap::Set(ValueId value, Regions regions) {
  Regions kept;
  for (Region& r : regions) {
    if (!IsEmpty(r)) kept.push_back(std::move(r));
  }
  if (kept.empty() || kept.size() > kMaxRegions || kept.size() > budget_) {
    return;
  }
  budget_ -= kept.size();
  Of(value);  // makes room
  known_[value.index] = std::move(kept);
}

void RegionMap::Visit(const Node& node) {
  if (node.outputs.size() != 1) return;
  const ValueId out = node.outputs[0];
  const size_t rank = graph_.dims(out).size();
  Regions made;
  if (std::holds_alternative<Slice>(node.op)) {
    const auto ranges = RangesOf(graph_, node);
    if (!ranges) return;
    Dims begin, end, back;
    for (const SliceRange& r : *ranges) {
      if (r.step != 1) return;
      begin.push_back(r.start);
      end.push_back(r.start + r.count);
      back.push_back(-r.start);
    }
    for (const Region& r : Of(node.inputs[0])) {
      made.push_back(Moved(Cropped(r, begin, end), back));
    }
  } else if (const auto* concat = std::get_if<Concat>(&node.op)) {
    const auto axis = NormalizeAxis(concat->axis, rank);
    if (!axis.ok() || node.inputs.size() > kMaxRegions) return;
    Dims by(rank, 0);
    for (const ValueId input : node.inputs) {
      for (const Region& r : Of(input)) made.push_back(Moved(r, by));
      by[static_cast<size_t>(*axis)] +=
          graph_.dims(input)[static_cast<size_t>(*axis)];
      if (made.size() > 2 * kMaxRegions) return;
    }
  } else if (const auto* pad = std::get_if<Pad>(&node.op)) {
    const auto pads = IntegerConstant(graph_, node.inputs[1]);
    const bool zeros = node.inputs.size() < 3 || !node.inputs[2].valid() ||
                       SplatOf(graph_, node.inputs[2]) == 0.0;
    const bool axes = node.inputs.size() > 3 && node.inputs[3].valid();
    if (pad->mode != "constant" || !pads || pads->size() != 2 * rank ||
        !zeros || axes) {
      return;
    }
    const Dims begin(pads->begin(), pads->begin() + static_cast<int64_t>(rank));
    if (std::any_of(pads->begin(), pads->end(),
                    [](int64_t p) { return p < 0; })) {
      return;
    }
    AppendOutside(Zero(graph_.dims(out)), begin,
                  Plus(begin, graph_.dims(node.inputs[0])), made);
    for (const Region& r : Of(node.inputs[0])) made.push_back(Moved(r, begin));
  } else if (const auto* scatter = std::get_if<ScatterND>(&node.op)) {
    const Dims& data = graph_.dims(node.inputs[0]);
    const auto begin = ScatteredBox(graph_, node.inputs[1], data);
    if (!begin || scatter->reduction != "none" ||
        graph_.dims(node.inputs[2]).size() != rank) {
      return;
    }
    const Dims end = Plus(*begin, graph_.dims(node.inputs[2]));
    for (const Region& r : Of(node.inputs[0])) {
      AppendOutside(r, *begin, end, made);
    }
    for (const Region& r : Of(node.inputs[2])) {
      made.push_back(Moved(r, *begin));
    }
  } else {
    return;
  }
  Set(out, std::move(made));
}

}  // namespace burin
