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

// Calls f(src, first, count) for the runs of channels that make up a shifted
// pixel; src is null where the image is left.
template <typename F>
BURIN_INLINE void ForShiftRuns(const RowSource& a, Index m, const F& f) {
  const ShiftShape& s = a.shift;
  const Index k = a.columns;
  const Index g = s.group;
  const Index w = m % s.width;
  const Index h = m / s.width % s.height;
  const float* pixel = a.dense.data + m * k;
  f(w + 1 < s.width ? pixel + k : nullptr, Index{0}, g);
  f(w > 0 ? pixel - k + g : nullptr, g, g);
  f(h + 1 < s.height ? pixel + s.width * k + 2 * g : nullptr, 2 * g, g);
  f(h > 0 ? pixel - s.width * k + 3 * g : nullptr, 3 * g, g);
  f(pixel + 4 * g, 4 * g, k - 4 * g);
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

// 4 to 8 floats, in two halves that may overlap.
BURIN_INLINE void CopyFew(const float* src, Index count, float* dst) {
  using Half = float __attribute__((vector_size(16)));
  Half first, second;
  std::memcpy(&first, src, sizeof(Half));
  std::memcpy(&second, src + count - 4, sizeof(Half));
  std::memcpy(dst, &first, sizeof(Half));
  std::memcpy(dst + count - 4, &second, sizeof(Half));
}

// A window of a channels-first image that leaves it neither to the left nor to
// the right; kernel_width is from 4 to 8.
inline void GatherRuns(const float* image, const UnfoldShape& u, Index x0,
                       Index y0, float* dst) {
  constexpr float kZeros[8] = {};
  const Index width = u.width;
  const Index height = u.height;
  const Index count = u.kernel_width;
  const Index last = y0 + u.kernel_height;
  for (Index c = 0, channels = u.channels; c < channels; ++c) {
    Index from = (c * height + y0) * width + x0;
    for (Index y = y0; y < last; ++y) {
      CopyFew(y >= 0 && y < height ? image + from : kZeros, count, dst);
      from += width;
      dst += count;
    }
  }
}

inline void GatherUnfold(const RowSource& a, Index m, float* dst) {
  const UnfoldShape& u = a.unfold;
  const Index j = m % u.out_width;
  const Index row = m / u.out_width;
  const Index b = row / u.out_height;
  const Index i = row - b * u.out_height;
  const float* image = a.dense.data + b * u.height * u.width * u.channels;
  const Index x0 = j * u.stride_width - u.pad_left;
  const Index y0 = i * u.stride_height - u.pad_top;
  const bool whole = x0 >= 0 && x0 + u.kernel_width <= u.width;
  if (whole && u.channels_first && u.kernel_width >= 4 && u.kernel_width <= 8 &&
      u.dilation_width == 1 && u.dilation_height == 1) {
    GatherRuns(image, u, x0, y0, dst);
    return;
  }
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

// Calls f(src, first, count) for runs of A[m, :], in rising columns, that lie
// together in memory; src is null for zeros. What lies nowhere is made in
// `buffer`, K floats.
template <typename F>
BURIN_INLINE void ForRuns(const RowSource& a, Index m, float* buffer,
                          const F& f) {
  switch (a.kind) {
    case RowKind::kDense:
      f(RowPointer(a.dense, m), Index{0}, a.columns);
      return;
    case RowKind::kShift:
      ForShiftRuns(a, m, f);
      return;
    case RowKind::kUnfold:
      GatherUnfold(a, m, buffer);
      f(buffer, Index{0}, a.columns);
      return;
    case RowKind::kConcat: {
      Index first = 0;
      for (int p = 0; p < a.parts_count; ++p) {
        f(RowPointer(a.parts[p], m), first, a.part_columns[p]);
        first += a.part_columns[p];
      }
      return;
    }
  }
}

// dst = activate(transform(src, columns)) for one run; src null means zeros.
template <typename F>
BURIN_INLINE void MapRun(const float* src, Index count, float* dst,
                         const F& map) {
  if (src != nullptr) {
    ForVectors(
        count, [&](Index i, const auto& load, const auto& store)
                   __attribute__((always_inline)) {
                     store(dst + i, map(load(src + i), i, load));
                   });
  } else {
    ForVectors(
        count, [&](Index i, const auto& load, const auto& store) __attribute__((
                   always_inline)) { store(dst + i, map(Zero(), i, load)); });
  }
}

// A whole row in one place: where it lies, or in `buffer`.
inline const float* WholeRow(const RowSource& a, Index m, float* buffer) {
  if (a.kind == RowKind::kDense) return RowPointer(a.dense, m);
  ForRuns(
      a, m, buffer,
      [&](const float* src, Index first, Index count)
          __attribute__((always_inline)) {
            if (src == buffer) return;
            if (src == nullptr) {
              ZeroFloats(count, buffer + first);
            } else {
              CopyFloats(src, count, buffer + first);
            }
          });
  return buffer;
}

// (x - mean) * rstd * gamma + beta over some columns.
struct Normalizer {
  V mean, rstd;
  const float* gamma;
  const float* beta;

  template <typename Loader>
  BURIN_INLINE V operator()(V x, Index i, const Loader& load) const {
    return Fma(Mul(Sub(x, mean), rstd), load(gamma + i), load(beta + i));
  }
};

// dst = activate(norm(A)[m, :]); dst may be where a dense row lies. `activate`
// maps a vector.
template <typename F>
BURIN_INLINE void MakeRow(const RowSource& a, const RowNorm& norm, Index m,
                          const F& activate, float* dst) {
  switch (norm.kind) {
    case NormKind::kNone:
      ForRuns(
          a, m, dst,
          [&](const float* src, Index first, Index count)
              __attribute__((always_inline)) {
                MapRun(
                    src, count, dst + first,
                    [&](V x, Index, const auto&)
                        __attribute__((always_inline)) { return activate(x); });
              });
      return;
    case NormKind::kAffine:
      ForRuns(
          a, m, dst,
          [&](const float* src, Index first, Index count)
              __attribute__((always_inline)) {
                MapRun(
                    src, count, dst + first,
                    [&](V x, Index i, const auto& load)
                        __attribute__((always_inline)) {
                          return activate(Fma(x, load(norm.gamma + first + i),
                                              load(norm.beta + first + i)));
                        });
              });
      return;
    case NormKind::kGroup: {
      const float* stats = norm.stats + m / norm.sample_rows * 2;
      const V mean = Set(stats[0]);
      const V rstd = Set(stats[1]);
      ForRuns(
          a, m, dst,
          [&](const float* src, Index first, Index count)
              __attribute__((always_inline)) {
                const Normalizer n = {mean, rstd, norm.gamma + first,
                                      norm.beta + first};
                MapRun(
                    src, count, dst + first,
                    [&](V x, Index i, const auto& load) __attribute__((
                        always_inline)) { return activate(n(x, i, load)); });
              });
      return;
    }
    case NormKind::kLayer: {
      const float* src = WholeRow(a, m, dst);
      const Moments moments = RowMoments(src, a.columns, norm.eps);
      const Normalizer n = {Set(moments.mean), Set(moments.rstd), norm.gamma,
                            norm.beta};
      MapRun(
          src, a.columns, dst,
          [&](V x, Index i, const auto& load) __attribute__((always_inline)) {
            return activate(n(x, i, load));
          });
      return;
    }
  }
}

// norm(A)[m, :] into dst, K floats.
inline void PackRow(const RowSource& a, const RowNorm& norm, Index m,
                    float* dst) {
  if (a.kind == RowKind::kUnfold && norm.kind == NormKind::kNone) {
    GatherUnfold(a, m, dst);
    return;
  }
  MakeRow(
      a, norm, m, [](V x) __attribute__((always_inline)) { return x; }, dst);
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_ROWS_GATHER_INL_H_
