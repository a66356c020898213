// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See packed.h.

#include "passes/packed.h"

#include "passes/simplify_select.h"

namespace burin {

std::optional<PackedPart> MatchPackedPart(const Graph& graph, ValueId value,
                                          int64_t parts) {
  if (graph.ProducerOp<Slice>(value) == nullptr) return std::nullopt;
  const Node& node = *graph.Producer(value);
  const auto ranges = RangesOf(graph, node);
  if (!ranges || ranges->empty()) return std::nullopt;
  const Dims& dims = graph.dims(node.inputs[0]);
  for (size_t i = 0; i + 1 < ranges->size(); ++i) {
    if ((*ranges)[i].count != dims[i] || (*ranges)[i].step != 1) {
      return std::nullopt;
    }
  }
  const SliceRange& last = ranges->back();
  if (last.count < 1 || last.step != 1 || last.count * parts != dims.back() ||
      last.start % last.count != 0) {
    return std::nullopt;
  }
  return PackedPart{node.inputs[0], last.start / last.count};
}

}  // namespace burin
