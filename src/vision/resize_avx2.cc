// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// resize_kernels.h in 256-bit instructions. A tap pair is one 32-bit lane: two
// pixels' bytes of one colour as 16-bit words, times two coefficient halves.

#include <immintrin.h>

#include <cstring>

#include "vision/resize_kernels.h"

namespace burin {
namespace {

constexpr int kHalf = 1 << (kResizePrecisionBits - 1);

// Four pixels (12 of 16 bytes, in both lanes) to words: lane 0 has red, green
// and blue of pixels 0 and 1, lane 1 of pixels 2 and 3.
inline __m256i PixelPairs(const uint8_t* src) {
  const __m256i order = _mm256_setr_epi8(
      0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1,  //
      6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1);
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(src));
  return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(bytes), order);
}

// Four coefficients: the first pair in lane 0, the second in lane 1.
inline __m256i CoefficientPairs(const int16_t* src) {
  const __m128i four = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(src));
  return _mm256_permutevar8x32_epi32(_mm256_castsi128_si256(four),
                                     _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1));
}

// The rounded words of two pixels, one a lane: the two lanes of each sum are
// added.
inline __m256i TwoPixels(__m256i s0, __m256i s1) {
  const __m256i sum = _mm256_add_epi32(_mm256_permute2x128_si256(s0, s1, 0x20),
                                       _mm256_permute2x128_si256(s0, s1, 0x31));
  return _mm256_srai_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(kHalf)),
                           kResizePrecisionBits);
}

// The clipped bytes of four pixels, pixel r in bytes 4r to 4r + 2.
inline __m128i Pixels(__m256i s0, __m256i s1, __m256i s2, __m256i s3) {
  // Lane 0: pixels 0 and 2; lane 1: pixels 1 and 3.
  const __m256i packed =
      _mm256_packs_epi32(TwoPixels(s0, s1), TwoPixels(s2, s3));
  const __m128i even = _mm256_castsi256_si128(packed);
  const __m128i odd = _mm256_extracti128_si256(packed, 1);
  return _mm_packus_epi16(_mm_unpacklo_epi64(even, odd),
                          _mm_unpackhi_epi64(even, odd));
}

struct Sum {
  __m256i low = _mm256_setzero_si256();
  __m256i high = _mm256_setzero_si256();

  void Add(__m256i pixels, __m256i k_low, __m256i k_high) {
    low = _mm256_add_epi32(low, _mm256_madd_epi16(pixels, k_low));
    high = _mm256_add_epi32(high, _mm256_madd_epi16(pixels, k_high));
  }
  __m256i Total() const {
    return _mm256_add_epi32(low, _mm256_slli_epi32(high, kResizeLowBits));
  }
};

inline void Store(uint8_t* dst, int pixel) {
  std::memcpy(dst, &pixel, sizeof(pixel));
}

// One column of four rows, which share the coefficients. Strides may be zero.
inline void Column(const uint8_t* src, size_t src_stride, uint8_t* dst,
                   size_t dst_stride, const int16_t* high, const int16_t* low,
                   int used) {
  const uint8_t* src2 = src + 2 * src_stride;
  Sum s0, s1, s2, s3;
  for (int t = 0; t < used; t += 4) {
    const __m256i k_low = CoefficientPairs(low + t);
    const __m256i k_high = CoefficientPairs(high + t);
    s0.Add(PixelPairs(src + 3 * t), k_low, k_high);
    s1.Add(PixelPairs(src + src_stride + 3 * t), k_low, k_high);
    s2.Add(PixelPairs(src2 + 3 * t), k_low, k_high);
    s3.Add(PixelPairs(src2 + src_stride + 3 * t), k_low, k_high);
  }
  const __m128i pixels = Pixels(s0.Total(), s1.Total(), s2.Total(), s3.Total());
  Store(dst, _mm_extract_epi32(pixels, 0));
  Store(dst + dst_stride, _mm_extract_epi32(pixels, 1));
  Store(dst + 2 * dst_stride, _mm_extract_epi32(pixels, 2));
  Store(dst + 3 * dst_stride, _mm_extract_epi32(pixels, 3));
}

