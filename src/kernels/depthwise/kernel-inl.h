// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Lines of Z, with the border, go round in scratch memory: input row h lies in
// slot (h + kernel_height) % kernel_height as long as it is needed. The loops
// over them know no border.

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
  Index first, count, width, line_pixels;
  float* lines;

  BURIN_INLINE Index Slot(Index h) const {
    const Index slots = args->kernel_height;
    return (h % slots + slots) % slots;
  }
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
    const Index wrap = slot >= args.kernel_height ? args.kernel_height : 0;
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
      static_cast<float*>(scratch)};
  const Index last = MinIndex((band + 1) * plan.band, args.out_height);
  Index filled = band * plan.band * args.stride - args.pad_top;
  for (Index i = band * plan.band; i < last; ++i) {
    const Index top = i * args.stride - args.pad_top;
    for (filled = MaxIndex(filled, top); filled < top + args.kernel_height;
         ++filled) {
      FillLine(block, filled);
    }
    switch (args.act) {
      case Activation::kNone:
        FilterRow<Activation::kNone>(block, i);
        break;
      case Activation::kGelu:
        FilterRow<Activation::kGelu>(block, i);
        break;
      case Activation::kRelu:
        FilterRow<Activation::kRelu>(block, i);
        break;
    }
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_DEPTHWISE_KERNEL_INL_H_
