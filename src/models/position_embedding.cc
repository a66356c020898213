// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Bicubic resizing of a grid of vectors, separable: four taps a side.

#include "models/position_embedding.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace burin {
namespace {

struct Taps {
  std::array<int64_t, 4> index;
  std::array<float, 4> weight;
};

// w(x) = (a+2)|x|^3 - (a+3)|x|^2 + 1 within 1, a|x|^3 - 5a|x|^2 + 8a|x| - 4a
// within 2 (Keys, 1981).
float Weight(float x) {
  constexpr float a = -0.75f;
  x = std::abs(x);
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
}

Taps TapsOf(int64_t position, int64_t from, int64_t to) {
  const float scale = static_cast<float>(from) / static_cast<float>(to);
  const float centre = scale * (static_cast<float>(position) + 0.5f) - 0.5f;
  const float base = std::floor(centre);
  Taps taps;
  for (int i = 0; i < 4; ++i) {
    const float at = base + static_cast<float>(i - 1);
    taps.index[i] = std::clamp<int64_t>(static_cast<int64_t>(at), 0, from - 1);
    taps.weight[i] = Weight(centre - at);
  }
  return taps;
}

}  // namespace

Result<Tensor> ResizePositionEmbedding(const Tensor& embedding, int64_t from,
                                       int64_t to) {
  const int64_t width = embedding.dims().back();
  BURIN_CHECK((embedding.dims() == Dims{1, 1 + from * from, width}));
  BURIN_ASSIGN(Tensor out,
               Tensor::Allocate(DType::kFloat32, {1, 1 + to * to, width}));
  const float* src = embedding.Span<float>().data();
  float* dst = out.Span<float>().data();
  std::copy(src, src + width, dst);
  src += width;
  for (int64_t y = 0; y < to; ++y) {
    const Taps rows = TapsOf(y, from, to);
    for (int64_t x = 0; x < to; ++x) {
      const Taps columns = TapsOf(x, from, to);
      dst += width;
      std::fill(dst, dst + width, 0.0f);
      for (int i = 0; i < 4; ++i) {
        for (int j = 0; j < 4; ++j) {
          const float weight = rows.weight[i] * columns.weight[j];
          const float* from_cell =
              src + (rows.index[i] * from + columns.index[j]) * width;
          for (int64_t c = 0; c < width; ++c) dst[c] += weight * from_cell[c];
        }
      }
    }
  }
  return out;
}

}  // namespace burin
