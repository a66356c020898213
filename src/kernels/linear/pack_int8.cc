// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See pack_int8.h.

#include "kernels/linear/pack_int8.h"

#include <algorithm>
#include <bit>

#include "base/int8.h"
#include "kernels/linear/register_tile.h"
#include "kernels/operands.h"

namespace burin {
namespace {

// One column into packed words `width` apart.
void PackColumn(int64_t k, const float* w, int64_t stride, float bias,
                int64_t width, float* packed) {
  const float scale = Int8WeightScale(w, k, stride);
  const auto quantised = [&](int64_t i) {
    return Int8Weight(w[i * stride], scale);
  };
  packed[0] = bias;
  packed[width] = scale;
  float* dst = packed + 2 * width;
  for (int64_t first = 0; first < k; first += kInt8Columns, dst += width) {
    int32_t sum = 0;
    for (int64_t i = first; i < std::min(first + kInt8Columns, k); ++i) {
      sum += quantised(i);
    }
    *dst = std::bit_cast<float>(sum);
  }
  for (int64_t first = 0; first < k; first += 4, dst += width) {
    uint32_t word = 0;
    for (int64_t i = first; i < std::min(first + 4, k); ++i) {
      word |= static_cast<uint32_t>(quantised(i) & 0xff) << (i - first) * 8;
    }
    *dst = std::bit_cast<float>(word);
  }
}

}  // namespace

void PackInt8Weights(Isa isa, int32_t nr, int64_t k, int64_t n, const float* w,
                     int64_t row_stride, int64_t column_stride,
                     const float* bias, float* packed) noexcept {
  const int64_t height = PackedColumnWords(Operands::kInt8, k);
  for (int64_t n0 = 0; n0 < n; n0 += nr) {
    const int64_t width =
        n - n0 < nr ? TailPanelColumns(isa, nr, n) : int64_t{nr};
    for (int64_t j = 0; j < width; ++j) {
      const int64_t column = n0 + j;
      if (column < n) {
        PackColumn(k, w + column * column_stride, row_stride,
                   bias == nullptr ? 0.0f : bias[column], width, packed + j);
        continue;
      }
      for (int64_t i = 0; i < height; ++i) packed[i * width + j] = 0;
    }
    packed += height * width;
  }
}

}  // namespace burin
