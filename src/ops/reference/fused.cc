// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The compiler's ops, written as the chain of simple steps that they stand
// for: rows are gathered, normalised, multiplied, activated and added.

#include <algorithm>
#include <type_traits>
#include <vector>

#include "ops/evaluate.h"
#include "ops/reference/activation.h"
#include "ops/reference/moments.h"
#include "ops/reference/product.h"
#include "ops/reference/reduced.h"
#include "ops/reference/reference.h"
#include "ops/window.h"

namespace burin::reference {
namespace {

// The operands of a fused op in their order.
class Operands {
 public:
  Operands(const Args& args, size_t next) : args_(args), next_(next) {}
  template <typename T>
  const T* Next() {
    return args_.Optional<T>(next_++);
  }

 private:
  const Args& args_;
  size_t next_;
};

Result<Tensor> RunOne(const Op& op, std::span<const ConstTensorView> inputs) {
  BURIN_ASSIGN(std::vector<Tensor> outputs, EvaluateToTensors(op, inputs, 1));
  return std::move(outputs[0]);
}

Result<Tensor> ShiftedRows(const Args& args, FusedSource source,
                           int64_t group) {
  if (source == FusedSource::kShift) {
    return RunOne(Shift{group, /*channels_last=*/true}, args.inputs.first(1));
  }
  return RunOne(Identity{}, args.inputs.first(1));
}

Result<Tensor> Rows(const FusedLinear& op, const Args& args) {
  switch (op.source) {
    case FusedSource::kUnfold:
      return RunOne(Unfold{op.kernel, op.strides, op.pads, op.dilations,
                           op.channels_last},
                    args.inputs.first(1));
    case FusedSource::kConcat:
      return RunOne(Concat{-1},
                    args.inputs.first(static_cast<size_t>(op.sources)));
    default:
      return ShiftedRows(args, op.source, op.shift_group);
  }
}

// Normalises the rows of x (samples x tokens x k) in place.
template <typename T>
void Normalize(FusedNorm norm, float epsilon, Operands& operands, Tensor& x) {
  if (norm == FusedNorm::kNone) return;
  const float* const stats =
      norm == FusedNorm::kGroup ? operands.Next<float>() : nullptr;
  const T* const scale = operands.Next<T>();
  const T* const bias = operands.Next<T>();
  const int64_t k = x.dims().back();
  const int64_t rows = x.elements() / k;
  const int64_t rows_a_sample = rows / x.dims()[0];
  for (int64_t r = 0; r < rows; ++r) {
    T* const row = x.Span<T>().data() + r * k;
    Moments moments{0, 1};
    if (norm == FusedNorm::kLayer) {
      moments = MomentsOf(row, 1, 0, k, 1, epsilon);
    } else if (norm == FusedNorm::kGroup) {
      const int64_t sample = r / rows_a_sample;
      moments = {static_cast<double>(stats[2 * sample]),
                 static_cast<double>(stats[2 * sample + 1])};
    }
    for (int64_t i = 0; i < k; ++i) {
      row[i] =
          static_cast<T>((static_cast<double>(row[i]) - moments.mean) *
                             moments.inverse * static_cast<double>(scale[i]) +
                         static_cast<double>(bias[i]));
    }
  }
}

// W as K x N and its bias, unpacked if it is packed.
struct Weights {
  Tensor w;
  Tensor bias;
};

// `wide`: the columns of W as stored, N' of ops.h when it is packed.
template <typename T>
Result<Weights> UnpackedWeights(const T* w, const T* bias, int64_t wide,
                                int64_t k, int64_t n, int64_t panel) {
  Weights out;
  BURIN_ASSIGN(out.w, Tensor::Allocate(DTypeOf<T>::value, {k, n}));
  BURIN_ASSIGN(out.bias, Tensor::Allocate(DTypeOf<T>::value, {n}));
  T* const dst = out.w.Span<T>().data();
  T* const dst_bias = out.bias.Span<T>().data();
  if (panel == 0) {
    std::copy_n(w, k * n, dst);
    if (bias != nullptr) std::copy_n(bias, n, dst_bias);
    return out;
  }
  for (int64_t j = 0; j < n; ++j) {
    const int64_t begin = j / panel * panel;
    const int64_t width = std::min(panel, wide - begin);
    const T* const column = w + begin * (k + 1) + (j - begin);
    dst_bias[j] = column[0];
    for (int64_t i = 0; i < k; ++i) dst[i * n + j] = column[(i + 1) * width];
  }
  return out;
}

// The weights at input `at` and its bias of a product with K x N.
template <typename T>
Result<Weights> WeightsOf(const Args& args, size_t at, int64_t k, int64_t n,
                          int64_t panel, Precision precision) {
  const int64_t wide = args.dims(at).back();
  if (precision == Precision::kFloat32 || panel == 0) {
    BURIN_ASSIGN(Weights out,
                 UnpackedWeights(args.In<T>(at).data(),
                                 args.Optional<T>(at + 1), wide, k, n, panel));
    if constexpr (std::is_same_v<T, float>) {
      RoundWeights(precision, k, n, out.w.template Span<float>());
    }
    return out;
  }
  Weights out;
  BURIN_ASSIGN(out.w, Tensor::Allocate(DType::kFloat32, {k, n}));
  BURIN_ASSIGN(out.bias, Tensor::Allocate(DType::kFloat32, {n}));
  for (int64_t j = 0; j < n; ++j) {
    out.bias.Span<float>()[static_cast<size_t>(j)] =
        UnpackColumn(precision, args.In<int32_t>(at).data(), wide, panel, k, j,
                     out.w.Span<float>().data() + j, n);
  }
  return out;
}

// act(x W + bias) for all rows of x; a reduced product rounds x, with scales
// for `chunk` columns.
template <typename T>
Result<Tensor> Layer(Tensor x, const Weights& weights,
                     FusedActivation activation, Precision precision,
                     int64_t chunk) {
  Tensor y;
  if (precision == Precision::kFloat32) {
    BURIN_ASSIGN(
        y,
        RunOne(Linear{}, {{x.view(), weights.w.view(), weights.bias.view()}}));
  } else {
    RoundRows(precision, x.dims().back(), chunk, x.Span<float>());
    BURIN_ASSIGN(y, ProductInDouble(x, weights.w, weights.bias));
  }
  for (T& element : y.Span<T>()) element = Activated(activation, element);
  return y;
}

// Output 0 = y, plus the residual: rows of `stride` elements, read from
// `offset` on.
template <typename T>
void Store(const Tensor& y, const T* residual, int64_t stride, int64_t offset,
           const Args& args) {
  const std::span<T> out = args.Out<T>();
  const int64_t columns = y.dims().back();
  for (int64_t i = 0; i < y.elements(); ++i) {
    const T added = residual == nullptr
                        ? T{0}
                        : residual[i / columns * stride + offset + i % columns];
    out[static_cast<size_t>(i)] = y.Span<T>()[static_cast<size_t>(i)] + added;
  }
}

template <typename T>
Result<void> RunLinear(const FusedLinear& op, const Args& args) {
  BURIN_ASSIGN(const Tensor source, Rows(op, args));
  BURIN_ASSIGN(Tensor x, source.Clone());
  Operands operands(args, static_cast<size_t>(op.sources) + 2);
  const int64_t k = x.dims().back();
  BURIN_ASSIGN(const Weights weights,
               WeightsOf<T>(args, static_cast<size_t>(op.sources), k,
                            op.columns, op.panel, op.precision));
  Normalize<T>(op.norm, op.epsilon, operands, x);
  BURIN_ASSIGN(const Tensor y,
               Layer<T>(std::move(x), weights, op.activation, op.precision, k));
  const T* residual = nullptr;
  int64_t stride = op.columns;
  if (op.residual == FusedResidual::kSource) {
    residual = source.Span<T>().data();
  } else if (op.residual == FusedResidual::kRows) {
    stride = args.inputs.back().dims.back();
    residual = operands.Next<T>();
  }
  Store<T>(y, residual, stride, op.residual_offset, args);
  return {};
}

template <typename T>
Result<void> RunMlp(const FusedMlp& op, const Args& args) {
  BURIN_ASSIGN(const Tensor source,
               ShiftedRows(args, op.source, op.shift_group));
  BURIN_ASSIGN(Tensor x, source.Clone());
  Operands operands(args, 5);
  const int64_t k = x.dims().back();
  BURIN_ASSIGN(const Weights first,
               WeightsOf<T>(args, 1, k, op.hidden, op.panel1, op.precision));
  BURIN_ASSIGN(
      const Weights second,
      WeightsOf<T>(args, 3, op.hidden, op.columns, op.panel2, op.precision));
  Normalize<T>(op.norm, op.epsilon, operands, x);
  BURIN_ASSIGN(Tensor hidden,
               Layer<T>(std::move(x), first, op.activation, op.precision, k));
  BURIN_ASSIGN(const Tensor y,
               Layer<T>(std::move(hidden), second, FusedActivation::kNone,
                        op.precision, kInt8Columns));
  const T* residual = nullptr;
  if (op.residual == FusedResidual::kSource) {
    residual = source.Span<T>().data();
  } else if (op.residual == FusedResidual::kRows) {
    residual = operands.Next<T>();
  }
  Store<T>(y, residual, op.columns, 0, args);
  return {};
}

// pre(X * pre_scale + pre_bias).
template <typename T>
Result<Tensor> Prepared(const DepthwiseConv& op, const Args& args) {
  BURIN_ASSIGN(Tensor x, RunOne(Identity{}, args.inputs.first(1)));
  const T* const scale = args.Optional<T>(3);
  const T* const bias = args.Optional<T>(4);
  const size_t channels = static_cast<size_t>(x.dims()[3]);
  for (size_t i = 0; i < x.Span<T>().size(); ++i) {
    T& element = x.Span<T>()[i];
    if (scale != nullptr) element *= scale[i % channels];
    if (bias != nullptr) element += bias[i % channels];
    element = Activated(op.pre, element);
  }
  return x;
}

// All channels of one output pixel; x is one sample.
template <typename T>
void ConvolvePixel(const WindowAxis& v, const WindowAxis& u, int64_t channels,
                   const T* x, const T* w, int64_t oh, int64_t ow, T* y) {
  for (int64_t i = 0; i < v.kernel; ++i) {
    const int64_t h = oh * v.stride + i * v.dilation - v.begin;
    if (h < 0 || h >= v.in) continue;
    for (int64_t j = 0; j < u.kernel; ++j) {
      const int64_t column = ow * u.stride + j * u.dilation - u.begin;
      if (column < 0 || column >= u.in) continue;
      const T* const pixel = x + (h * u.in + column) * channels;
      const T* const tap = w + (i * u.kernel + j) * channels;
      for (int64_t c = 0; c < channels; ++c) y[c] += pixel[c] * tap[c];
    }
  }
}

template <typename T>
Result<void> RunDepthwise(const DepthwiseConv& op, const Args& args) {
  const std::span<const int64_t> dims = args.dims(0);
  const int64_t channels = dims[3];
  BURIN_ASSIGN(const std::vector<WindowAxis> windows,
               ImageWindows(dims[1], dims[2], args.dims(1).first(2), op.strides,
                            op.pads, op.dilations));
  BURIN_ASSIGN(const Tensor x, Prepared<T>(op, args));
  const T* const bias = args.Optional<T>(2);
  const int64_t pixels = windows[0].out * windows[1].out;
  T* y = args.Out<T>().data();
  for (int64_t p = 0; p < dims[0] * pixels; ++p, y += channels) {
    std::fill_n(y, channels, T{0});
    ConvolvePixel(
        windows[0], windows[1], channels,
        x.Span<T>().data() + p / pixels * dims[1] * dims[2] * channels,
        args.In<T>(1).data(), p % pixels / windows[1].out, p % windows[1].out,
        y);
    for (int64_t c = 0; c < channels; ++c) {
      y[c] = Activated(op.post, bias == nullptr ? y[c] : y[c] + bias[c]);
    }
  }
  return {};
}

}  // namespace

Result<void> Run(const FusedLinear& op, const Args& args) {
  return DispatchFloat(args.dtype(),
                       [&]<typename T>() { return RunLinear<T>(op, args); });
}

Result<void> Run(const FusedMlp& op, const Args& args) {
  return DispatchFloat(args.dtype(),
                       [&]<typename T>() { return RunMlp<T>(op, args); });
}

Result<void> Run(const GroupStats& op, const Args& args) {
  BURIN_ASSIGN(
      const Tensor x,
      ShiftedRows(args,
                  op.shift_group > 0 ? FusedSource::kShift : FusedSource::kRows,
                  op.shift_group));
  const int64_t batch = x.dims()[0];
  const int64_t count = x.elements() / batch;
  DispatchFloat(args.dtype(), [&]<typename T>() {
    float* out = args.Out<float>().data();
    for (int64_t b = 0; b < batch; ++b) {
      const Moments moments =
          MomentsOf(x.Span<T>().data() + b * count, 1, 0, count, 1, op.epsilon);
      *out++ = static_cast<float>(moments.mean);
      *out++ = static_cast<float>(moments.inverse);
    }
  });
  return {};
}

Result<void> Run(const DepthwiseConv& op, const Args& args) {
  return DispatchFloat(args.dtype(),
                       [&]<typename T>() { return RunDepthwise<T>(op, args); });
}

}  // namespace burin::reference
