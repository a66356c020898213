// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Lines of Z, with the border, go round in scratch memory: input row h lies in
// slot h mod `lines` as long as it is needed. The loops over them know no
// border.

#ifndef BURIN_KERNELS_DEPTHWISE_KERNEL_INL_H_
#define BURIN_KERNELS_DEPTHWISE_KERNEL_INL_H_

#include "kernels/depthwise/plan.h"
#include "kernels/rows/gather-inl.h"
#include "kernels/simd/activate-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// Channels [first, first + count) of one image; lines hold `width` floats a
// pixel.
struct DepthwiseBlock {
  const DepthwiseArgs* args;
  const float* x;  // of the image
  float* y;
  Index first, count, width, line_pixels, slots;
  float* lines;

  BURIN_INLINE Index Slot(Index h) const { return (h % slots + slots) % slots; }
  BURIN_INLINE float* Line(Index slot) const {
    return lines + slot * line_pixels * width;
  }
};

template <Activation kAct>
inline void FillPixels(const DepthwiseBlock& block, const float* x, Index count,
                       float* line) {
  const DepthwiseArgs& args = *block.args;
  const Index channels = args.channels;
  if (args.pre_scale == nullptr) {
    for (Index w = 0; w < count; ++w) {
      ForVectors(
          block.count, [&](Index c, const auto& load, const auto&)
                           __attribute__((always_inline)) {
                             Store(line + w * block.width + c,
                                   Activate<kAct>(load(x + w * channels + c)));
                           });
    }
    return;
  }
  const float* scale = args.pre_scale + block.first;
  const float* shift = args.pre_shift + block.first;
  for (Index w = 0; w < count; ++w) {
    ForVectors(
        block.count, [&](Index c, const auto& load,
                         const auto&) __attribute__((always_inline)) {
          const V z =
              Fma(load(x + w * channels + c), load(scale + c), load(shift + c));
          Store(line + w * block.width + c, Activate<kAct>(z));
        });
  }
}

inline void FillLine(const DepthwiseBlock& block, Index h) {
  const DepthwiseArgs& args = *block.args;
  float* line = block.Line(block.Slot(h));
  const Index pixels = block.line_pixels;
  if (h < 0 || h >= args.height) {
    ZeroFloats(pixels * block.width, line);
    return;
  }
  const Index left = MinIndex(args.pad_left, pixels);
  const Index inside =
      MaxIndex(0, MinIndex(args.width, pixels - args.pad_left));
  ZeroFloats(left * block.width, line);
  const float* x = block.x + h * args.width * args.channels + block.first;
  float* dst = line + left * block.width;
  switch (args.pre_act) {
    case Activation::kNone:
      FillPixels<Activation::kNone>(block, x, inside, dst);
      break;
    case Activation::kGelu:
      FillPixels<Activation::kGelu>(block, x, inside, dst);
      break;
    case Activation::kRelu:
      FillPixels<Activation::kRelu>(block, x, inside, dst);
      break;
  }
  ZeroFloats((pixels - left - inside) * block.width,
             dst + inside * block.width);
}

// kPixels neighbouring output pixels of one vector of channels, n of which
// exist. The first input row lies in slot `top`.
template <int kPixels, Activation kAct>
BURIN_INLINE void FilterPixels(const DepthwiseBlock& block, Index top, Index i,
                               Index j, Index c, Index n) {
  const DepthwiseArgs& args = *block.args;
  const Index channel = block.first + c;
  const Index step = args.stride * block.width;
  V sum[kPixels];
  const V bias = args.bias == nullptr ? Zero() : LoadN(args.bias + channel, n);
  Unroll<kPixels>([&](auto x) __attribute__((always_inline)) {
    sum[decltype(x)::value] = bias;
  });
  const float* weights = args.weights + channel;
  for (Index p = 0; p < args.kernel_height; ++p) {
    const Index slot = top + p;
    const Index wrap = slot >= block.slots ? block.slots : 0;
    const float* line = block.Line(slot - wrap) + j * step + c;
    for (Index q = 0; q < args.kernel_width; ++q) {
      const V w = n == kLanes ? Load(weights) : LoadN(weights, n);
      Unroll<kPixels>([&](auto x) __attribute__((always_inline)) {
        constexpr int v = decltype(x)::value;
        sum[v] = Fma(Load(line + v * step), w, sum[v]);
      });
      line += block.width;
      weights += args.channels;
    }
  }
  float* y = block.y + (i * args.out_width + j) * args.channels + channel;
  Unroll<kPixels>([&](auto x) __attribute__((always_inline)) {
    constexpr int v = decltype(x)::value;
    StoreN(y + v * args.channels, Activate<kAct>(sum[v]), n);
  });
}

template <Activation kAct>
inline void FilterRow(const DepthwiseBlock& block, Index i) {
  const DepthwiseArgs& args = *block.args;
  const Index top = block.Slot(i * args.stride - args.pad_top);
  for (Index c = 0; c < block.count; c += kLanes) {
    const Index n = MinIndex(block.count - c, kLanes);
    Index j = 0;
    for (; j + 7 <= args.out_width; j += 7) {
      FilterPixels<7, kAct>(block, top, i, j, c, n);
    }
    for (; j < args.out_width; ++j) {
      FilterPixels<1, kAct>(block, top, i, j, c, n);
    }
  }
}

