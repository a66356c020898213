// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Values that lie side by side in the last dimension of another, as q, k and v
// do in the result of one linear layer.

#ifndef BURIN_PASSES_PACKED_H_
#define BURIN_PASSES_PACKED_H_

#include <optional>

#include "ir/graph.h"

namespace burin {

struct PackedPart {
  ValueId source;
  int64_t part = 0;  // 0 .. parts - 1
};

// `value` as a slice that is one of `parts` equal parts of the last dimension
// of its source and all of its other dimensions.
std::optional<PackedPart> MatchPackedPart(const Graph& graph, ValueId value,
                                          int64_t parts);

}  // namespace burin

#endif  // BURIN_PASSES_PACKED_H_
