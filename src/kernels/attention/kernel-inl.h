// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The scores are computed transposed, S^T = K Q^T: a vector is then one key's
// scores for some queries, so that the softmax has no reductions within a
// vector and no ragged end, and the keys are read where they lie. Queries are
// scaled by scale * log2 e as they are packed; the softmax is in powers of 2.

#ifndef BURIN_KERNELS_ATTENTION_KERNEL_INL_H_
#define BURIN_KERNELS_ATTENTION_KERNEL_INL_H_

#include "kernels/attention/plan.h"
#include "kernels/linear/tile-inl.h"
#include "kernels/matmul/pack-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// One head of one sample, and where its parts lie in scratch memory.
struct AttentionHead {
  const float* q;
  const float* k;
  const float* v;
  float* y;
  Index row_stride, v_stride, y_stride;
  Index tokens, dim;
  float* queries;  // [dim][width of the strip]
  float* scores;   // [tokens][width]
  float* scales;   // [width]
  float* outs;     // [rows of a tile][padded_dim]
};

// queries = factor * Q^T for `count` queries from row t0 on; 0 beyond.
inline void PackQueries(const AttentionHead& head, float factor, Index t0,
                        Index count, Index width) {
  PackPanel(head.q + t0 * head.row_stride, 1, head.row_stride, head.dim, count,
            width, head.queries);
  const V f = Set(factor);
  for (Index i = 0; i < head.dim * width; i += kLanes) {
    Store(head.queries + i, Mul(Load(head.queries + i), f));
  }
}

inline void MakeScores(const AttentionHead& head, Index width) {
  static constexpr float kZeros[kMaxVectors * kLanes] = {};
  ForStrips(width / kLanes, kMaxVectors, [&](Index v, Index vectors) {
    TileArgs t = {nullptr,
                  head.row_stride,
                  head.queries + v * kLanes,
                  width,
                  head.dim,
                  kZeros,
                  nullptr,
                  width};
    ForStrips(head.tokens, MaxTileRows(vectors), [&](Index r, Index count) {
      t.a = head.k + r * head.row_stride;
      t.c = head.scores + r * width + v * kLanes;
      TileFor(count, vectors)(t);
    });
  });
}

// Scores to 2^(score - largest of the query); scales to 1 / sum. Four chains,
// over every fourth key each, hide the latency of a maximum and an addition.
inline void ExpScores(const AttentionHead& head, Index width) {
  const Index whole = head.tokens / 4 * 4;
  for (Index i = 0; i < width; i += kLanes) {
    float* const s = head.scores + i;
    V m[4], sum[4];
    Unroll<4>([&](auto c) __attribute__((always_inline)) {
      m[decltype(c)::value] = Load(s);
      sum[decltype(c)::value] = Zero();
    });
    for (Index t = 0; t < whole; t += 4) {
      Unroll<4>([&](auto c) __attribute__((always_inline)) {
        constexpr int j = decltype(c)::value;
        m[j] = Max(Load(s + (t + j) * width), m[j]);
      });
    }
    for (Index t = whole; t < head.tokens; ++t) {
      m[0] = Max(Load(s + t * width), m[0]);
    }
    const V largest = Max(Max(m[0], m[1]), Max(m[2], m[3]));
    for (Index t = 0; t < whole; t += 4) {
      Unroll<4>([&](auto c) __attribute__((always_inline)) {
        constexpr int j = decltype(c)::value;
        const V e = Exp2(Sub(Load(s + (t + j) * width), largest));
        Store(s + (t + j) * width, e);
        sum[j] = Add(sum[j], e);
      });
    }
    for (Index t = whole; t < head.tokens; ++t) {
      const V e = Exp2(Sub(Load(s + t * width), largest));
      Store(s + t * width, e);
      sum[0] = Add(sum[0], e);
    }
    const V all = Add(Add(sum[0], sum[1]), Add(sum[2], sum[3]));
    Store(head.scales + i, Div(Set(1.0f), all));
  }
}

// Y for `count` queries from row t0 on: the scores, transposed, times values.
inline void ApplyScores(const AttentionHead& head, Index t0, Index count,
                        Index width) {
  static constexpr float kZeros[kMaxVectors * kLanes] = {};
  ForStrips(DivUp(head.dim, kLanes), kMaxVectors, [&](Index v, Index vectors) {
    const Index first = v * kLanes;
    const Index columns = MinIndex(head.dim - first, vectors * kLanes);
    TileArgs t = {nullptr,     1,      head.v + first, head.v_stride,
                  head.tokens, kZeros, head.outs,      vectors * kLanes};
    t.a_step = width;
    ForStrips(count, MaxTileRows(vectors), [&](Index r, Index rows) {
      t.a = head.scores + r;
      TileFor(rows, vectors)(t);
      for (Index i = 0; i < rows; ++i) {
        const float* const src = head.outs + i * t.c_stride;
        float* const dst = head.y + (t0 + r + i) * head.y_stride + first;
        const V scale = Set(head.scales[r + i]);
        ForVectors(
            columns, [&](Index j, const auto& load, const auto& store)
                         __attribute__((always_inline)) {
                           store(dst + j, Mul(load(src + j), scale));
                         });
      }
    });
  });
}

void RunAttention(const AttentionArgs& args, int64_t task,
                  void* scratch) noexcept {
  constexpr float kLog2E = 1.44269504f;
  constexpr Index kVector = 16;  // strips are whole vectors of every tier
  const AttentionPlan plan = PlanAttention(args);
  const Index head = task / plan.query_blocks % args.heads;
  const Index sample = task / plan.query_blocks / args.heads;
  const Index first = task % plan.query_blocks * plan.queries;
  const Index last = MinIndex(first + plan.queries, args.tokens);
  AttentionHead h;
  h.q =
      args.qkv + sample * args.tokens * args.row_stride + head * args.head_dim;
  h.k = h.q + args.heads * args.head_dim;
  h.v = h.k + args.heads * args.head_dim;
  h.y = args.y + sample * args.tokens * args.y_stride + head * args.head_dim;
  h.row_stride = h.v_stride = args.row_stride;
  h.y_stride = args.y_stride;
  h.tokens = args.tokens;
  h.dim = args.head_dim;
  h.queries = static_cast<float*>(scratch);
  h.scores = h.queries + plan.query_floats;
  h.scales = h.scores + plan.score_floats;
  h.outs = h.scales + plan.scale_floats;

  if (plan.value_floats > 0) {
    float* const copy = h.outs + plan.out_floats;
    PackPanel(h.v, args.row_stride, 1, h.tokens, h.dim, plan.padded_dim, copy);
    h.v = copy;
    h.v_stride = plan.padded_dim;
  }
  ForStrips(DivUp(last - first, kVector), plan.strip / kVector,
            [&](Index v, Index vectors) {
              const Index t0 = first + v * kVector;
              const Index width = vectors * kVector;
              const Index count = MinIndex(last - t0, width);
              PackQueries(h, args.scale * kLog2E, t0, count, width);
              MakeScores(h, width);
              ExpScores(h, width);
              ApplyScores(h, t0, count, width);
            });
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_ATTENTION_KERNEL_INL_H_
