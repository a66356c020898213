// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Conversion between element types, defined for every value: floats round to
// nearest, ties to even, once; a float beyond an integer type becomes its
// nearest limit and NaN becomes 0; integers keep their low bits; anything but
// zero is true.

#ifndef BURIN_OPS_REFERENCE_CONVERT_H_
#define BURIN_OPS_REFERENCE_CONVERT_H_

#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "base/result.h"
#include "tensor/tensor.h"

namespace burin::reference {

// A float that rounds to 16 bits as `value` would: inexact results are moved
// to the neighbour whose last bit is set, so that they are no tie.
inline float RoundToOdd(double value) {
  const float nearest = static_cast<float>(value);
  if (static_cast<double>(nearest) == value || !std::isfinite(value)) {
    return nearest;
  }
  const uint32_t bits = std::bit_cast<uint32_t>(nearest);
  if ((bits & 1) != 0) return nearest;
  const bool away = std::abs(static_cast<double>(nearest)) > std::abs(value);
  return std::bit_cast<float>(away ? bits - 1 : bits + 1);
}

// The same from an integer to double, which has room for 53 bits.
template <std::integral T>
double RoundToOdd(T value) {
  bool negative = false;
  if constexpr (std::is_signed_v<T>) negative = value < 0;
  uint64_t magnitude = static_cast<uint64_t>(value);
  if (negative) magnitude = 0 - magnitude;
  if (magnitude >> 53 != 0) {
    const uint64_t sticky = (magnitude & 0x7ff) != 0 ? 0x800 : 0;
    magnitude = (magnitude & ~uint64_t{0x7ff}) | sticky;
  }
  const double wide = static_cast<double>(magnitude);
  return negative ? -wide : wide;
}

template <std::integral To, std::floating_point From>
To Saturate(From value) {
  if (std::isnan(value)) return 0;
  // 2^digits is exact in every floating type and is the first value above.
  const From above = std::ldexp(From{1}, std::numeric_limits<To>::digits);
  if (value >= above) return std::numeric_limits<To>::max();
  if (value <= (std::is_signed_v<To> ? -above : From{-1})) {
    return std::numeric_limits<To>::min();
  }
  return static_cast<To>(value);
}

template <typename T>
inline constexpr bool kIsHalf =
    std::is_same_v<T, Float16> || std::is_same_v<T, BFloat16>;

template <typename To, typename From>
To Convert(From value) {
  if constexpr (std::is_same_v<To, From>) {
    return value;
  } else if constexpr (kIsHalf<From>) {
    return Convert<To>(static_cast<float>(value));
  } else if constexpr (std::is_same_v<From, bool>) {
    return Convert<To>(static_cast<uint8_t>(value));
  } else if constexpr (std::is_same_v<To, bool>) {
    return value != From{0};
  } else if constexpr (kIsHalf<To>) {
    if constexpr (std::is_same_v<From, float>) {
      return To(value);
    } else {
      return To(RoundToOdd(static_cast<double>(RoundToOdd(value))));
    }
  } else if constexpr (std::integral<To> && std::floating_point<From>) {
    return Saturate<To>(value);
  } else {
    return static_cast<To>(value);
  }
}

// Every element; the two have the same number of them.
void ConvertElements(const ConstTensorView& src, const TensorView& dst);
// A copy in another element type.
Result<Tensor> ConvertTensor(const ConstTensorView& src, DType dtype);

}  // namespace burin::reference

#endif  // BURIN_OPS_REFERENCE_CONVERT_H_
