// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What the networks mean: Shift, Unfold, TokenMix, Attention and Performer, by
// the formulas of ops.h.

#include <algorithm>
#include <array>
#include <cmath>

#include "ops/reference/product.h"
#include "ops/reference/reduced.h"
#include "ops/reference/reference.h"
#include "ops/reference/softmax.h"
#include "ops/window.h"

namespace burin::reference {
namespace {

// An image of a batch, with the steps of its three dimensions.
struct Image {
  int64_t batch;
  int64_t channels;
  int64_t height;
  int64_t width;
  bool channels_last;

  Image(std::span<const int64_t> x, bool last)
      : batch(x[0]),
        channels(x[last ? 3 : 1]),
        height(x[last ? 1 : 2]),
        width(x[last ? 2 : 3]),
        channels_last(last) {}
  int64_t Offset(int64_t b, int64_t c, int64_t h, int64_t w) const {
    return channels_last ? ((b * height + h) * width + w) * channels + c
                         : ((b * channels + c) * height + h) * width + w;
  }
};

// Calls f(b, c, h, w) in the order of the elements.
template <typename F>
void ForEachElement(const Image& x, F&& f) {
  for (int64_t b = 0; b < x.batch; ++b) {
    const std::array<int64_t, 3> dims =
        x.channels_last ? std::array{x.height, x.width, x.channels}
                        : std::array{x.channels, x.height, x.width};
    for (int64_t i = 0; i < dims[0]; ++i) {
      for (int64_t j = 0; j < dims[1]; ++j) {
        for (int64_t k = 0; k < dims[2]; ++k) {
          x.channels_last ? f(b, k, i, j) : f(b, i, j, k);
        }
      }
    }
  }
}

template <typename T>
void UnfoldImage(const Image& x, const std::vector<WindowAxis>& windows,
                 const T* src, T* dst) {
  const WindowAxis& v = windows[0];
  const WindowAxis& u = windows[1];
  const auto pixel = [&](int64_t b, int64_t c, int64_t h, int64_t w) {
    const bool inside = h >= 0 && h < v.in && w >= 0 && w < u.in;
    return inside ? src[x.Offset(b, c, h, w)] : T{0};
  };
  for (int64_t token = 0; token < x.batch * v.out * u.out; ++token) {
    const int64_t b = token / (v.out * u.out);
    const int64_t top = token / u.out % v.out * v.stride - v.begin;
    const int64_t left = token % u.out * u.stride - u.begin;
    const auto tap = [&](int64_t c, int64_t t) {
      return pixel(b, c, top + t / u.kernel * v.dilation,
                   left + t % u.kernel * u.dilation);
    };
    const int64_t taps = v.kernel * u.kernel;
    if (x.channels_last) {
      for (int64_t t = 0; t < taps; ++t) {
        for (int64_t c = 0; c < x.channels; ++c) *dst++ = tap(c, t);
      }
    } else {
      for (int64_t c = 0; c < x.channels; ++c) {
        for (int64_t t = 0; t < taps; ++t) *dst++ = tap(c, t);
      }
    }
  }
}

// One head of one sample: q, k and v are L x d with rows `row` apart, y L x d
// with rows `y_row` apart.
template <typename T>
struct Head {
  const T* q;
  const T* k;
  const T* v;
  T* y;
  int64_t tokens;
  int64_t size;
  int64_t row;
  int64_t y_row;
};

// `scores` has room for kBlock rows of L. A block of queries at a time, so
// that the memory grows with L and not with its square.
constexpr int64_t kQueries = 64;

template <typename T>
Result<void> Attend(const Head<T>& head, float scale, Precision precision,
                    T* scores) {
  BURIN_ASSIGN(Tensor keys,
               Tensor::Allocate(DTypeOf<T>::value, {head.size, head.tokens}));
  T* const k = keys.Span<T>().data();
  for (int64_t j = 0; j < head.tokens; ++j) {
    for (int64_t c = 0; c < head.size; ++c) {
      k[c * head.tokens + j] = head.k[j * head.row + c];
    }
  }
  for (int64_t i = 0; i < head.tokens; i += kQueries) {
    const int64_t rows = std::min(kQueries, head.tokens - i);
    std::fill_n(scores, rows * head.tokens, T{0});
    AddProduct<T>(rows, head.tokens, head.size,
                  {head.q + i * head.row, head.row}, {k, head.tokens},
                  {scores, head.tokens});
    for (int64_t r = 0; r < rows; ++r) {
      T* const row = scores + r * head.tokens;
      for (int64_t j = 0; j < head.tokens; ++j) {
        row[j] *= static_cast<T>(scale);
      }
      SoftmaxRow(row, row, head.tokens, 1);
    }
    if constexpr (std::is_same_v<T, float>) {
      RoundRows(precision, head.tokens, head.tokens,
                {scores, static_cast<size_t>(rows * head.tokens)});
    }
    AddProduct<T>(rows, head.size, head.tokens, {scores, head.tokens},
                  {head.v, head.row}, {head.y + i * head.y_row, head.y_row});
  }
  return {};
}

// f(x) of Performer for every row: L x M.
template <typename T>
Result<Tensor> Features(const T* x, int64_t row, int64_t tokens, int64_t size,
                        const Tensor& w_transposed) {
  const int64_t features = w_transposed.dims()[1];
  BURIN_ASSIGN(Tensor out,
               Tensor::Allocate(DTypeOf<T>::value, {tokens, features}));
  T* const f = out.Span<T>().data();
  AddProduct<T>(tokens, features, size, {x, row},
                {w_transposed.Span<T>().data(), features}, {f, features});
  const T root = std::sqrt(static_cast<T>(features));
  for (int64_t l = 0; l < tokens; ++l) {
    T squares = 0;
    for (int64_t e = 0; e < size; ++e) {
      squares += x[l * row + e] * x[l * row + e];
    }
    for (int64_t m = 0; m < features; ++m) {
      T& value = f[l * features + m];
      value = std::exp(value - squares / 2) / root;
    }
  }
  return out;
}

// One sample of Performer; kqv is L x 3E, y L x E and zero.
template <typename T>
Result<void> AttendLinearly(const T* kqv, T* y, int64_t tokens, int64_t size,
                            const Tensor& w_transposed, float epsilon) {
  const int64_t features = w_transposed.dims()[1];
  const int64_t row = 3 * size;
  BURIN_ASSIGN(const Tensor fk, Features(kqv, row, tokens, size, w_transposed));
  BURIN_ASSIGN(const Tensor fq,
               Features(kqv + size, row, tokens, size, w_transposed));
  BURIN_ASSIGN(Tensor kv,
               Tensor::Allocate(DTypeOf<T>::value, {features, size}));
  BURIN_ASSIGN(Tensor k_sum, Tensor::Allocate(DTypeOf<T>::value, {features}));
  const T* const k = fk.Span<T>().data();
  const T* const q = fq.Span<T>().data();
  AddProduct<T>(features, size, tokens, {k, 1, features}, {kqv + 2 * size, row},
                {kv.Span<T>().data(), size});
  for (int64_t l = 0; l < tokens; ++l) {
    for (int64_t m = 0; m < features; ++m) {
      k_sum.Span<T>()[static_cast<size_t>(m)] += k[l * features + m];
    }
  }
  AddProduct<T>(tokens, size, features, {q, features},
                {kv.Span<T>().data(), size}, {y, size});
  for (int64_t l = 0; l < tokens; ++l) {
    T norm = 0;
    for (int64_t m = 0; m < features; ++m) {
      norm += q[l * features + m] * k_sum.Span<T>()[static_cast<size_t>(m)];
    }
    norm += static_cast<T>(epsilon);
    for (int64_t e = 0; e < size; ++e) y[l * size + e] /= norm;
  }
  return {};
}

}  // namespace

Result<void> Run(const Shift& op, const Args& args) {
  // Where each group of channels looks: right, left, down, up.
  constexpr std::array<std::array<int64_t, 2>, 4> kSteps = {
      {{0, 1}, {0, -1}, {1, 0}, {-1, 0}}};
  const Image x(args.dims(0), op.channels_last);
  DispatchFloat(args.dtype(), [&]<typename T>() {
    const T* const src = args.In<T>(0).data();
    T* dst = args.Out<T>().data();
    ForEachElement(x, [&](int64_t b, int64_t c, int64_t h, int64_t w) {
      const size_t group = static_cast<size_t>(c / op.group);
      if (group < 4) {
        h += kSteps[group][0];
        w += kSteps[group][1];
      }
      const bool inside = h >= 0 && h < x.height && w >= 0 && w < x.width;
      *dst++ = inside ? src[x.Offset(b, c, h, w)] : T{0};
    });
  });
  return {};
}

Result<void> Run(const Unfold& op, const Args& args) {
  const Image x(args.dims(0), op.channels_last);
  BURIN_ASSIGN(const std::vector<WindowAxis> windows,
               ImageWindows(x.height, x.width, op.kernel, op.strides, op.pads,
                            op.dilations));
  DispatchFloat(args.dtype(), [&]<typename T>() {
    UnfoldImage(x, windows, args.In<T>(0).data(), args.Out<T>().data());
  });
  return {};
}

Result<void> Run(const TokenMix& op, const Args& args) {
  const std::span<const int64_t> x = args.dims(0);
  BURIN_ASSIGN(const int64_t normal, NormalizeAxis(op.axis, x.size()));
  const size_t axis = static_cast<size_t>(normal);
  const int64_t outer = ElementCount(x.first(axis));
  const int64_t inner = ElementCount(x.subspan(axis + 1));
  const int64_t k = x[axis];
  const int64_t rows = args.dims(1)[0];
  DispatchFloat(args.dtype(), [&]<typename T>() {
    const T* const bias = args.Optional<T>(2);
    std::ranges::fill(args.Out<T>(), T{0});
    for (int64_t o = 0; o < outer; ++o) {
      T* const y = args.Out<T>().data() + o * rows * inner;
      AddProduct<T>(rows, inner, k, {args.In<T>(1).data(), k},
                    {args.In<T>(0).data() + o * k * inner, inner}, {y, inner});
      for (int64_t m = 0; bias != nullptr && m < rows; ++m) {
        for (int64_t i = 0; i < inner; ++i) y[m * inner + i] += bias[m];
      }
    }
  });
  return {};
}

Result<void> Run(const Attention& op, const Args& args) {
  const std::span<const int64_t> x = args.dims(0);
  const int64_t tokens = x[1];
  const int64_t size = x[2] / 3 / op.heads;
  const int64_t columns = op.heads * size;
  return DispatchFloat(args.dtype(), [&]<typename T>() -> Result<void> {
    BURIN_ASSIGN(Tensor scores,
                 Tensor::Allocate(DTypeOf<T>::value, {kQueries, tokens}));
    BURIN_ASSIGN(Tensor qkv,
                 Tensor::Allocate(DTypeOf<T>::value, Dims(x.begin(), x.end())));
    std::ranges::copy(args.In<T>(0), qkv.Span<T>().begin());
    if constexpr (std::is_same_v<T, float>) {
      RoundRows(op.precision, x[2], x[2], qkv.Span<T>());
    }
    std::ranges::fill(args.Out<T>(), T{0});
    for (int64_t bh = 0; bh < x[0] * op.heads; ++bh) {
      const int64_t b = bh / op.heads;
      const int64_t h = bh % op.heads;
      const T* const q =
          qkv.Span<T>().data() + b * tokens * 3 * columns + h * size;
      T* const y = args.Out<T>().data() + b * tokens * columns + h * size;
      BURIN_TRY(Attend<T>({q, q + columns, q + 2 * columns, y, tokens, size,
                           3 * columns, columns},
                          op.scale, op.precision, scores.Span<T>().data()));
    }
    return {};
  });
}

Result<void> Run(const Performer& op, const Args& args) {
  const std::span<const int64_t> x = args.dims(0);
  const int64_t tokens = x[1];
  const int64_t size = x[2] / 3;
  return DispatchFloat(args.dtype(), [&]<typename T>() -> Result<void> {
    BURIN_ASSIGN(const Tensor w,
                 Transposed(args.In<T>(1).data(), args.dims(1)[0], size));
    std::ranges::fill(args.Out<T>(), T{0});
    for (int64_t b = 0; b < x[0]; ++b) {
      BURIN_TRY(AttendLinearly(args.In<T>(0).data() + b * tokens * 3 * size,
                               args.Out<T>().data() + b * tokens * size, tokens,
                               size, w, op.epsilon));
    }
    return {};
  });
}

}  // namespace burin::reference
