// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/reference_math.h"
#include "kernels/token_mix/token_mix.h"

namespace burin {

void TokenMixReference(const TokenMixArgs& args) {
  for (int64_t g = 0; g < args.groups; ++g) {
    const float* x = args.x + g * args.length * args.columns;
    float* y = args.y + g * args.out_length * args.columns;
    for (int64_t i = 0; i < args.out_length; ++i) {
      for (int64_t j = 0; j < args.columns; ++j) {
        double sum =
            args.bias == nullptr ? 0 : static_cast<double>(args.bias[i]);
        for (int64_t l = 0; l < args.length; ++l) {
          sum += static_cast<double>(args.p[i * args.length + l]) *
                 static_cast<double>(x[l * args.columns + j]);
        }
        y[i * args.columns + j] =
            static_cast<float>(ReferenceActivation(args.act, sum));
      }
    }
  }
}

}  // namespace burin
