// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// How the operands of an int8 product are rounded (Precision::kInt8), in plain
// form: weights are packed by these rules, and what kernels do to rows while
// they run is held against them.

#ifndef BURIN_BASE_INT8_H_
#define BURIN_BASE_INT8_H_

#include <cstdint>
#include <span>

namespace burin {

// The scale of a column of K weights `stride` apart: max |w| / 127, 0 for a
// column of zeros, NaN for one that is not finite.
float Int8WeightScale(const float* w, int64_t k, int64_t stride) noexcept;

// The weight in steps of its column's scale, in [-127, 127]; 0 where the scale
// is 0 or NaN. The value that it stands for is the product of both.
int Int8Weight(float w, float scale) noexcept;

// Each value of the row becomes the one that it stands for after rounding to
// one of 256 steps between the smallest and the largest, 0 being a step and
// always between them. A row that is not finite becomes NaN.
void RoundRowToInt8(std::span<float> row) noexcept;
void RoundRowToInt8(std::span<double> row) noexcept;

}  // namespace burin

#endif  // BURIN_BASE_INT8_H_
