// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See statistics.h.

#include "infer/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/check.h"

namespace burin {

double Percentile(std::span<const double> sorted, double q) {
  const double position = q / 100 * static_cast<double>(sorted.size() - 1);
  const double floor = std::floor(position);
  const size_t below = static_cast<size_t>(floor);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  const double t = position - floor;
  const double step = sorted[above] - sorted[below];
  // From the nearer end, as NumPy does, so that t = 1 gives `above` exactly.
  return t < 0.5 ? sorted[below] + step * t : sorted[above] - step * (1 - t);
}

double StudentT975(size_t freedom) {
  BURIN_CHECK(freedom >= 1);
  constexpr std::array kSmall = {12.7062, 4.3027, 3.1824, 2.7764, 2.5706,
                                 2.4469,  2.3646, 2.3060, 2.2622};
  if (freedom <= kSmall.size()) return kSmall[freedom - 1];
  // Cornish and Fisher's expansion around the normal quantile.
  constexpr double z = 1.959963984540054;
  constexpr double z2 = z * z;
  const double v = static_cast<double>(freedom);
  const double first = z * (z2 + 1) / 4;
  const double second = z * ((5 * z2 + 16) * z2 + 3) / 96;
  const double third = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
  return z + first / v + second / (v * v) + third / (v * v * v);
}

TimeStats Summarize(std::span<const double> ms) {
  if (ms.empty()) return {};
  std::vector<double> sorted(ms.begin(), ms.end());
  std::sort(sorted.begin(), sorted.end());
  const double count = static_cast<double>(sorted.size());
  TimeStats out;
  out.count = sorted.size();
  out.min = sorted.front();
  out.max = sorted.back();
  out.mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / count;
  out.median = Percentile(sorted, 50);
  out.percentile90 = Percentile(sorted, 90);
  out.percentile95 = Percentile(sorted, 95);
  out.percentile99 = Percentile(sorted, 99);
  if (sorted.size() < 2) return out;
  double squares = 0;
  for (const double x : sorted) squares += (x - out.mean) * (x - out.mean);
  out.stddev = std::sqrt(squares / (count - 1));
  out.mean_error95 =
      StudentT975(sorted.size() - 1) * out.stddev / std::sqrt(count);
  return out;
}

}  // namespace burin
