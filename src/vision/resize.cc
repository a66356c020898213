// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See resize.h.

#include "vision/resize.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/checked_math.h"

namespace burin {
namespace {

constexpr double kSupport = 2.0;  // of the cubic, in pixels

// Keys' cubic with a = -0.5. The order of operations is part of the result.
double Cubic(double x) {
  constexpr double a = -0.5;
  x = std::fabs(x);
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
  if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * a;
  return 0.0;
}

// To 22 fraction bits, halves away from zero.
int32_t FixedPoint(double weight) {
  constexpr double kOne = 1 << kResizePrecisionBits;
  return static_cast<int32_t>(weight < 0 ? -0.5 + weight * kOne
                                         : 0.5 + weight * kOne);
}

struct Span {
  int begin;
  int count;
};

// The source positions of output position `i`, and their normalised weights in
// `weights`.
Span WeighPosition(const ResizeAxis& axis, int64_t i,
                   std::vector<double>& weights) {
  const double scale =
      static_cast<double>(axis.in) / static_cast<double>(axis.out);
  const double filter_scale = std::max(scale, 1.0);
  const double support = kSupport * filter_scale;
  const double step = 1.0 / filter_scale;
  const double center = (static_cast<double>(i) + 0.5) * scale;
  // Truncation, not floor: the sum may lie just below zero.
  const int begin = std::max(static_cast<int>(center - support + 0.5), 0);
  const int end = static_cast<int>(
      std::min<int64_t>(static_cast<int64_t>(center + support + 0.5), axis.in));
  weights.clear();
  double sum = 0.0;
  for (int x = 0; x < end - begin; ++x) {
    const double weight = Cubic((x + begin - center + 0.5) * step);
    weights.push_back(weight);
    sum += weight;
  }
  if (sum != 0.0) {
    for (double& weight : weights) weight /= sum;
  }
  return {begin, end - begin};
}

ResizeWeights MakeWeights(const ResizeAxis& axis) {
  BURIN_CHECK(axis.in > 0 && axis.count > 0 && axis.first >= 0 &&
              axis.first + axis.count <= axis.out);
  const double scale =
      static_cast<double>(axis.in) / static_cast<double>(axis.out);
  const int most =
      static_cast<int>(std::ceil(kSupport * std::max(scale, 1.0))) * 2 + 1;
  ResizeWeights out;
  out.taps = RoundUp(most, kResizeTapGroup);
  const size_t total = static_cast<size_t>(axis.count) * out.taps;
  out.high.resize(total);
  out.low.resize(total);
  std::vector<double> weights;
  for (int i = 0; i < axis.count; ++i) {
    const Span span = WeighPosition(axis, axis.first + i, weights);
    BURIN_CHECK(span.count <= out.taps);
    out.begin.push_back(span.begin);
    out.used = std::max(out.used, span.count);
    const size_t place = static_cast<size_t>(i) * out.taps;
    for (int t = 0; t < span.count; ++t) {
      const int32_t k = FixedPoint(weights[t]);
      constexpr int32_t kLowMask = (1 << kResizeLowBits) - 1;
      out.high[place + t] = static_cast<int16_t>(k >> kResizeLowBits);
      out.low[place + t] = static_cast<int16_t>(k & kLowMask);
    }
  }
  return out;
}

// The positions that `weights` reads, of an axis of `in`.
Span Source(const ResizeWeights& weights, int64_t in) {
  // Both ends of the intervals grow with the output position.
  const int begin = weights.begin.front();
  const int64_t end =
      std::min(int64_t{weights.begin.back()} + weights.used, in);
  return {begin, static_cast<int>(end - begin)};
}

ResizeTaps Taps(const ResizeWeights& weights, int origin,
                std::vector<int32_t>& begin) {
  begin.resize(weights.begin.size());
  for (size_t i = 0; i < begin.size(); ++i) {
    begin[i] = weights.begin[i] - origin;
  }
  return {begin.data(), weights.high.data(), weights.low.data(),
          weights.taps, weights.used,        static_cast<int>(begin.size())};
}

}  // namespace

const ResizeKernels& ResizeKernelsOf(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
      break;
    case Isa::kAvx2:
      return kAvx2Resize;
    case Isa::kAvx512:
    case Isa::kAvx512Bf16:
      return kAvx512Resize;
  }
  return kScalarResize;
}

ResizePlan PlanResize(const ResizeAxis& x, const ResizeAxis& y,
                      PillowRelease pillow) {
  ResizePlan plan{MakeWeights(x), MakeWeights(y), {}, false};
  const Span columns = Source(plan.x, x.in);
  const Span rows = Source(plan.y, y.in);
  plan.source = {columns.begin, rows.begin, columns.count, rows.count};
  plan.vertical_first = pillow == PillowRelease::kSince13 && y.out < y.in &&
                        y.in - y.out > 2 * (x.in - x.out);
  return plan;
}

Result<void> ResizeImage(const Image& src, const ResizePlan& plan,
                         const ResizeKernels& kernels, ResizeScratch& scratch,
                         Image& dst) {
  const Window& need = plan.source;
  BURIN_CHECK(src.left <= need.left && src.top <= need.top &&
              src.left + src.width >= need.left + need.width &&
              src.top + src.height >= need.top + need.height);
  const ImageSize size = plan.size();
  Image& half = scratch.half;
  const uint8_t* first =
      src.row(need.top - src.top) + size_t{3} * (need.left - src.left);
  const ResizeTaps x = Taps(plan.x, need.left, scratch.begin_x);
  const ResizeTaps y = Taps(plan.y, need.top, scratch.begin_y);
  // The spare column is what the kernels may write after a row.
  if (plan.vertical_first) {
    BURIN_TRY(half.Reset(need.width, size.height));
    BURIN_TRY(dst.Reset(size.width + 1, size.height));
    kernels.vertical(
        {first, src.stride, half.row(0), half.stride, need.height, need.width},
        y);
    kernels.horizontal({half.row(0), half.stride, dst.row(0), dst.stride,
                        size.height, size.width},
                       x);
    dst.width = size.width;
    return {};
  }
  BURIN_TRY(half.Reset(size.width + 1, need.height));
  BURIN_TRY(dst.Reset(size.width, size.height));
  kernels.horizontal(
      {first, src.stride, half.row(0), half.stride, need.height, size.width},
      x);
  kernels.vertical({half.row(0), half.stride, dst.row(0), dst.stride,
                    need.height, size.width},
                   y);
  return {};
}

}  // namespace burin
