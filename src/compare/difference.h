// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// How far computed values are from reference values, in the measures that
// people's tools print. Sums are kept, so that several batches of one step give
// one answer.

#ifndef BURIN_COMPARE_DIFFERENCE_H_
#define BURIN_COMPARE_DIFFERENCE_H_

#include <cstddef>
#include <span>

namespace burin {

// Computed c against reference r. Where c is not finite, max_abs is NaN or
// infinite and so are the means; such elements are counted.
struct Difference {
  double cosine = 1;         // of the two as vectors; 1 when both are zero
  double max_abs = 0;        // max |c - r|; NaN if one is
  double reference_max = 0;  // max |r|
  double mean_abs = 0;       // mean |c - r|
  double rms = 0;            // sqrt(mean (c - r)^2)
  double accumulated_relative = 0;  // sum |c - r| / sum |r|
  double euclidean_relative = 0;    // |c - r| / |r| as vectors
  double max_relative = 0;          // max |c - r| / |r| where r is not 0
  double mean_relative = 0;         // its mean
  // Mean over the batches of sum p log(p / q), p and q the softmax of r and c.
  double divergence = 0;
  double mean = 0, deviation = 0;  // of c
  double reference_mean = 0, reference_deviation = 0;
  size_t elements = 0;
  size_t nan = 0;       // computed, where the reference is a number
  size_t infinite = 0;  // computed, where the reference is finite

  // Whether max_abs is within `bound` times reference_max; not for NaN.
  bool Within(double bound) const { return max_abs <= bound * reference_max; }
  bool Broken() const { return nan + infinite > 0; }
};

class DifferenceSums {
 public:
  // `computed` against `reference`, which have equally many elements.
  void Add(std::span<const float> computed, std::span<const float> reference);
  // The same and the divergence, which costs two exponentials an element.
  void AddFully(std::span<const float> computed,
                std::span<const float> reference);
  Difference Total() const;

 private:
  size_t elements_ = 0, relatives_ = 0, nan_ = 0, infinite_ = 0;
  double dot_ = 0, squares_ = 0, reference_squares_ = 0;
  double sum_ = 0, reference_sum_ = 0, reference_abs_ = 0;
  double abs_ = 0, abs_squares_ = 0, relative_ = 0;
  double max_abs_ = 0, reference_max_ = 0, max_relative_ = 0;
  double divergence_ = 0;
  size_t divergences_ = 0;
};

// Of one pair.
Difference Differ(std::span<const float> computed,
                  std::span<const float> reference);

}  // namespace burin

#endif  // BURIN_COMPARE_DIFFERENCE_H_
