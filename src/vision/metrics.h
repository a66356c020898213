// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Top-1 and top-5 accuracy of class scores.

#ifndef BURIN_VISION_METRICS_H_
#define BURIN_VISION_METRICS_H_

#include <cstdint>
#include <span>

#include "base/result.h"

namespace burin {

// How many classes come before `label` when the scores are sorted from high to
// low; of equal scores, the lower index comes first. 0 is a top-1 hit. Errors,
// which the caller puts the image's name before: kBadValue for a NaN among the
// scores, kBadDataset for a label that is no class.
Result<int64_t> RankOfLabel(std::span<const float> scores, int64_t label);

// The class of rank 0; the scores are not empty and have no NaN.
int64_t TopClass(std::span<const float> scores);

struct Accuracy {
  int64_t images = 0;
  int64_t top1 = 0;
  int64_t top5 = 0;

  void Add(int64_t rank) {
    ++images;
    top1 += rank < 1 ? 1 : 0;
    top5 += rank < 5 ? 1 : 0;
  }
  void Add(const Accuracy& other) {
    images += other.images;
    top1 += other.top1;
    top5 += other.top5;
  }
  // In [0, 1]; 0 without images.
  double acc1() const { return Share(top1); }
  double acc5() const { return Share(top5); }
  bool operator==(const Accuracy&) const = default;

 private:
  double Share(int64_t hits) const {
    return images == 0
               ? 0
               : static_cast<double>(hits) / static_cast<double>(images);
  }
};

}  // namespace burin

#endif  // BURIN_VISION_METRICS_H_
