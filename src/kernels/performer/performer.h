// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Attention by random features (T2T-ViT's token performer), per sample:
//   kp[t, m] = exp(sum_e k[t, e] w[e, m] - |k[t]|^2 / 2) / sqrt(M), qp likewise
//   D[t]     = sum_m qp[t, m] * (sum_s kp[s, m])
//   kptv[e, m] = sum_s v[s, e] * kp[s, m]
//   Y[t, e]  = (sum_m qp[t, m] * kptv[e, m]) / (D[t] + eps)
// Three phases, each a loop of its own: sums over blocks of kPerformerTokens
// tokens; the blocks' sums from first to last; Y. The blocks do not depend on
// threads, so neither do the bits.

#ifndef BURIN_KERNELS_PERFORMER_PERFORMER_H_
#define BURIN_KERNELS_PERFORMER_PERFORMER_H_

#include <cstddef>
#include <cstdint>

namespace burin {

inline constexpr int64_t kPerformerTokens = 98;  // 3136 = 32 x 98, 784 = 8 x 98
inline constexpr int kPerformerPhases = 3;

// Y overlaps no input.
struct PerformerArgs {
  const float* kqv = nullptr;  // [batch][tokens][3][dim]: k, q, v
  int64_t batch = 0, tokens = 0, dim = 0, features = 0;
  const float* w = nullptr;  // [dim][features]
  float eps = 0;
  float* sums = nullptr;  // PerformerSumsFloats(args)
  float* y = nullptr;     // [batch][tokens][dim]
};

size_t PerformerSumsFloats(const PerformerArgs& args) noexcept;
int64_t PerformerTasks(const PerformerArgs& args, int phase) noexcept;
size_t PerformerScratchBytes(const PerformerArgs& args) noexcept;
using PerformerFn = void (*)(const PerformerArgs& args, int phase, int64_t task,
                             void* scratch) noexcept;

// Plain loops with sums in double.
void PerformerReference(const PerformerArgs& args);

}  // namespace burin

#endif  // BURIN_KERNELS_PERFORMER_PERFORMER_H_