void Horizontal(const ResizeRows& rows, const ResizeTaps& taps) {
  for (int y = 0; y < rows.rows;) {
    // What is left after the fours: one row, done four times over.
    const bool four = rows.rows - y >= 4;
    const uint8_t* src = rows.src + rows.src_stride * y;
    uint8_t* dst = rows.dst + rows.dst_stride * y;
    for (int x = 0; x < rows.width; ++x) {
      const size_t k = static_cast<size_t>(x) * taps.taps;
      Column(src + ptrdiff_t{3} * taps.begin[x], four ? rows.src_stride : 0,
             dst + 3 * x, four ? rows.dst_stride : 0, taps.high + k,
             taps.low + k, taps.used);
    }
    y += four ? 4 : 1;
  }
}

inline __m256i Pair(const int16_t* k) {
  int32_t pair;
  std::memcpy(&pair, k, sizeof(pair));
  return _mm256_set1_epi32(pair);
}

// 32 bytes of one dst row from `used` source rows, of which `present` exist.
inline void Strip(const uint8_t* src, size_t stride, uint8_t* dst,
                  const int16_t* high, const int16_t* low, int used,
                  int present) {
  __m256i sum_low[4];
  __m256i sum_high[4];
  for (int i = 0; i < 4; ++i) {
    sum_low[i] = _mm256_set1_epi32(kHalf);
    sum_high[i] = _mm256_setzero_si256();
  }
  const __m256i zero = _mm256_setzero_si256();
  for (int t = 0; t < used; t += 2) {
    // Rows that do not exist have zero coefficients; any other will do.
    const uint8_t* first = src + stride * (t < present ? t : 0);
    const uint8_t* second = src + stride * (t + 1 < present ? t + 1 : 0);
    const __m256i a =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(first));
    const __m256i b =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(second));
    const __m256i ab_low = _mm256_unpacklo_epi8(a, b);
    const __m256i ab_high = _mm256_unpackhi_epi8(a, b);
    const __m256i pairs[4] = {_mm256_unpacklo_epi8(ab_low, zero),
                              _mm256_unpackhi_epi8(ab_low, zero),
                              _mm256_unpacklo_epi8(ab_high, zero),
                              _mm256_unpackhi_epi8(ab_high, zero)};
    const __m256i k_low = Pair(low + t);
    const __m256i k_high = Pair(high + t);
    for (int i = 0; i < 4; ++i) {
      sum_low[i] =
          _mm256_add_epi32(sum_low[i], _mm256_madd_epi16(pairs[i], k_low));
      sum_high[i] =
          _mm256_add_epi32(sum_high[i], _mm256_madd_epi16(pairs[i], k_high));
    }
  }
  __m256i words[4];
  for (int i = 0; i < 4; ++i) {
    words[i] = _mm256_srai_epi32(
        _mm256_add_epi32(sum_low[i],
                         _mm256_slli_epi32(sum_high[i], kResizeLowBits)),
        kResizePrecisionBits);
  }
  const __m256i bytes =
      _mm256_packus_epi16(_mm256_packs_epi32(words[0], words[1]),
                          _mm256_packs_epi32(words[2], words[3]));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(dst), bytes);
}

void Vertical(const ResizeRows& rows, const ResizeTaps& taps) {
  for (int y = 0; y < taps.count; ++y) {
    const size_t place = static_cast<size_t>(y) * taps.taps;
    const uint8_t* src = rows.src + rows.src_stride * taps.begin[y];
    uint8_t* dst = rows.dst + rows.dst_stride * y;
    for (int x = 0; x < 3 * rows.width; x += 32) {
      Strip(src + x, rows.src_stride, dst + x, taps.high + place,
            taps.low + place, taps.used, rows.rows - taps.begin[y]);
    }
  }
}

}  // namespace

const ResizeKernels kAvx2Resize = {"avx2", Horizontal, Vertical};

}  // namespace burin
