// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See difference.h.

#include "compare/difference.h"

#include <algorithm>
#include <cmath>

namespace burin {
namespace {

double Quotient(double part, double whole) {
  return whole > 0 ? part / whole : part == 0 ? 0 : INFINITY;
}

// NaN stays once it is there.
void Raise(double& most, double value) {
  if (std::isnan(value) || value > most) most = value;
}

double Deviation(double sum, double squares, double count) {
  const double mean = sum / count;
  return std::sqrt(std::max(squares / count - mean * mean, 0.0));
}

// log(sum exp(v)).
double LogSum(std::span<const float> values) {
  const double top = *std::max_element(values.begin(), values.end());
  double sum = 0;
  for (const float v : values) sum += std::exp(v - top);
  return top + std::log(sum);
}

// sum p log(p / q), p the softmax of `reference` and q of `computed`.
double Divergence(std::span<const float> computed,
                  std::span<const float> reference) {
  if (reference.empty()) return 0;
  const double log_q = LogSum(computed), log_p = LogSum(reference);
  double out = 0;
  for (size_t i = 0; i < reference.size(); ++i) {
    const double p = reference[i] - log_p;
    out += std::exp(p) * (p - (computed[i] - log_q));
  }
  return std::isnan(out) ? out : std::max(out, 0.0);
}

}  // namespace

void DifferenceSums::Add(std::span<const float> computed,
                         std::span<const float> reference) {
  elements_ += reference.size();
  for (size_t i = 0; i < reference.size(); ++i) {
    const double c = computed[i], r = reference[i];
    nan_ += std::isnan(c) && !std::isnan(r) ? 1 : 0;
    infinite_ += std::isinf(c) && std::isfinite(r) ? 1 : 0;
    dot_ += c * r;
    squares_ += c * c;
    reference_squares_ += r * r;
    sum_ += c;
    reference_sum_ += r;
    // Two equal infinities differ by nothing.
    const double d = c == r ? 0 : std::fabs(c - r);
    abs_ += d;
    abs_squares_ += d * d;
    reference_abs_ += std::fabs(r);
    if (d > max_abs_ || std::isnan(d)) Raise(max_abs_, d);
    reference_max_ = std::max(reference_max_, std::fabs(r));
    if (r != 0) {
      ++relatives_;
      const double relative = d / std::fabs(r);
      relative_ += relative;
      Raise(max_relative_, relative);
    }
  }
}

void DifferenceSums::AddFully(std::span<const float> computed,
                              std::span<const float> reference) {
  Add(computed, reference);
  divergence_ += Divergence(computed, reference);
  ++divergences_;
}

Difference DifferenceSums::Total() const {
  Difference out;
  out.elements = elements_;
  if (elements_ == 0) return out;
  const auto count = static_cast<double>(elements_);
  const double length = std::sqrt(squares_) * std::sqrt(reference_squares_);
  const bool both_zero = squares_ == 0 && reference_squares_ == 0;
  out.cosine = both_zero ? 1 : length == 0 ? 0 : dot_ / length;
  out.max_abs = max_abs_;
  out.reference_max = reference_max_;
  out.mean_abs = abs_ / count;
  out.rms = std::sqrt(abs_squares_ / count);
  out.accumulated_relative = Quotient(abs_, reference_abs_);
  out.euclidean_relative =
      Quotient(std::sqrt(abs_squares_), std::sqrt(reference_squares_));
  out.max_relative = max_relative_;
  if (relatives_ > 0) {
    out.mean_relative = relative_ / static_cast<double>(relatives_);
  }
  if (divergences_ > 0) {
    out.divergence = divergence_ / static_cast<double>(divergences_);
  }
  out.mean = sum_ / count;
  out.deviation = Deviation(sum_, squares_, count);
  out.reference_mean = reference_sum_ / count;
  out.reference_deviation =
      Deviation(reference_sum_, reference_squares_, count);
  out.nan = nan_;
  out.infinite = infinite_;
  return out;
}

Difference Differ(std::span<const float> computed,
                  std::span<const float> reference) {
  DifferenceSums sums;
  sums.Add(computed, reference);
  return sums.Total();
}

}  // namespace burin
