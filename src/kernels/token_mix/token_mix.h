// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A small matrix P times many slabs of activations:
//   Y[g, i, j] = act(bias[i] + sum_l P[i, l] * X[g, l, j])
// For an NHWC image this mixes along the height (groups = batch,
// columns = width * channels) or the width (groups = batch * height,
// columns = channels) without a transpose. Sums are chains as in linear.h.

#ifndef BURIN_KERNELS_TOKEN_MIX_TOKEN_MIX_H_
#define BURIN_KERNELS_TOKEN_MIX_TOKEN_MIX_H_

#include <cstddef>
#include <cstdint>

#include "kernels/activation.h"

namespace burin {

// Y overlaps no input.
struct TokenMixArgs {
  const float* x = nullptr;     // [groups][length][columns]
  const float* p = nullptr;     // [out_length][length]
  const float* bias = nullptr;  // [out_length]; may be null
  int64_t groups = 0, length = 0, out_length = 0, columns = 0;
  Activation act = Activation::kNone;
  float* y = nullptr;  // [groups][out_length][columns]
};

int64_t TokenMixTasks(const TokenMixArgs& args) noexcept;
size_t TokenMixScratchBytes(const TokenMixArgs& args) noexcept;
using TokenMixFn = void (*)(const TokenMixArgs& args, int64_t task,
                            void* scratch) noexcept;

// Plain loops with sums in double.
void TokenMixReference(const TokenMixArgs& args);

}  // namespace burin

#endif  // BURIN_KERNELS_TOKEN_MIX_TOKEN_MIX_H_
