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

double CrossEntropy(std::span<const float> scores, int64_t label) {
  BURIN_CHECK(label >= 0 && label < static_cast<int64_t>(scores.size()));
  const double own = scores[static_cast<size_t>(label)];
  const double top = *std::max_element(scores.begin(), scores.end());
  if (own != top && std::isinf(top - own)) return top - own;
  double sum = 0;
  for (const float score : scores) {
    // Equal infinities have a difference of 0.
    sum += score == top ? 1 : std::exp(static_cast<double>(score) - top);
  }
  return std::log(sum) + (own == top ? 0 : top - own);
}

void LossSum::Add(double term) {
  constexpr double kMost = 2147483648.0;  // 2^31
  constexpr double kStep = 4294967296.0;  // 2^32 a whole
  // A double holds every such number of steps up to 2^53 exactly, and for
  // larger ones a rounded one: the same one wherever it is added.
  const double steps = std::round(std::clamp(term, 0.0, kMost) * kStep);
  const auto number = static_cast<uint64_t>(steps);
  Add(LossSum{number >> 32, number & 0xffffffff});
}

void LossSum::Add(const LossSum& other) {
  whole += other.whole;
  parts += other.parts;
  whole += parts >> 32;
  parts &= 0xffffffff;
}

double LossSum::value() const {
  return static_cast<double>(whole) + static_cast<double>(parts) / 4294967296.0;
}

Result<void> AddScores(std::span<const float> scores, int64_t label,
                       Accuracy* accuracy) {
  BURIN_ASSIGN(const int64_t rank, RankOfLabel(scores, label));
  accuracy->Add(rank, CrossEntropy(scores, label));
  return {};
}

int64_t TopClass(std::span<const float> scores) {
  BURIN_CHECK(!scores.empty());
  return std::max_element(scores.begin(), scores.end()) - scores.begin();
}

}  // namespace burin
