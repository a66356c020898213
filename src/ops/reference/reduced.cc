// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See reduced.h.

#include "ops/reference/reduced.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "base/float16.h"
#include "base/int8.h"

namespace burin::reference {
namespace {

float RoundedToBf16(float x) { return static_cast<float>(BFloat16(x)); }

}  // namespace

void RoundRows(Precision precision, int64_t columns, int64_t chunk,
               std::span<float> rows) {
  switch (precision) {
    case Precision::kFloat32:
      return;
    case Precision::kBf16:
      for (float& x : rows) x = RoundedToBf16(x);
      return;
    case Precision::kInt8:
      for (size_t at = 0; at < rows.size();
           at += static_cast<size_t>(columns)) {
        for (int64_t c = 0; c < columns; c += chunk) {
          RoundRowToInt8(
              rows.subspan(at + static_cast<size_t>(c),
                           static_cast<size_t>(std::min(chunk, columns - c))));
        }
      }
      return;
  }
}

void RoundWeights(Precision precision, int64_t k, int64_t n,
                  std::span<float> w) {
  if (precision == Precision::kBf16) {
    for (float& x : w) x = RoundedToBf16(x);
  }
  if (precision != Precision::kInt8) return;
  for (int64_t j = 0; j < n; ++j) {
    const float scale = Int8WeightScale(w.data() + j, k, n);
    for (int64_t i = 0; i < k; ++i) {
      float& x = w[static_cast<size_t>(i * n + j)];
      x = scale * static_cast<float>(Int8Weight(x, scale));
    }
  }
}

float UnpackColumn(Precision precision, const int32_t* packed, int64_t wide,
                   int64_t panel, int64_t k, int64_t j, float* w,
                   int64_t stride) {
  const int64_t begin = j / panel * panel;
  const int64_t width = std::min(panel, wide - begin);
  const int32_t* const column =
      packed + begin * PackedColumnWords(precision, k) + (j - begin);
  const int64_t head = HeadWords(precision, k);
  const auto word = [&](int64_t row) {
    return static_cast<uint32_t>(column[row * width]);
  };
  for (int64_t i = 0; i < k; ++i) {
    switch (precision) {
      case Precision::kFloat32:
        w[i * stride] = std::bit_cast<float>(word(head + i));
        break;
      case Precision::kBf16:
        w[i * stride] = std::bit_cast<float>(
            word(head + i / 2) << (i % 2 == 0 ? 16 : 0) & 0xffff0000);
        break;
      case Precision::kInt8:
        w[i * stride] = std::bit_cast<float>(word(1)) *
                        static_cast<float>(static_cast<int8_t>(
                            word(head + i / 4) >> (i % 4 * 8)));
        break;
    }
  }
  return std::bit_cast<float>(word(0));
}

Result<Tensor> ProductInDouble(const Tensor& x, const Tensor& w,
                               const Tensor& bias) {
  const int64_t k = w.dims()[0];
  const int64_t n = w.dims()[1];
  Dims dims = x.dims();
  dims.back() = n;
  BURIN_ASSIGN(Tensor y, Tensor::Allocate(DType::kFloat32, dims));
  std::vector<double> sums(static_cast<size_t>(n));
  const float* row = x.Span<float>().data();
  float* out = y.Span<float>().data();
  for (int64_t m = 0; m < x.elements() / k; ++m, row += k, out += n) {
    for (size_t j = 0; j < sums.size(); ++j) {
      sums[j] = static_cast<double>(bias.Span<float>()[j]);
    }
    const float* column = w.Span<float>().data();
    for (int64_t i = 0; i < k; ++i, column += n) {
      const double a = static_cast<double>(row[i]);
      for (size_t j = 0; j < sums.size(); ++j) {
        sums[j] += a * static_cast<double>(column[j]);
      }
    }
    for (size_t j = 0; j < sums.size(); ++j) {
      out[j] = static_cast<float>(sums[j]);
    }
  }
  return y;
}

}  // namespace burin::reference
