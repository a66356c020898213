// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See reference_product.h.

#include "kernels/linear/reference_product.h"

#include <bit>

#include "base/float16.h"
#include "kernels/linear/register_tile.h"

namespace burin {
namespace {

double Element(Operands operands, float word, int64_t k) {
  if (operands == Operands::kFloat32) return static_cast<double>(word);
  const uint32_t bits = std::bit_cast<uint32_t>(word);
  return static_cast<double>(
      std::bit_cast<float>(k % 2 == 0 ? bits << 16 : bits & 0xffff0000u));
}

}  // namespace

double ReferenceDot(const PackedWeights& w, std::span<const double> row,
                    int64_t n) {
  const int64_t head = HeadWords(w.operands);
  const int64_t height = head + WordsOf(w.operands, w.k);
  const int64_t panel = n / w.nr;
  const int64_t width =
      panel == w.n / w.nr ? TailPanelColumns(w.isa, w.nr, w.n) : w.nr;
  const float* const column = w.words + panel * height * w.nr + n % w.nr;
  double sum = static_cast<double>(column[0]);
  for (int64_t k = 0; k < w.k; ++k) {
    const int64_t at = head + k / OperandsPerWord(w.operands);
    sum += row[static_cast<size_t>(k)] *
           Element(w.operands, column[at * width], k);
  }
  return sum;
}

void RoundOperands(Operands operands, std::span<double> row) {
  if (operands == Operands::kFloat32) return;
  for (double& x : row) {
    x = static_cast<double>(
        static_cast<float>(BFloat16(static_cast<float>(x))));
  }
}

}  // namespace burin
