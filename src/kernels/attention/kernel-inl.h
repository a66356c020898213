// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The scores are computed transposed, S^T = K Q^T: a vector is then one key's
// scores for some queries, so that the softmax has no reductions within a
// vector and no ragged end, and the keys are read where they lie. Queries are
// scaled by scale * log2 e as they are packed; the softmax is in powers of 2.
// In bf16 the scores are scaled instead, and two keys' probabilities make one
// word of the second product.

#ifndef BURIN_KERNELS_ATTENTION_KERNEL_INL_H_
#define BURIN_KERNELS_ATTENTION_KERNEL_INL_H_

#include "kernels/attention/plan.h"
#include "kernels/linear/tile-inl.h"
#include "kernels/matmul/pack-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// One head of one sample, and where its parts lie in scratch memory.
struct AttentionHead {
  const float* q;
  const float* k;  // floats or words
  const float* v;  // floats, or words of two keys
  float* y;
  Index row_stride, k_stride, v_stride, y_stride;
  Index tokens, dim;
  Operands operands;
  Index key_words;  // of one key: dim for floats
  Index sum_words;  // of all keys: tokens for floats
  float factor;     // scale * log2 e
  float* queries;   // [key_words][width of the strip]
  float* scores;    // [tokens][width]
  float* scales;    // [width]
  float* outs;      // [rows of a tile][padded_dim]
  float* rows;      // [width][key_words]: queries as words
};

// queries = Q^T for `count` queries from row t0 on, floats times the factor; 0
// beyond.
inline void PackQueries(const AttentionHead& head, Index t0, Index count,
                        Index width) {
  const float* const q = head.q + t0 * head.row_stride;
  if (head.operands == Operands::kBf16) {
    for (Index r = 0; r < count; ++r) {
      RowToBf16(q + r * head.row_stride, head.dim,
                head.rows + r * head.key_words);
    }
    PackPanel(head.rows, 1, head.key_words, head.key_words, count, width,
              head.queries);
    return;
  }
  PackPanel(q, 1, head.row_stride, head.dim, count, width, head.queries);
  const V f = Set(head.factor);
  for (Index i = 0; i < head.dim * width; i += kLanes) {
    Store(head.queries + i, Mul(Load(head.queries + i), f));
  }
}

inline void KeysToBf16(const AttentionHead& head, float* words) {
  for (Index t = 0; t < head.tokens; ++t) {
    RowToBf16(head.k + t * head.row_stride, head.dim,
              words + t * head.key_words);
  }
}

inline void ValuesToBf16(const AttentionHead& head, Index padded_dim,
                         float* words) {
  for (Index t = 0; t < head.tokens; t += 2) {
    const float* const v = head.v + t * head.row_stride;
    const bool pair = t + 1 < head.tokens;
    for (Index i = 0; i < padded_dim; i += kLanes) {
      const Index n = MaxIndex(0, MinIndex(head.dim - i, kLanes));
      const V first = n == 0 ? Zero() : LoadN(v + i, n);
      const V second =
          n == 0 || !pair ? Zero() : LoadN(v + head.row_stride + i, n);
      Store(words + i, PairBf16(first, second));
    }
    words += padded_dim;
  }
}

inline void MakeScores(const AttentionHead& head, Index width) {
  static constexpr float kZeros[kMaxVectors * kLanes] = {};
  ForStrips(width / kLanes, kMaxVectors, [&](Index v, Index vectors) {
    TileArgs t = {nullptr, head.k_stride,  head.queries + v * kLanes,
                  width,   head.key_words, kZeros,
                  nullptr, width};
    ForStrips(head.tokens, MaxTileRows(vectors), [&](Index r, Index count) {
      t.a = head.k + r * head.k_stride;
      t.c = head.scores + r * width + v * kLanes;
      TileFor(head.operands, count, vectors, Activation::kNone, t)(t);
    });
  });
}

