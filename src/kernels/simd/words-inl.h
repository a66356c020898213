// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What every tier can do with words of reduced operands (operands.h), which lie
// in the lanes of V as bits:
//   DotBf16(a, b, sum)   sum + the products of each word's bf16, first first
//   ToBf16(low, high)    the words of 2 * kLanes floats, rounded
//   StoreBf16(words, v)  the kLanes / 2 words of kLanes floats, rounded

#ifndef BURIN_KERNELS_SIMD_WORDS_INL_H_
#define BURIN_KERNELS_SIMD_WORDS_INL_H_

namespace burin::BURIN_ISA_NAMESPACE {

// The words of `count` floats.
inline void RowToBf16(const float* src, Index count, float* words) {
  Index i = 0;
  for (; i + 2 * kLanes <= count; i += 2 * kLanes) {
    Store(words + i / 2, ToBf16(Load(src + i), Load(src + i + kLanes)));
  }
  if (i == count) return;
  const Index low = MinIndex(count - i, kLanes);
  const Index high = count - i - low;
  const V second = high == 0 ? Zero() : LoadN(src + i + kLanes, high);
  StoreN(words + i / 2, ToBf16(LoadN(src + i, low), second),
         DivUp(count - i, 2));
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_SIMD_WORDS_INL_H_
