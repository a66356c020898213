// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The normalisations. Means and variances are taken in double, in two passes.

#include "ops/reference/moments.h"

#include <algorithm>
#include <vector>

#include "ops/reference/convert.h"
#include "ops/reference/reference.h"
#include "ops/reference/strided.h"

namespace burin::reference {
namespace {

// X as batch x channels x pixels, whichever of the last two comes first.
struct Planes {
  int64_t batch = 1;
  int64_t channels = 1;
  int64_t pixels = 1;
  int64_t channel_step = 1;
  int64_t pixel_step = 1;
};

Planes PlanesOf(std::span<const int64_t> x, bool channels_last) {
  Planes p;
  p.batch = x[0];
  p.channels = channels_last ? x.back() : x[1];
  p.pixels =
      ElementCount(channels_last ? x.subspan(1, x.size() - 2) : x.subspan(2));
  p.channel_step = channels_last ? 1 : p.pixels;
  p.pixel_step = channels_last ? p.channels : 1;
  return p;
}

// A small float vector of any type, widened.
std::vector<double> Doubles(const ConstTensorView& view) {
  std::vector<double> out;
  DispatchFloat(view.dtype, [&]<typename T>() {
    for (const T v : view.Span<T>()) out.push_back(static_cast<double>(v));
  });
  return out;
}

// y = x * scale + bias along one channel.
template <typename T>
void Affine(const Planes& p, const T* x, T* y, double scale, double bias) {
  for (int64_t i = 0; i < p.pixels; ++i) {
    y[i * p.pixel_step] =
        static_cast<T>(static_cast<double>(x[i * p.pixel_step]) * scale + bias);
  }
}

// Input 1 is the scale and input 2 the bias, of each channel or each group.
template <typename T>
void NormalizeGroups(const Planes& p, int64_t groups, bool per_group,
                     float epsilon, const Args& args) {
  const std::vector<double> scale = Doubles(args.inputs[1]);
  const std::vector<double> bias = Doubles(args.inputs[2]);
  const int64_t channels = p.channels / groups;
  for (int64_t b = 0; b < p.batch; ++b) {
    for (int64_t g = 0; g < groups; ++g) {
      const int64_t at =
          b * p.channels * p.pixels + g * channels * p.channel_step;
      const T* const x = args.In<T>(0).data() + at;
      T* const y = args.Out<T>().data() + at;
      const Moments moments = MomentsOf(x, channels, p.channel_step, p.pixels,
                                        p.pixel_step, epsilon);
      for (int64_t c = 0; c < channels; ++c) {
        const size_t v = static_cast<size_t>(per_group ? g : g * channels + c);
        const double factor = moments.inverse * scale[v];
        Affine(p, x + c * p.channel_step, y + c * p.channel_step, factor,
               bias[v] - moments.mean * factor);
      }
    }
  }
}

// out = (x - mean) * inverse, row by row; the statistics into outputs 1 and 2.
template <typename T>
void NormalizeRows(const Args& args, size_t axis, float epsilon) {
  const int64_t rows = ElementCount(args.dims(0).first(axis));
  const int64_t count = ElementCount(args.dims(0).subspan(axis));
  const auto statistic = [&](size_t i) {
    return i < args.outputs.size() && args.outputs[i].present
               ? args.Out<float>(i).data()
               : nullptr;
  };
  float* const means = statistic(1);
  float* const inverses = statistic(2);
  for (int64_t r = 0; r < rows; ++r) {
    const T* const x = args.In<T>(0).data() + r * count;
    T* const y = args.Out<T>().data() + r * count;
    const Moments moments = MomentsOf(x, 1, 0, count, 1, epsilon);
    if (means != nullptr) means[r] = static_cast<float>(moments.mean);
    if (inverses != nullptr) inverses[r] = static_cast<float>(moments.inverse);
    for (int64_t i = 0; i < count; ++i) {
      y[i] = static_cast<T>((static_cast<double>(x[i]) - moments.mean) *
                            moments.inverse);
    }
  }
}

// y = f(y, v), v broadcast over the output.
template <typename T, typename F>
Result<void> Combine(const Args& args, const ConstTensorView& v, F f) {
  BURIN_ASSIGN(const Tensor operand, ConvertTensor(v, DTypeOf<T>::value));
  const std::span<const int64_t> dims = args.out_dims();
  const Loop loop = {Dims(dims.begin(), dims.end()),
                     {DenseStrides(dims), BroadcastStrides(v.dims, dims)}};
  T* const y = args.Out<T>().data();
  const T* const o = operand.Span<T>().data();
  ForEachRow(loop, [&](const Dims& at, const Dims& step, int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
      T& element = y[at[0] + i * step[0]];
      element = f(element, o[at[1] + i * step[1]]);
    }
  });
  return {};
}

}  // namespace

Result<void> Run(const BatchNormalization& op, const Args& args) {
  const Planes p = PlanesOf(args.dims(0), op.channels_last);
  const std::vector<double> scale = Doubles(args.inputs[1]);
  const std::vector<double> bias = Doubles(args.inputs[2]);
  const std::vector<double> mean = Doubles(args.inputs[3]);
  const std::vector<double> variance = Doubles(args.inputs[4]);
  DispatchFloat(args.dtype(), [&]<typename T>() {
    for (int64_t bc = 0; bc < p.batch * p.channels; ++bc) {
      const int64_t channel = bc % p.channels;
      const size_t c = static_cast<size_t>(channel);
      const double factor =
          scale[c] / std::sqrt(variance[c] + static_cast<double>(op.epsilon));
      const int64_t at =
          bc / p.channels * p.channels * p.pixels + channel * p.channel_step;
      Affine(p, args.In<T>(0).data() + at, args.Out<T>().data() + at, factor,
             bias[c] - mean[c] * factor);
    }
  });
  return {};
}

Result<void> Run(const InstanceNormalization& op, const Args& args) {
  const Planes p = PlanesOf(args.dims(0), /*channels_last=*/false);
  DispatchFloat(args.dtype(), [&]<typename T>() {
    NormalizeGroups<T>(p, p.channels, /*per_group=*/false, op.epsilon, args);
  });
  return {};
}

Result<void> Run(const GroupNormalization& op, const Args& args) {
  const Planes p = PlanesOf(args.dims(0), op.channels_last);
  DispatchFloat(args.dtype(), [&]<typename T>() {
    NormalizeGroups<T>(p, op.num_groups, op.per_group, op.epsilon, args);
  });
  return {};
}

Result<void> Run(const LayerNormalization& op, const Args& args) {
  BURIN_ASSIGN(const int64_t axis, NormalizeAxis(op.axis, args.dims(0).size()));
  return DispatchFloat(args.dtype(), [&]<typename T>() -> Result<void> {
    NormalizeRows<T>(args, static_cast<size_t>(axis), op.epsilon);
    BURIN_TRY(Combine<T>(args, args.inputs[1],
                         [](T y, T scale) { return y * scale; }));
    if (!args.Has(2)) return {};
    return Combine<T>(args, args.inputs[2],
                      [](T y, T bias) { return y + bias; });
  });
}

}  // namespace burin::reference
