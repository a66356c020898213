// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// resize_kernels.h in 512-bit instructions. A tap pair is one 32-bit lane: two
// pixels' bytes of one colour as 16-bit words, times two coefficient halves.

#include <immintrin.h>

#include <cstring>

#include "vision/resize_kernels.h"

namespace burin {
namespace {

constexpr int kHalf = 1 << (kResizePrecisionBits - 1);

// Eight pixels (24 of 32 bytes) to words: lane i has red, green and blue of
// pixels 2i and 2i + 1. Its six bytes begin at byte 0 or 2 of a double word.
inline __m512i PixelPairs(const uint8_t* src) {
  const __m512i dwords =
      _mm512_setr_epi32(0, 1, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 4, 5, 0, 0);
  const __m128i even =
      _mm_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1);
  const __m128i odd =
      _mm_setr_epi8(2, -1, 5, -1, 3, -1, 6, -1, 4, -1, 7, -1, -1, -1, -1, -1);
  const __m256i two = _mm256_setr_m128i(even, odd);
  const __m512i order = _mm512_broadcast_i64x4(two);
  const __m256i bytes =
      _mm256_loadu_si256(reinterpret_cast<const __m256i*>(src));
  return _mm512_shuffle_epi8(
      _mm512_permutexvar_epi32(dwords, _mm512_castsi256_si512(bytes)), order);
}

// Eight coefficients: pair i in lane i.
inline __m512i CoefficientPairs(const int16_t* src) {
  const __m128i eight = _mm_loadu_si128(reinterpret_cast<const __m128i*>(src));
  return _mm512_permutexvar_epi32(
      _mm512_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3),
      _mm512_castsi128_si512(eight));
}

// The clipped bytes of four pixels, pixel r in bytes 4r to 4r + 2: the four
// lanes of each sum are added, of all sums at once.
inline __m128i Pixels(__m512i s0, __m512i s1, __m512i s2, __m512i s3) {
  const __m512i s01 = _mm512_add_epi32(_mm512_shuffle_i64x2(s0, s1, 0x44),
                                       _mm512_shuffle_i64x2(s0, s1, 0xee));
  const __m512i s23 = _mm512_add_epi32(_mm512_shuffle_i64x2(s2, s3, 0x44),
                                       _mm512_shuffle_i64x2(s2, s3, 0xee));
  const __m512i all = _mm512_add_epi32(_mm512_shuffle_i64x2(s01, s23, 0x88),
                                       _mm512_shuffle_i64x2(s01, s23, 0xdd));
  const __m512i words = _mm512_srai_epi32(
      _mm512_add_epi32(all, _mm512_set1_epi32(kHalf)), kResizePrecisionBits);
  return _mm512_cvtusepi32_epi8(
      _mm512_max_epi32(words, _mm512_setzero_si512()));
}

struct Sum {
  __m512i low = _mm512_setzero_si512();
  __m512i high = _mm512_setzero_si512();

  void Add(__m512i pixels, __m512i k_low, __m512i k_high) {
    low = _mm512_add_epi32(low, _mm512_madd_epi16(pixels, k_low));
    high = _mm512_add_epi32(high, _mm512_madd_epi16(pixels, k_high));
  }
  __m512i Total() const {
    return _mm512_add_epi32(low, _mm512_slli_epi32(high, kResizeLowBits));
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
  for (int t = 0; t < used; t += 8) {
    const __m512i k_low = CoefficientPairs(low + t);
    const __m512i k_high = CoefficientPairs(high + t);
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

inline __m512i Pair(const int16_t* k) {
  int32_t pair;
  std::memcpy(&pair, k, sizeof(pair));
  return _mm512_set1_epi32(pair);
}

// 64 bytes of one dst row from `used` source rows, of which `present` exist.
inline void Strip(const uint8_t* src, size_t stride, uint8_t* dst,
                  const int16_t* high, const int16_t* low, int used,
                  int present) {
  __m512i sum_low[4];
  __m512i sum_high[4];
  for (int i = 0; i < 4; ++i) {
    sum_low[i] = _mm512_set1_epi32(kHalf);
    sum_high[i] = _mm512_setzero_si512();
  }
  const __m512i zero = _mm512_setzero_si512();
  for (int t = 0; t < used; t += 2) {
    // Rows that do not exist have zero coefficients; any other will do.
    const uint8_t* first = src + stride * (t < present ? t : 0);
    const uint8_t* second = src + stride * (t + 1 < present ? t + 1 : 0);
    const __m512i a = _mm512_loadu_si512(first);
    const __m512i b = _mm512_loadu_si512(second);
    const __m512i ab_low = _mm512_unpacklo_epi8(a, b);
    const __m512i ab_high = _mm512_unpackhi_epi8(a, b);
    const __m512i pairs[4] = {_mm512_unpacklo_epi8(ab_low, zero),
                              _mm512_unpackhi_epi8(ab_low, zero),
                              _mm512_unpacklo_epi8(ab_high, zero),
                              _mm512_unpackhi_epi8(ab_high, zero)};
    const __m512i k_low = Pair(low + t);
    const __m512i k_high = Pair(high + t);
    for (int i = 0; i < 4; ++i) {
      sum_low[i] =
          _mm512_add_epi32(sum_low[i], _mm512_madd_epi16(pairs[i], k_low));
      sum_high[i] =
          _mm512_add_epi32(sum_high[i], _mm512_madd_epi16(pairs[i], k_high));
    }
  }
  __m512i words[4];
  for (int i = 0; i < 4; ++i) {
    words[i] = _mm512_srai_epi32(
        _mm512_add_epi32(sum_low[i],
                         _mm512_slli_epi32(sum_high[i], kResizeLowBits)),
        kResizePrecisionBits);
  }
  const __m512i bytes =
      _mm512_packus_epi16(_mm512_packs_epi32(words[0], words[1]),
                          _mm512_packs_epi32(words[2], words[3]));
  _mm512_storeu_si512(dst, bytes);
}

void Vertical(const ResizeRows& rows, const ResizeTaps& taps) {
  for (int y = 0; y < taps.count; ++y) {
    const size_t place = static_cast<size_t>(y) * taps.taps;
    const uint8_t* src = rows.src + rows.src_stride * taps.begin[y];
    uint8_t* dst = rows.dst + rows.dst_stride * y;
    for (int x = 0; x < 3 * rows.width; x += 64) {
      Strip(src + x, rows.src_stride, dst + x, taps.high + place,
            taps.low + place, taps.used, rows.rows - taps.begin[y]);
    }
  }
}

}  // namespace

const ResizeKernels kAvx512Resize = {"avx512", Horizontal, Vertical};

}  // namespace burin