// Scores to 2^(score - largest of the query), in bf16 as words of two keys;
// scales to 1 / sum. Four chains, over every fourth key each, hide the latency
// of a maximum and an addition.
template <bool kWords>
inline void ExpScores(const AttentionHead& head, Index width) {
  const Index whole = head.tokens / 4 * 4;
  const V factor = Set(head.factor);
  for (Index i = 0; i < width; i += kLanes) {
    float* const s = head.scores + i;
    const auto score = [&](Index t) __attribute__((always_inline)) {
      const V x = Load(s + t * width);
      return kWords ? Mul(x, factor) : x;
    };
    V m[4], sum[4];
    Unroll<4>([&](auto c) __attribute__((always_inline)) {
      m[decltype(c)::value] = score(0);
      sum[decltype(c)::value] = Zero();
    });
    for (Index t = 0; t < whole; t += 4) {
      Unroll<4>([&](auto c) __attribute__((always_inline)) {
        constexpr int j = decltype(c)::value;
        m[j] = Max(score(t + j), m[j]);
      });
    }
    for (Index t = whole; t < head.tokens; ++t) m[0] = Max(score(t), m[0]);
    const V largest = Max(Max(m[0], m[1]), Max(m[2], m[3]));
    const auto power = [&](Index t) __attribute__((always_inline)) {
      const V x = Sub(score(t), largest);
      return kWords ? Exp2Coarse(x) : Exp2(x);
    };
    for (Index t = 0; t < whole; t += 4) {
      V e[4];
      Unroll<4>([&](auto c) __attribute__((always_inline)) {
        constexpr int j = decltype(c)::value;
        e[j] = power(t + j);
        if constexpr (!kWords) Store(s + (t + j) * width, e[j]);
        sum[j] = Add(sum[j], e[j]);
      });
      if constexpr (kWords) {
        Store(s + t / 2 * width, PairBf16(e[0], e[1]));
        Store(s + (t / 2 + 1) * width, PairBf16(e[2], e[3]));
      }
    }
    for (Index t = whole; t < head.tokens; t += kWords ? 2 : 1) {
      const V e = power(t);
      sum[0] = Add(sum[0], e);
      if constexpr (kWords) {
        const V next = t + 1 < head.tokens ? power(t + 1) : Zero();
        sum[1] = Add(sum[1], next);
        Store(s + t / 2 * width, PairBf16(e, next));
      } else {
        Store(s + t * width, e);
      }
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
    TileArgs t = {nullptr,        1,      head.v + first, head.v_stride,
                  head.sum_words, kZeros, head.outs,      vectors * kLanes};
    t.a_step = width;
    ForStrips(count, MaxTileRows(vectors), [&](Index r, Index rows) {
      t.a = head.scores + r;
      TileFor(head.operands, rows, vectors, Activation::kNone, t)(t);
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
  h.row_stride = h.k_stride = h.v_stride = args.row_stride;
  h.y_stride = args.y_stride;
  h.tokens = args.tokens;
  h.dim = args.head_dim;
  h.operands = args.operands;
  h.key_words = plan.key_words;
  h.sum_words = WordsOf(args.operands, args.tokens);
  h.factor = args.scale * kLog2E;
  h.queries = static_cast<float*>(scratch);
  h.scores = h.queries + plan.query_floats;
  h.scales = h.scores + plan.score_floats;
  h.outs = h.scales + plan.scale_floats;
  float* const values = h.outs + plan.out_floats;
  float* const keys = values + plan.value_floats;
  h.rows = keys + plan.all_key_words;

  const bool words = args.operands == Operands::kBf16;
  if (words) {
    KeysToBf16(h, keys);
    ValuesToBf16(h, plan.padded_dim, values);
    h.k = keys;
    h.k_stride = plan.key_words;
  } else if (plan.value_floats > 0) {
    PackPanel(h.v, args.row_stride, 1, h.tokens, h.dim, plan.padded_dim,
              values);
  }
  if (plan.value_floats > 0) {
    h.v = values;
    h.v_stride = plan.padded_dim;
  }
  ForStrips(DivUp(last - first, kVector), plan.strip / kVector,
            [&](Index v, Index vectors) {
              const Index t0 = first + v * kVector;
              const Index width = vectors * kVector;
              const Index count = MinIndex(last - t0, width);
              PackQueries(h, t0, count, width);
              MakeScores(h, width);
              if (words) {
                ExpScores<true>(h, width);
              } else {
                ExpScores<false>(h, width);
              }
              ApplyScores(h, t0, count, width);
            });
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_ATTENTION_KERNEL_INL_H_
