// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Reads rows of a RowSource and applies a RowNorm. Included by kernels of a
// tier after its vector header.

#ifndef BURIN_KERNELS_ROWS_GATHER_INL_H_
#define BURIN_KERNELS_ROWS_GATHER_INL_H_

#include "kernels/rows/rows.h"

namespace burin::BURIN_ISA_NAMESPACE {

template <typename Rows>
BURIN_INLINE auto RowPointer(const Rows& rows, Index m) {
  return rows.batch_rows == 0
             ? rows.data + m * rows.stride
             : rows.data + m / rows.batch_rows * rows.batch_stride +
                   m % rows.batch_rows * rows.stride;
}

BURIN_INLINE void CopyFloats(const float* src, Index count, float* dst) {
  Index i = 0;
  for (; i + kLanes <= count; i += kLanes) Store(dst + i, Load(src + i));
  if (i < count) StoreN(dst + i, LoadN(src + i, count - i), count - i);
}

BURIN_INLINE void ZeroFloats(Index count, float* dst) {
  Index i = 0;
  for (; i + kLanes <= count; i += kLanes) Store(dst + i, Zero());
  if (i < count) StoreN(dst + i, Zero(), count - i);
}

inline void GatherShift(const RowSource& a, Index m, float* dst) {
  const ShiftShape& s = a.shift;
  const Index k = a.columns;
  const Index w = m % s.width;
  const Index h = m / s.width % s.height;
  const float* pixel = a.dense.data + m * k;
  const bool inside[4] = {w + 1 < s.width, w > 0, h + 1 < s.height, h > 0};
  const Index from[4] = {k, -k, s.width * k, -s.width * k};
  for (int g = 0; g < 4; ++g) {
    const Index c = g * s.group;
    if (inside[g]) {
      CopyFloats(pixel + from[g] + c, s.group, dst + c);
    } else {
      ZeroFloats(s.group, dst + c);
    }
  }
  CopyFloats(pixel + 4 * s.group, k - 4 * s.group, dst + 4 * s.group);
}

// `count` taps, `step` floats apart, of which those at positions
// x0 + tap * dilation in [0, width) exist; each is `run` floats.
inline void GatherTaps(const float* line, const UnfoldShape& u, Index x0,
                       Index step, Index run, float* dst) {
  if (u.dilation_width == 1 && step == run) {
    const Index first = MinIndex(MaxIndex(-x0, 0), u.kernel_width);
    const Index last = MaxIndex(MinIndex(u.width - x0, u.kernel_width), first);
    ZeroFloats(first * run, dst);
    CopyFloats(line + (x0 + first) * run, (last - first) * run,
               dst + first * run);
    ZeroFloats((u.kernel_width - last) * run, dst + last * run);
    return;
  }
  for (Index q = 0; q < u.kernel_width; ++q) {
    const Index x = x0 + q * u.dilation_width;
    if (x >= 0 && x < u.width) {
      CopyFloats(line + x * step, run, dst + q * run);
    } else {
      ZeroFloats(run, dst + q * run);
    }
  }
}

inline void GatherUnfold(const RowSource& a, Index m, float* dst) {
  const UnfoldShape& u = a.unfold;
  const Index j = m % u.out_width;
  const Index i = m / u.out_width % u.out_height;
  const Index b = m / u.out_width / u.out_height;
  const float* image = a.dense.data + b * u.height * u.width * u.channels;
  const Index x0 = j * u.stride_width - u.pad_left;
  const Index y0 = i * u.stride_height - u.pad_top;
  const Index planes = u.channels_first ? u.channels : 1;
  const Index run = u.channels_first ? 1 : u.channels;
  for (Index c = 0; c < planes; ++c) {
    for (Index p = 0; p < u.kernel_height; ++p) {
      const Index y = y0 + p * u.dilation_height;
      if (y >= 0 && y < u.height) {
        GatherTaps(image + (c * u.height + y) * u.width * run, u, x0, run, run,
                   dst);
      } else {
        ZeroFloats(u.kernel_width * run, dst);
      }
      dst += u.kernel_width * run;
    }
  }
}

// A[m, :] before the norm: a pointer to it where it lies in memory, else to
// `buffer` (K floats), filled.
inline const float* GatherRow(const RowSource& a, Index m, float* buffer) {
  switch (a.kind) {
    case RowKind::kDense:
      return RowPointer(a.dense, m);
    case RowKind::kShift:
      GatherShift(a, m, buffer);
      return buffer;
    case RowKind::kUnfold:
      GatherUnfold(a, m, buffer);
      return buffer;
    case RowKind::kConcat: {
      float* dst = buffer;
      for (int p = 0; p < a.parts_count; ++p) {
        CopyFloats(RowPointer(a.parts[p], m), a.part_columns[p], dst);
        dst += a.part_columns[p];
      }
      return buffer;
    }
  }
  return buffer;
}

// Calls f(first, Load, Store) for each vector of [0, count), the last one by
// masked load and store.
template <typename F>
BURIN_INLINE void ForVectors(Index count, const F& f) {
  const auto load = [](const float* p) __attribute__((always_inline)) {
    return Load(p);
  };
  const auto store = [](float* p, V v) __attribute__((always_inline)) {
    Store(p, v);
  };
  Index i = 0;
  for (; i + kLanes <= count; i += kLanes) f(i, load, store);
  if (i < count) {
    const Index n = count - i;
    f(
        i,
        [n](const float* p)
            __attribute__((always_inline)) { return LoadN(p, n); },
        [n](float* p, V v) __attribute__((always_inline)) { StoreN(p, v, n); });
  }
}

struct Moments {
  float mean, rstd;
};

// Two passes over a row, which is in the nearest cache: the mean, then the
// squared deviations. Four running sums hide the latency of addition.
inline Moments RowMoments(const float* x, Index count, float eps) {
  V s[4] = {Zero(), Zero(), Zero(), Zero()};
  Index i = 0;
  for (; i + 4 * kLanes <= count; i += 4 * kLanes) {
    Unroll<4>([&](auto c) __attribute__((always_inline)) {
      constexpr int v = decltype(c)::value;
      s[v] = Add(s[v], Load(x + i + v * kLanes));
    });
  }
  for (; i + kLanes <= count; i += kLanes) s[0] = Add(s[0], Load(x + i));
  if (i < count) s[1] = Add(s[1], LoadN(x + i, count - i));
  const float n = static_cast<float>(count);
  const float mean = SumLanes(Add(Add(s[0], s[1]), Add(s[2], s[3]))) / n;

  const V mu = Set(mean);
  Unroll<4>([&](auto c) __attribute__((always_inline)) {
    s[decltype(c)::value] = Zero();
  });
  i = 0;
  for (; i + 4 * kLanes <= count; i += 4 * kLanes) {
    Unroll<4>([&](auto c) __attribute__((always_inline)) {
      constexpr int v = decltype(c)::value;
      const V d = Sub(Load(x + i + v * kLanes), mu);
      s[v] = Fma(d, d, s[v]);
    });
  }
  for (; i + kLanes <= count; i += kLanes) {
    const V d = Sub(Load(x + i), mu);
    s[0] = Fma(d, d, s[0]);
  }
  if (i < count) {
    const Index n_last = count - i;
    const V d = KeepN(Sub(LoadN(x + i, n_last), mu), n_last);
    s[1] = Fma(d, d, s[1]);
  }
  const float variance = SumLanes(Add(Add(s[0], s[1]), Add(s[2], s[3]))) / n;
  return {mean, 1.0f / __builtin_sqrtf(variance + eps)};
}

// dst = act(norm(src)) for row m of the source; dst may be src. `activate` maps
// a vector.
template <typename F>
BURIN_INLINE void NormalizeRow(const RowNorm& norm, Index m, const float* src,
                               Index count, const F& activate, float* dst) {
  if (norm.kind == NormKind::kNone) {
    ForVectors(
        count, [&](Index i, const auto& load, const auto& store)
                   __attribute__((always_inline)) {
                     store(dst + i, activate(load(src + i)));
                   });
    return;
  }
  if (norm.kind == NormKind::kAffine) {
    ForVectors(
        count, [&](Index i, const auto& load,
                   const auto& store) __attribute__((always_inline)) {
          store(dst + i, activate(Fma(load(src + i), load(norm.gamma + i),
                                      load(norm.beta + i))));
        });
    return;
  }
  const float* stats = norm.kind == NormKind::kGroup
                           ? norm.stats + m / norm.sample_rows * 2
                           : nullptr;
  const Moments moments = stats != nullptr ? Moments{stats[0], stats[1]}
                                           : RowMoments(src, count, norm.eps);
  const V mean = Set(moments.mean);
  const V rstd = Set(moments.rstd);
  ForVectors(
      count, [&](Index i, const auto& load,
                 const auto& store) __attribute__((always_inline)) {
        const V x = Mul(Sub(load(src + i), mean), rstd);
        store(dst + i,
              activate(Fma(x, load(norm.gamma + i), load(norm.beta + i))));
      });
}

BURIN_INLINE V Identity(V x) { return x; }

// norm(A)[m, :] into dst, K floats.
inline void PackRow(const RowSource& a, const RowNorm& norm, Index m,
                    float* dst) {
  const float* src = GatherRow(a, m, dst);
  if (src == dst && norm.kind == NormKind::kNone) return;
  NormalizeRow(norm, m, src, a.columns, Identity, dst);
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_ROWS_GATHER_INL_H_
