// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_GROUP_STATS_KERNEL_INL_H_
#define BURIN_KERNELS_GROUP_STATS_KERNEL_INL_H_

#include "kernels/group_stats/group_stats.h"

namespace burin::BURIN_ISA_NAMESPACE {

// Four running sums hide the latency of addition; which one a vector joins
// depends on its place in the block only.
struct StatsSum {
  V s[4] = {Zero(), Zero(), Zero(), Zero()};

  // Adds what f(x, sum) adds for each of `count` floats at x.
  template <typename F>
  BURIN_INLINE void Run(const float* x, Index count, const F& f) {
    Index i = 0;
    for (; i + 4 * kLanes <= count; i += 4 * kLanes) {
      Unroll<4>([&](auto c) __attribute__((always_inline)) {
        constexpr int v = decltype(c)::value;
        s[v] = f(Load(x + i + v * kLanes), s[v]);
      });
    }
    Unroll<3>([&](auto c) __attribute__((always_inline)) {
      constexpr int v = decltype(c)::value;
      if (i + kLanes > count) return;
      s[v] = f(Load(x + i), s[v]);
      i += kLanes;
    });
    if (i < count) {
      const Index n = count - i;
      s[3] = Add(s[3], KeepN(f(LoadN(x + i, n), Zero()), n));
    }
  }
  BURIN_INLINE float Total() const {
    return SumLanes(Add(Add(s[0], s[1]), Add(s[2], s[3])));
  }
};

// Calls f(first float, count) for the runs of pixels [first, last) that a shift
// leaves inside the image; zeros take the place of the rest. What a block has
// is taken where it lies before the shift, in runs as long as lines.
template <typename F>
BURIN_INLINE void ForRuns(const GroupStatsArgs& args, const float* image,
                          Index first, Index last, const F& f) {
  const Index c = args.channels;
  const Index g = args.shift_group;
  const float* from = image + first * c;
  if (g != 0) {
    Index w = first % args.width;
    Index h = first / args.width;
    for (Index p = first; p < last; ++p) {
      // Groups 0 to 3 move left, right, up and down.
      const bool leaves[4] = {w == 0, w + 1 == args.width, h == 0,
                              h + 1 == args.height};
      const float* group = image + p * c;
      for (const bool left : leaves) {
        if (left) {
          f(from, group - from);
          from = group + g;
        }
        group += g;
      }
      if (++w == args.width) {
        w = 0;
        ++h;
      }
    }
  }
  f(from, image + last * c - from);
}

inline void BlockStats(const GroupStatsArgs& args, Index task) {
  const Index pixels = args.height * args.width;
  const Index blocks = DivUp(pixels, kStatsPixels);
  const Index first = task % blocks * kStatsPixels;
  const Index last = MinIndex(first + kStatsPixels, pixels);
  const float* image = args.x + task / blocks * pixels * args.channels;
  const float n = static_cast<float>((last - first) * args.channels);

  StatsSum sum;
  Index inside = 0;
  const auto add = [](V x, V s) __attribute__((always_inline)) {
    return Add(s, x);
  };
  ForRuns(
      args, image, first,
      last, [&](const float* x, Index count) __attribute__((always_inline)) {
        sum.Run(x, count, add);
        inside += count;
      });
  const float mean = sum.Total() / n;

  StatsSum squares;
  const V mu = Set(mean);
  const auto square = [mu](V x, V s) __attribute__((always_inline)) {
    const V d = Sub(x, mu);
    return Fma(d, d, s);
  };
  ForRuns(
      args, image, first,
      last, [&](const float* x, Index count) __attribute__((always_inline)) {
        squares.Run(x, count, square);
      });
  const float outside = n - static_cast<float>(inside);
  args.partials[2 * task] = mean;
  args.partials[2 * task + 1] = squares.Total() + outside * mean * mean;
}

// Joins the blocks of one image: the mean, then the squared deviations from it.
inline void ImageStats(const GroupStatsArgs& args, Index b) {
  const Index pixels = args.height * args.width;
  const Index blocks = DivUp(pixels, kStatsPixels);
  const float* partials = args.partials + 2 * b * blocks;
  const double n = static_cast<double>(pixels * args.channels);
  const auto count = [&](Index i) {
    const Index rest = MinIndex(pixels - i * kStatsPixels, kStatsPixels);
    return static_cast<double>(rest * args.channels);
  };
  double mean = 0;
  for (Index i = 0; i < blocks; ++i) {
    mean += count(i) * static_cast<double>(partials[2 * i]);
  }
  mean /= n;
  double squares = 0;
  for (Index i = 0; i < blocks; ++i) {
    const double d = static_cast<double>(partials[2 * i]) - mean;
    squares += static_cast<double>(partials[2 * i + 1]) + count(i) * d * d;
  }
  args.stats[2 * b] = static_cast<float>(mean);
  args.stats[2 * b + 1] = static_cast<float>(
      1 / __builtin_sqrt(squares / n + static_cast<double>(args.eps)));
}

void RunGroupStats(const GroupStatsArgs& args, int phase,
                   int64_t task) noexcept {
  if (phase == 0) {
    BlockStats(args, task);
  } else {
    ImageStats(args, task);
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_GROUP_STATS_KERNEL_INL_H_
