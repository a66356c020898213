// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The formats in which products multiply. A row of A or a column of W is a
// sequence of 32-bit words, each of which holds 1 float, 2 bf16 (k and k + 1)
// or 4 int8 (k .. k + 3), the lowest k in the lowest bits, zeros beyond K.
// Memory, tiles and chunks of products are counted in words.

#ifndef BURIN_KERNELS_OPERANDS_H_
#define BURIN_KERNELS_OPERANDS_H_

#include <cstdint>

namespace burin {

enum class Operands : uint8_t {
  kFloat32 = 0,
  kBf16 = 1,  // rounded to nearest even
  // W: in [-127, 127], with a scale per column. A: in [0, 255], with a scale
  // and a zero point per row, or per row and kInt8Columns columns.
  kInt8 = 2,
};

static constexpr int64_t OperandsPerWord(Operands operands) {
  return operands == Operands::kInt8 ? 4 : operands == Operands::kBf16 ? 2 : 1;
}
static constexpr int64_t WordsOf(Operands operands, int64_t k) {
  const int64_t per_word = OperandsPerWord(operands);
  return (k + per_word - 1) / per_word;
}

// Words of each column of packed weights before those of W: the bias; for int8
// also the column's scale and the sums of its quantised elements, one for every
// kInt8Columns of k.
inline constexpr int64_t kInt8Columns = 384;
static constexpr int64_t HeadWords(Operands operands, int64_t k) {
  return operands == Operands::kInt8 ? 2 + (k + kInt8Columns - 1) / kInt8Columns
                                     : 1;
}

// Longer sums of int8 products could overflow.
inline constexpr int64_t kInt8MostK = int64_t{1} << 16;

}  // namespace burin

#endif  // BURIN_KERNELS_OPERANDS_H_
