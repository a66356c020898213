// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/float16.h"
#include "kernels/attention/attention.h"

namespace burin {

void AttentionReference(const AttentionArgs& args) {
  const int64_t d = args.head_dim;
  const auto rounded = [&](double x) {
    const float value = static_cast<float>(x);
    return args.operands == Operands::kBf16
               ? static_cast<double>(static_cast<float>(BFloat16(value)))
               : x;
  };
  const auto part = [&](int64_t b, int64_t t, int64_t which, int64_t h) {
    return args.qkv + (b * args.tokens + t) * args.row_stride +
           (which * args.heads + h) * d;
  };
  std::vector<double> p(static_cast<size_t>(args.tokens));
  for (int64_t b = 0; b < args.batch; ++b) {
    for (int64_t h = 0; h < args.heads; ++h) {
      for (int64_t t = 0; t < args.tokens; ++t) {
        for (int64_t s = 0; s < args.tokens; ++s) {
          double score = 0;
          for (int64_t e = 0; e < d; ++e) {
            score += rounded(static_cast<double>(part(b, t, 0, h)[e])) *
                     rounded(static_cast<double>(part(b, s, 1, h)[e]));
          }
          p[static_cast<size_t>(s)] = score * static_cast<double>(args.scale);
        }
        const double largest = *std::max_element(p.begin(), p.end());
        double sum = 0;
        for (double& x : p) sum += x = std::exp(x - largest);
        for (int64_t e = 0; e < d; ++e) {
          double y = 0;
          for (int64_t s = 0; s < args.tokens; ++s) {
            y += rounded(p[static_cast<size_t>(s)]) *
                 rounded(static_cast<double>(part(b, s, 2, h)[e]));
          }
          args.y[(b * args.tokens + t) * args.y_stride + h * d + e] =
              static_cast<float>(y / sum);
        }
      }
    }
  }
}

}  // namespace burin
