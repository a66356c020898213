// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic that is defined for every value: integers wrap around in two's
// complement, as NumPy's do; floats are IEEE 754.

#ifndef BURIN_OPS_REFERENCE_ARITHMETIC_H_
#define BURIN_OPS_REFERENCE_ARITHMETIC_H_

#include <concepts>
#include <cstdint>

namespace burin::reference {

template <typename T>
T Sum(T a, T b) {
  if constexpr (std::integral<T>) {
    return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
  } else {
    return a + b;
  }
}

template <typename T>
T Difference(T a, T b) {
  if constexpr (std::integral<T>) {
    return static_cast<T>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
  } else {
    return a - b;
  }
}

template <typename T>
T Product(T a, T b) {
  if constexpr (std::integral<T>) {
    return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
  } else {
    return a * b;
  }
}

// Integers round toward zero; b is not 0 then. The least integer over -1 is
// itself.
template <typename T>
T Quotient(T a, T b) {
  if constexpr (std::signed_integral<T>) {
    if (b == -1) return Difference<T>(0, a);
  }
  return static_cast<T>(a / b);
}

}  // namespace burin::reference

#endif  // BURIN_OPS_REFERENCE_ARITHMETIC_H_
