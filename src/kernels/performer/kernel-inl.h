// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_PERFORMER_KERNEL_INL_H_
#define BURIN_KERNELS_PERFORMER_KERNEL_INL_H_

#include "kernels/linear/panels-inl.h"
#include "kernels/matmul/pack-inl.h"
#include "kernels/performer/plan.h"

namespace burin::BURIN_ISA_NAMESPACE {

// The parts of scratch memory: w, features of a block's tokens, and a matrix of
// a block's tokens by dim.
struct PerformerScratch {
  float* w;
  float* features;
  float* values;

  PerformerScratch(const PerformerArgs& args, const PerformerPlan& plan,
                   void* scratch)
      : w(static_cast<float*>(scratch)),
        features(w + args.dim * plan.padded_features),
        values(features + kPerformerTokens * plan.padded_features) {}
};

inline float HalfSquare(const float* x, Index count) {
  V s = Zero();
  ForVectors(
      count, [&](Index i, const auto& load, const auto&)
                 __attribute__((always_inline)) {
                   const V v = load(x + i);
                   s = Fma(v, v, s);
                 });
  return 0.5f * SumLanes(s);
}

// features[t, m] = exp(x[t] w[:, m] - |x[t]|^2 / 2) / sqrt(M), 0 beyond M.
inline void MakeFeatures(const PerformerArgs& args, const PerformerPlan& plan,
                         const PerformerScratch& scratch, const float* x,
                         Index tokens) {
  const Index width = plan.padded_features;
  for (Index j = 0; j < args.features; j += kPanel) {
    const Index count = MinIndex(args.features - j, kPanel);
    PackPanel(args.w + j, args.features, 1, args.dim, count,
              DivUp(count, kLanes) * kLanes, scratch.w + j * args.dim);
  }
  Multiply({x, 3 * args.dim, 1, tokens, args.dim, scratch.w, 0, args.dim,
            args.features, scratch.features, width});
  const V scale =
      Set(1.0f / __builtin_sqrtf(static_cast<float>(args.features)));
  for (Index t = 0; t < tokens; ++t) {
    const V h = Set(HalfSquare(x + t * 3 * args.dim, args.dim));
    float* row = scratch.features + t * width;
    ForVectors(
        args.features, [&](Index i, const auto& load, const auto& store)
                           __attribute__((always_inline)) {
                             const V e = Exp(Sub(load(row + i), h));
                             store(row + i, Mul(e, scale));
                           });
    ZeroFloats(width - args.features, row + args.features);
  }
}

// Phase 0: one block's sums over its tokens, from first to last.
inline void SumBlock(const PerformerArgs& args, Index task, void* memory) {
  const PerformerPlan plan = PlanPerformer(args);
  const PerformerScratch scratch(args, plan, memory);
  const Index sample = task / plan.blocks;
  const Index block = task % plan.blocks;
  const Index t0 = block * kPerformerTokens;
  const Index tokens = MinIndex(args.tokens - t0, kPerformerTokens);
  const float* k = args.kqv + (sample * args.tokens + t0) * 3 * args.dim;
  float* sums =
      args.sums + (sample * (plan.blocks + 1) + block) * plan.sum_floats;
  const Index width = plan.padded_features;

  MakeFeatures(args, plan, scratch, k, tokens);
  for (Index i = 0; i < width; i += kLanes) {
    V s = Zero();
    for (Index t = 0; t < tokens; ++t) {
      s = Add(s, Load(scratch.features + t * width + i));
    }
    Store(sums + i, s);
  }
  PackPanel(k + 2 * args.dim, 3 * args.dim, 1, tokens, args.dim,
            plan.padded_dim, scratch.values);
  Multiply({scratch.features, 1, width, width, tokens, scratch.values,
            plan.padded_dim, 1, plan.padded_dim, sums + width,
            plan.padded_dim});
}

// Phase 1: one sample's sums over its blocks, from first to last.
inline void SumSample(const PerformerArgs& args, Index sample) {
  const PerformerPlan plan = PlanPerformer(args);
  const float* blocks =
      args.sums + sample * (plan.blocks + 1) * plan.sum_floats;
  float* total =
      args.sums + (sample * (plan.blocks + 1) + plan.blocks) * plan.sum_floats;
  for (Index i = 0; i < plan.sum_floats; i += kLanes) {
    V s = Load(blocks + i);
    for (Index b = 1; b < plan.blocks; ++b) {
      s = Add(s, Load(blocks + b * plan.sum_floats + i));
    }
    Store(total + i, s);
  }
}

// Phase 2: Y of one block's tokens.
inline void ApplyBlock(const PerformerArgs& args, Index task, void* memory) {
  const PerformerPlan plan = PlanPerformer(args);
  const PerformerScratch scratch(args, plan, memory);
  const Index sample = task / plan.blocks;
  const Index t0 = task % plan.blocks * kPerformerTokens;
  const Index tokens = MinIndex(args.tokens - t0, kPerformerTokens);
  const Index first = sample * args.tokens + t0;
  const Index width = plan.padded_features;
  const float* total =
      args.sums + (sample * (plan.blocks + 1) + plan.blocks) * plan.sum_floats;

  MakeFeatures(args, plan, scratch, args.kqv + (first * 3 + 1) * args.dim,
               tokens);
  Multiply({scratch.features, width, 1, tokens, args.features, total + width,
            plan.padded_dim, 1, plan.padded_dim, scratch.values,
            plan.padded_dim});
  for (Index t = 0; t < tokens; ++t) {
    V d = Zero();
    for (Index i = 0; i < width; i += kLanes) {
      d = Fma(Load(scratch.features + t * width + i), Load(total + i), d);
    }
    const V scale = Set(1.0f / (SumLanes(d) + args.eps));
    const float* src = scratch.values + t * plan.padded_dim;
    float* y = args.y + (first + t) * args.dim;
    ForVectors(
        args.dim, [&](Index i, const auto& load, const auto& store)
                      __attribute__((always_inline)) {
                        store(y + i, Mul(load(src + i), scale));
                      });
  }
}

void RunPerformer(const PerformerArgs& args, int phase, int64_t task,
                  void* scratch) noexcept {
  if (phase == 0) {
    SumBlock(args, task, scratch);
  } else if (phase == 1) {
    SumSample(args, task);
  } else {
    ApplyBlock(args, task, scratch);
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_PERFORMER_KERNEL_INL_H_
