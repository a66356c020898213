// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What changed scores cost a classifier, estimated without labels.
//
// Two estimates, of which the larger counts. By probability: an answer that
// changes from class a to class b costs p(a) - p(b), p being the softmax of the
// fp32 scores. By number: of the answers that change, one in 32 is lost net (of
// the others, as many become right as wrong), however probable an overconfident
// network thinks them. Both are taken as seen and as expected: few
// samples show few changes, so the noise of the scores, whose size all samples
// together tell, is held against each sample's lead of the first class over the
// second.

#ifndef BURIN_COMPARE_ANSWER_LOSS_H_
#define BURIN_COMPARE_ANSWER_LOSS_H_

#include <cstddef>
#include <span>
#include <vector>

namespace burin {

struct AnswerLoss {
  size_t rows = 0;
  size_t changed = 0;
  double noise = 0;  // mean square of the scores' change, mean removed
  double expected_changed = 0;  // a share
  double points = 0;            // of accuracy, in hundredths
};

// `changed` and `reference` are scores, `classes` to a row, of equally many
// rows. Scores that are no numbers count as lost.
AnswerLoss LossOfAnswers(std::span<const float> changed,
                         std::span<const float> reference, size_t classes);

// Only AnswerLoss::noise, summed over the elements instead of averaged.
double NoiseOf(std::span<const float> changed, std::span<const float> reference,
               size_t classes);

}  // namespace burin

#endif  // BURIN_COMPARE_ANSWER_LOSS_H_