// kRows output rows of a 3x3 filter from row i on. Walks along the lines: each
// pixel that is loaded counts in three neighbouring outputs of each row, so
// that an element's terms are added in rising (q, p).
template <int kRows, Activation kAct>
inline void FilterRows3x3(const DepthwiseBlock& block, Index i) {
  const DepthwiseArgs& args = *block.args;
  const Index row_floats = args.out_width * args.channels;
  for (Index c = 0; c < block.count; c += kLanes) {
    const Index channel = block.first + c;
    const Index n = MinIndex(block.count - c, kLanes);
    const float* lines[kRows + 2];
    for (int p = 0; p < kRows + 2; ++p) {
      lines[p] = block.Line(block.Slot(i - args.pad_top + p)) + c;
    }
    V weights[9];
    Unroll<9>([&](auto t) __attribute__((always_inline)) {
      constexpr int v = decltype(t)::value;
      weights[v] = LoadN(args.weights + v * args.channels + channel, n);
    });
    const V bias =
        args.bias == nullptr ? Zero() : LoadN(args.bias + channel, n);
    // Of the output to the left of the pixel, of its own, of that to the right.
    V left[kRows], own[kRows], right[kRows];
    const auto add = [&](Index w) __attribute__((always_inline)) {
      V x[kRows + 2];
      Unroll<kRows + 2>([&](auto pc) __attribute__((always_inline)) {
        constexpr int p = decltype(pc)::value;
        x[p] = Load(lines[p] + w * block.width);
      });
      Unroll<kRows>([&](auto rc) __attribute__((always_inline)) {
        constexpr int r = decltype(rc)::value;
        left[r] = own[r];
        own[r] = right[r];
        right[r] = bias;
      });
      Unroll<3>([&](auto pc) __attribute__((always_inline)) {
        constexpr int p = decltype(pc)::value;
        Unroll<kRows>([&](auto rc) __attribute__((always_inline)) {
          constexpr int r = decltype(rc)::value;
          left[r] = Fma(x[p + r], weights[3 * p + 2], left[r]);
          own[r] = Fma(x[p + r], weights[3 * p + 1], own[r]);
          right[r] = Fma(x[p + r], weights[3 * p], right[r]);
        });
      });
    };
    Unroll<kRows>([&](auto rc) __attribute__((always_inline)) {
      own[decltype(rc)::value] = right[decltype(rc)::value] = Zero();
    });
    add(0);
    add(1);
    float* y = block.y + i * row_floats + channel;
    for (Index j = 0; j < args.out_width; ++j, y += args.channels) {
      add(j + 2);
      Unroll<kRows>([&](auto rc) __attribute__((always_inline)) {
        constexpr int r = decltype(rc)::value;
        const V sum = Activate<kAct>(left[r]);
        if (n == kLanes) {
          Store(y + r * row_floats, sum);
        } else {
          StoreN(y + r * row_floats, sum, n);
        }
      });
    }
  }
}

// `rows` output rows from row i on, their input lines being filled.
template <Activation kAct>
inline void FilterRows(const DepthwiseBlock& block, const DepthwisePlan& plan,
                       Index i, Index rows) {
  if (plan.rows == 1) {
    FilterRow<kAct>(block, i);
  } else if (rows == 1) {
    FilterRows3x3<1, kAct>(block, i);
  } else {
    FilterRows3x3<2, kAct>(block, i);
  }
}

void RunDepthwise(const DepthwiseArgs& args, int64_t task,
                  void* scratch) noexcept {
  const DepthwisePlan plan = PlanDepthwise(args);
  const Index first = task % plan.channel_blocks * plan.channels;
  const Index band = task / plan.channel_blocks % plan.bands;
  const Index b = task / plan.channel_blocks / plan.bands;
  const DepthwiseBlock block = {
      &args,
      args.x + b * args.height * args.width * args.channels,
      args.y + b * args.out_height * args.out_width * args.channels,
      first,
      MinIndex(args.channels - first, plan.channels),
      plan.channels,
      plan.line_pixels,
      plan.lines,
      static_cast<float*>(scratch)};
  const Index last = MinIndex((band + 1) * plan.band, args.out_height);
  Index filled = band * plan.band * args.stride - args.pad_top;
  for (Index i = band * plan.band; i < last; i += plan.rows) {
    const Index rows = MinIndex(plan.rows, last - i);
    const Index top = i * args.stride - args.pad_top;
    const Index bottom = top + (rows - 1) * args.stride + args.kernel_height;
    for (filled = MaxIndex(filled, top); filled < bottom; ++filled) {
      FillLine(block, filled);
    }
    switch (args.act) {
      case Activation::kNone:
        FilterRows<Activation::kNone>(block, plan, i, rows);
        break;
      case Activation::kGelu:
        FilterRows<Activation::kGelu>(block, plan, i, rows);
        break;
      case Activation::kRelu:
        FilterRows<Activation::kRelu>(block, plan, i, rows);
        break;
    }
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_DEPTHWISE_KERNEL_INL_H_
