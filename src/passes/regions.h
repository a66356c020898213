// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A value as a patchwork: boxes of it that are zero, and boxes that are copies
// of boxes of other values. Slices, concatenations, padding and scattered boxes
// only rearrange, so whatever way a model moves data about, the patchwork says
// what it amounts to.

#ifndef BURIN_PASSES_REGIONS_H_
#define BURIN_PASSES_REGIONS_H_

#include <vector>

#include "ir/graph.h"

namespace burin {

// The elements i with begin <= i < end. They are zero, or source[i + offset].
struct Region {
  Dims begin;
  Dims end;
  ValueId source;  // invalid: zero
  Dims offset;
};

// Boxes that share no element and together are the whole value.
using Regions = std::vector<Region>;

// Regions of values, each computed once from those of its node's inputs. A
// value that is too patched (64 boxes), or made any other way, is one box: a
// copy of itself.
class RegionMap {
 public:
  explicit RegionMap(const Graph& graph) : graph_(graph) {}

  const Regions& Of(ValueId value);
  // Computes the regions of a node's outputs; call it for every node, inputs
  // first.
  void Visit(const Node& node);

 private:
  Regions Whole(ValueId value) const;
  void Set(ValueId value, Regions regions);

  const Graph& graph_;
  std::vector<Regions> known_;  // by value index
  // Boxes that may still be kept: a bound on memory for hostile graphs.
  size_t budget_ = size_t{1} << 18;
};

// The start of the box that a constant of indices names, if ScatterND with it
// writes the updates' elements in order to one box: indices[i..., :] = start +
// i. The indices may be spelt out or be a concatenation of expanded ranges.
std::optional<Dims> ScatteredBox(const Graph& graph, ValueId indices,
                                 const Dims& data);

}  // namespace burin

#endif  // BURIN_PASSES_REGIONS_H_
