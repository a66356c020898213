// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lift_shift.h.

#include "passes/lift_shift.h"

#include <algorithm>

#include "passes/regions.h"
#include "passes/rewriter.h"

namespace burin {
namespace {

// Which way the channels of group k look: their element is x's at h + dy,
// w + dx.
struct Step {
  int64_t dy = 0;
  int64_t dx = 0;
};
constexpr Step kSteps[] = {{0, 1}, {0, -1}, {1, 0}, {-1, 0}};

// Whether the part of `r` in channels [from, to) is what a shift by `step`
// makes there.
bool Fits(Region r, int64_t from, int64_t to, Step step, const Dims& dims) {
  r.begin[1] = std::max(r.begin[1], from);
  r.end[1] = std::min(r.end[1], to);
  if (r.begin[1] >= r.end[1]) return true;
  if (r.source.valid()) {
    // Boxes of copies lie inside their source, so the offset says it all.
    return r.offset == Dims{0, 0, step.dy, step.dx};
  }
  // Zeros: the rows or columns whose neighbour is outside.
  if (step.dy == 1) return r.begin[2] >= dims[2] - 1;
  if (step.dy == -1) return r.end[2] <= 1;
  if (step.dx == 1) return r.begin[3] >= dims[3] - 1;
  if (step.dx == -1) return r.end[3] <= 1;
  return false;
}

struct Match {
  ValueId x;
  int64_t group = 0;
};

std::optional<Match> MatchShift(const Graph& graph, const Regions& regions,
                                const Dims& dims) {
  Match out;
  for (const Region& r : regions) {
    if (!r.source.valid()) continue;
    if (out.x.valid() && r.source != out.x) return std::nullopt;
    out.x = r.source;
    // The channels that look right are the first group.
    if (r.offset == Dims{0, 0, 0, 1}) {
      out.group = std::max(out.group, r.end[1]);
    }
  }
  if (!out.x.valid() || out.group < 1 || out.group > dims[1] / 4 ||
      graph.dims(out.x) != dims) {
    return std::nullopt;
  }
  for (const Region& r : regions) {
    for (int64_t k = 0; k < 4; ++k) {
      if (!Fits(r, k * out.group, (k + 1) * out.group, kSteps[k], dims)) {
        return std::nullopt;
      }
    }
    if (!Fits(r, 4 * out.group, dims[1], {0, 0}, dims)) return std::nullopt;
  }
  return out;
}

}  // namespace

Result<bool> LiftShift(Graph& graph, const PassContext&) {
  Rewriter rewriter(graph);
  RegionMap regions(graph);
  return rewriter.Sweep([&](NodeId id) -> Result<void> {
    const Node node = graph.node(id);
    regions.Visit(node);
    const bool joins = std::holds_alternative<Concat>(node.op) ||
                       std::holds_alternative<ScatterND>(node.op);
    if (!joins || graph.type(node.outputs[0]).dtype != DType::kFloat32 ||
        graph.dims(node.outputs[0]).size() != 4) {
      return {};
    }
    const auto match = MatchShift(graph, regions.Of(node.outputs[0]),
                                  graph.dims(node.outputs[0]));
    if (!match) return {};
    BURIN_ASSIGN(const ValueId made,
                 rewriter.Add(Shift{.group = match->group}, {match->x}, {id}));
    rewriter.Replace(node.outputs[0], made);
    return {};
  });
}

}  // namespace burin
