// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The formats in which the operands of a product are multiplied; what lies in
// memory between products, their sums and their results are float32.
//
// Packed, a row of A or a column of W is a sequence of 32-bit words, each of
// which holds 1 float, 2 bf16 (k and k + 1) or 4 int8 (k .. k + 3), the lowest
// k in the lowest bits, zeros beyond K. Memory, tiles and chunks of products
// are counted in words.

#ifndef BURIN_BASE_PRECISION_H_
#define BURIN_BASE_PRECISION_H_

#include <cstdint>

namespace burin {

enum class Precision : uint8_t {
  kFloat32 = 0,
  kBf16 = 1,  // both operands are rounded to nearest even
  // W: in [-127, 127] with a scale per column. A: in [0, 255] with a scale and
  // a zero point per row; of a hidden tensor, of each kInt8Columns of a row.
  // int8.h has the rules.
  kInt8 = 2,
};

// The functions are static: kernels are compiled for several instruction sets,
// and none of these may share another's code.
static constexpr int64_t OperandsPerWord(Precision precision) {
  return precision == Precision::kInt8   ? 4
         : precision == Precision::kBf16 ? 2
                                         : 1;
}
static constexpr int64_t WordsOf(Precision precision, int64_t k) {
  const int64_t per_word = OperandsPerWord(precision);
  return k / per_word + (k % per_word != 0);
}

// Words of each column of packed weights before those of W: the bias; for int8
// also the column's scale and the sums of its quantised elements, one for every
// kInt8Columns of k.
inline constexpr int64_t kInt8Columns = 384;
static constexpr int64_t HeadWords(Precision precision, int64_t k) {
  if (precision != Precision::kInt8) return 1;
  return 2 + k / kInt8Columns + (k % kInt8Columns != 0);
}
static constexpr int64_t PackedColumnWords(Precision precision, int64_t k) {
  return HeadWords(precision, k) + WordsOf(precision, k);
}

// Longer sums of int8 products could overflow.
inline constexpr int64_t kInt8MostK = int64_t{1} << 16;

}  // namespace burin

#endif  // BURIN_BASE_PRECISION_H_
