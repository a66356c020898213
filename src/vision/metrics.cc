// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See metrics.h.

#include "vision/metrics.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace burin {

Result<int64_t> RankOfLabel(std::span<const float> scores, int64_t label) {
  const auto classes = static_cast<int64_t>(scores.size());
  if (label < 0 || label >= classes) {
    return MakeError(ErrorCode::kBadDataset, "label ", label, " of ", classes,
                     " classes");
  }
  const float own = scores[label];
  int64_t rank = 0;
  for (int64_t i = 0; i < classes; ++i) {
    if (std::isnan(scores[i])) {
      return MakeError(ErrorCode::kBadValue, "the score of class ", i, " of ",
                       classes, " is NaN");
    }
    rank += scores[i] > own || (scores[i] == own && i < label) ? 1 : 0;
  }
  return rank;
}

int64_t TopClass(std::span<const float> scores) {
  BURIN_CHECK(!scores.empty());
  return std::max_element(scores.begin(), scores.end()) - scores.begin();
}

}  // namespace burin
