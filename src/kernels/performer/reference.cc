// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include <cmath>
#include <vector>

#include "kernels/performer/performer.h"

namespace burin {
namespace {

// The features of one k or q.
std::vector<double> Features(const PerformerArgs& args, const float* x) {
  double square = 0;
  for (int64_t e = 0; e < args.dim; ++e) {
    square += static_cast<double>(x[e]) * static_cast<double>(x[e]);
  }
  std::vector<double> features(static_cast<size_t>(args.features));
  for (int64_t m = 0; m < args.features; ++m) {
    double sum = -square / 2;
    for (int64_t e = 0; e < args.dim; ++e) {
      sum += static_cast<double>(x[e]) *
             static_cast<double>(args.w[e * args.features + m]);
    }
    features[static_cast<size_t>(m)] =
        std::exp(sum) / std::sqrt(static_cast<double>(args.features));
  }
  return features;
}

}  // namespace

void PerformerReference(const PerformerArgs& args) {
  const int64_t dim = args.dim;
  const size_t features = static_cast<size_t>(args.features);
  for (int64_t b = 0; b < args.batch; ++b) {
    const float* tokens = args.kqv + b * args.tokens * 3 * dim;
    std::vector<double> kp_sum(features);
    std::vector<double> kptv(features * static_cast<size_t>(dim));
    for (int64_t t = 0; t < args.tokens; ++t) {
      const float* k = tokens + t * 3 * dim;
      const std::vector<double> kp = Features(args, k);
      for (size_t m = 0; m < features; ++m) {
        kp_sum[m] += kp[m];
        for (int64_t e = 0; e < dim; ++e) {
          kptv[m * static_cast<size_t>(dim) + static_cast<size_t>(e)] +=
              kp[m] * static_cast<double>(k[2 * dim + e]);
        }
      }
    }
    for (int64_t t = 0; t < args.tokens; ++t) {
      const std::vector<double> qp = Features(args, tokens + (t * 3 + 1) * dim);
      double d = static_cast<double>(args.eps);
      for (size_t m = 0; m < features; ++m) d += qp[m] * kp_sum[m];
      for (int64_t e = 0; e < dim; ++e) {
        double y = 0;
        for (size_t m = 0; m < features; ++m) {
          y += qp[m] *
               kptv[m * static_cast<size_t>(dim) + static_cast<size_t>(e)];
        }
        args.y[(b * args.tokens + t) * dim + e] = static_cast<float>(y / d);
      }
    }
  }
}

}  // namespace burin
