// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic on sizes that a file declares: overflow is an empty optional or
// the largest number, never a wrapped one.

#ifndef BURIN_BASE_CHECKED_MATH_H_
#define BURIN_BASE_CHECKED_MATH_H_

#include <concepts>
#include <limits>
#include <optional>

namespace burin {

template <std::integral T>
constexpr std::optional<T> CheckedAdd(T a, T b) {
  T sum;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

template <std::integral T>
constexpr std::optional<T> CheckedMul(T a, T b) {
  T product;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

// For factors >= 0 whose product is held against a limit next: one that
// overflows is the largest T.
template <std::integral T>
constexpr T SaturatingMul(T a, T b) {
  return CheckedMul(a, b).value_or(std::numeric_limits<T>::max());
}

// The smallest multiple of `step` (> 0) that is >= n.
template <std::integral T>
constexpr T RoundUp(T n, T step) {
  return (n + step - 1) / step * step;
}

template <std::integral T>
constexpr T CeilDiv(T n, T step) {
  return (n + step - 1) / step;
}

}  // namespace burin

#endif  // BURIN_BASE_CHECKED_MATH_H_
