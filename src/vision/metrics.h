// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Top-1 and top-5 accuracy of class scores, and their mean cross entropy.

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

// The cross entropy of the scores' softmax against the label, as PyTorch's
// CrossEntropyLoss gives it for one image: 0 or more, possibly infinite. The
// label is a class and no score is NaN.
double CrossEntropy(std::span<const float> scores, int64_t label);

// A sum that does not depend on the order of its terms, so that parts of a data
// set add up to the bits of the whole. A term counts in steps of 2^-32 and as
// 2^31 at most.
struct LossSum {
  uint64_t whole = 0;
  uint64_t parts = 0;  // of 2^-32; below 2^32

  void Add(double term);
  void Add(const LossSum& other);
  double value() const;
  bool operator==(const LossSum&) const = default;
};

// The class of rank 0; the scores are not empty and have no NaN.
int64_t TopClass(std::span<const float> scores);

struct Accuracy {
  int64_t images = 0;
  int64_t top1 = 0;
  int64_t top5 = 0;
  LossSum loss;

  void Add(int64_t rank, double cross_entropy) {
    ++images;
    top1 += rank < 1 ? 1 : 0;
    top5 += rank < 5 ? 1 : 0;
    loss.Add(cross_entropy);
  }
  void Add(const Accuracy& other) {
    images += other.images;
    top1 += other.top1;
    top5 += other.top5;
    loss.Add(other.loss);
  }
  // In [0, 1]; 0 without images.
  double acc1() const { return Share(top1); }
  double acc5() const { return Share(top5); }
  double mean_loss() const {
    return images == 0 ? 0 : loss.value() / static_cast<double>(images);
  }
  bool operator==(const Accuracy&) const = default;

 private:
  double Share(int64_t hits) const {
    return images == 0
               ? 0
               : static_cast<double>(hits) / static_cast<double>(images);
  }
};

// The label's rank and loss. Errors: those of RankOfLabel.
Result<void> AddScores(std::span<const float> scores, int64_t label,
                       Accuracy* accuracy);

}  // namespace burin

#endif  // BURIN_VISION_METRICS_H_
