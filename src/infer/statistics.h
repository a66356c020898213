// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What a list of execution times says: its order statistics, its spread, and
// how well the mean is known.

#ifndef BURIN_INFER_STATISTICS_H_
#define BURIN_INFER_STATISTICS_H_

#include <cstddef>
#include <span>

namespace burin {

// All in milliseconds; zeros when there are no times.
struct TimeStats {
  double min = 0;
  double max = 0;
  double mean = 0;
  double median = 0;
  double percentile90 = 0;
  double percentile95 = 0;
  double percentile99 = 0;
  double stddev = 0;  // of the sample, n - 1 below; 0 for a single time
  // The true mean lies within mean +- this with 95 % confidence, by Student's
  // t. Times are taken as independent: a machine whose clock drifts during a
  // run is known less well than this says. 0 for a single time.
  double mean_error95 = 0;
  size_t count = 0;
};

TimeStats Summarize(std::span<const double> ms);

// The q-th percentile (0 to 100) of ascending `sorted`, which is not empty,
// with np.percentile's linear interpolation.
double Percentile(std::span<const double> sorted, double q);

// The 0.975 quantile of Student's t with `freedom` (1 or more) degrees of
// freedom, within 2e-4.
double StudentT975(size_t freedom);

}  // namespace burin

#endif  // BURIN_INFER_STATISTICS_H_
