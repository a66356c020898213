// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Conv as a product: the windows of a block of output pixels become the
// columns of a matrix, which the filters are multiplied with. One and two
// spatial dimensions are three with leading ones of size 1.

#include <algorithm>
#include <array>

#include "ops/reference/product.h"
#include "ops/reference/reference.h"
#include "ops/window.h"

namespace burin::reference {
namespace {

// Pixels a block: the columns of one stay in the second-level cache for the
// filters of the networks here.
constexpr int64_t kBlock = 256;

struct Geometry {
  std::array<WindowAxis, 3> axes;
  int64_t batch = 1;
  int64_t group = 1;
  int64_t channels = 1;  // of X, in all groups
  int64_t filters = 1;   // channels of Y, in all groups
  bool channels_last = false;

  int64_t InPixels() const { return axes[0].in * axes[1].in * axes[2].in; }
  int64_t OutPixels() const { return axes[0].out * axes[1].out * axes[2].out; }
  int64_t Taps() const {
    return axes[0].kernel * axes[1].kernel * axes[2].kernel;
  }
  int64_t ColumnLength() const { return channels / group * Taps(); }
};

// The pixel of X under one tap of one window, or -1 outside.
int64_t PixelUnder(const Geometry& g, int64_t out_pixel, int64_t tap) {
  int64_t pixel = 0;
  int64_t stride = 1;
  for (size_t i = 3; i-- > 0;) {
    const WindowAxis& a = g.axes[i];
    const int64_t at =
        out_pixel % a.out * a.stride + tap % a.kernel * a.dilation - a.begin;
    if (at < 0 || at >= a.in) return -1;
    pixel += at * stride;
    stride *= a.in;
    out_pixel /= a.out;
    tap /= a.kernel;
  }
  return pixel;
}

// columns[(c, tap)][p] for `count` pixels from `first` on; x points at the
// first channel of the group.
template <typename T>
void FillColumns(const Geometry& g, const T* x, int64_t first, int64_t count,
                 T* columns) {
  const int64_t channel_step = g.channels_last ? 1 : g.InPixels();
  const int64_t pixel_step = g.channels_last ? g.channels : 1;
  // A filter over no channels has taps that no memory bounds.
  const int64_t taps = g.channels == 0 ? 0 : g.Taps();
  for (int64_t tap = 0; tap < taps; ++tap) {
    for (int64_t p = 0; p < count; ++p) {
      const int64_t pixel = PixelUnder(g, first + p, tap);
      for (int64_t c = 0; c < g.channels / g.group; ++c) {
        columns[(c * taps + tap) * count + p] =
            pixel < 0 ? T{0} : x[c * channel_step + pixel * pixel_step];
      }
    }
  }
}

template <typename T>
Result<void> Convolve(const Geometry& g, const Args& args) {
  const int64_t k = g.ColumnLength();
  const int64_t filters = g.filters / g.group;
  const int64_t pixels = g.OutPixels();
  const int64_t block = std::min(pixels, kBlock);
  BURIN_ASSIGN(Tensor columns, Tensor::Allocate(DTypeOf<T>::value, {k, block}));
  BURIN_ASSIGN(Tensor sums,
               Tensor::Allocate(DTypeOf<T>::value, {filters, block}));
  T* const column_data = columns.Span<T>().data();
  T* const sum_data = sums.Span<T>().data();
  const T* const bias = args.Optional<T>(2);
  const int64_t channel_step = g.channels_last ? 1 : g.InPixels();
  const int64_t y_channel_step = g.channels_last ? 1 : pixels;
  const int64_t y_pixel_step = g.channels_last ? g.filters : 1;
  for (int64_t bg = 0; bg < g.batch * g.group; ++bg) {
    const int64_t b = bg / g.group;
    const int64_t group = bg % g.group;
    const T* const x = args.In<T>(0).data() + b * g.channels * g.InPixels() +
                       group * (g.channels / g.group) * channel_step;
    const T* const w = args.In<T>(1).data() + group * filters * k;
    T* const y = args.Out<T>().data() + b * g.filters * pixels;
    for (int64_t first = 0; first < pixels; first += block) {
      const int64_t count = std::min(block, pixels - first);
      FillColumns(g, x, first, count, column_data);
      std::fill_n(sum_data, filters * count, T{0});
      AddProduct<T>(filters, count, k, {w, k}, {column_data, count},
                    {sum_data, count});
      for (int64_t f = 0; f < filters; ++f) {
        const int64_t m = group * filters + f;
        const T offset = bias == nullptr ? T{0} : bias[m];
        for (int64_t p = 0; p < count; ++p) {
          y[m * y_channel_step + (first + p) * y_pixel_step] =
              sum_data[f * count + p] + offset;
        }
      }
    }
  }
  return {};
}

}  // namespace

Result<void> Run(const Conv& op, const Args& args) {
  const Dims x(args.dims(0).begin(), args.dims(0).end());
  const Dims w(args.dims(1).begin(), args.dims(1).end());
  BURIN_ASSIGN(const std::vector<WindowAxis> windows, ConvWindows(op, x, w));
  Geometry g;
  std::ranges::copy(windows, g.axes.end() - std::ssize(windows));
  g.batch = x[0];
  g.group = op.group;
  g.channels = op.channels_last ? x.back() : x[1];
  g.filters = w[0];
  g.channels_last = op.channels_last;
  return DispatchFloat(args.dtype(),
                       [&]<typename T>() { return Convolve<T>(g, args); });
}

}  // namespace burin::reference
