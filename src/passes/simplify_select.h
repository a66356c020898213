// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The rules of simplify.h on ops that select: Slice, Split, Gather.

#ifndef BURIN_PASSES_SIMPLIFY_SELECT_H_
#define BURIN_PASSES_SIMPLIFY_SELECT_H_

#include <optional>
#include <span>
#include <vector>

#include "ops/shape_rules.h"
#include "passes/rewriter.h"

namespace burin {

Result<void> SimplifySlice(Rewriter& rewriter, NodeId id);
Result<void> SimplifySplit(Rewriter& rewriter, NodeId id);
Result<void> SimplifyGather(Rewriter& rewriter, NodeId id);
// A reshape that drops the one dimension that a slice below it cut to one
// element, as exporters write unbind; true when it was replaced.
Result<bool> SimplifySqueezedSlice(Rewriter& rewriter, NodeId id);

// Element `index` of dimension `axis` of `from`, the dimension dropped, taken
// from further up: through a transpose, from what a reshape split that
// dimension off. Empty when `from` was not made so.
Result<std::optional<ValueId>> TakeOne(Rewriter& rewriter, ValueId from,
                                       int64_t axis, int64_t index,
                                       NodeId part);

// The elements that a Slice node takes, one range a dimension; empty when its
// operands are not all constants.
std::optional<std::vector<SliceRange>> RangesOf(const Graph& graph,
                                                const Node& slice);

// A Slice of `x` that takes those ranges, or `x` itself if they are everything.
// Steps must be above 0.
Result<ValueId> AddSlice(Rewriter& rewriter, ValueId x,
                         std::span<const SliceRange> ranges,
                         std::span<const NodeId> parts);

}  // namespace burin

#endif  // BURIN_PASSES_SIMPLIFY_SELECT_H_
