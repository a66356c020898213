// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// From dimensions and index values to dimensions: the arithmetic that type
// inference and the reference evaluation share. Every value may be hostile;
// nothing here loops over more than the rank or the list it is given.

#ifndef BURIN_OPS_SHAPE_RULES_H_
#define BURIN_OPS_SHAPE_RULES_H_

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "tensor/tensor.h"

namespace burin {

// NumPy's broadcast of two shapes.
Result<Dims> BroadcastDims(std::span<const int64_t> a,
                           std::span<const int64_t> b);

// `axes` counted from the front, in the order given; twice the same is an
// error.
Result<Dims> NormalizeAxes(std::span<const int64_t> axes, size_t rank);

// ONNX Reshape: 0 copies the input's dimension unless `allowzero`, one -1 is
// what remains.
Result<Dims> ReshapedDims(std::span<const int64_t> dims,
                          std::span<const int64_t> shape, bool allowzero);

// The dimensions with `axes` (normalized) removed, or set to 1 if `keepdims`.
Dims ReducedDims(std::span<const int64_t> dims, std::span<const int64_t> axes,
                 bool keepdims);

// Part sizes of a dimension cut in `parts`: all ceil(dim / parts), the last
// one what is left.
Result<Dims> EvenParts(int64_t dim, int64_t parts);

// One dimension of a slice: elements start, start + step, ..., `count` in all,
// each inside the dimension.
struct SliceRange {
  int64_t start = 0;
  int64_t step = 1;
  int64_t count = 0;
};
// One range a dimension. `axes` may be empty: 0, 1, ...; so may `steps`: ones.
Result<std::vector<SliceRange>> SliceRanges(std::span<const int64_t> dims,
                                            std::span<const int64_t> starts,
                                            std::span<const int64_t> ends,
                                            std::span<const int64_t> axes,
                                            std::span<const int64_t> steps);

// Elements added (or, when negative, removed) before and after.
struct PadAmount {
  int64_t begin = 0;
  int64_t end = 0;
};
// One amount a dimension, from ONNX's list of all begins, then all ends;
// `axes` as for SliceRanges. dim + begin + end is not negative.
Result<std::vector<PadAmount>> PadAmounts(std::span<const int64_t> dims,
                                          std::span<const int64_t> pads,
                                          std::span<const int64_t> axes,
                                          bool has_axes);

// The number of elements of ONNX Range; the three are one element each and of
// one type. kBadValue for a step of 0 or NaN, kTooLarge beyond 2^48.
Result<int64_t> RangeCount(const ConstTensorView& start,
                           const ConstTensorView& limit,
                           const ConstTensorView& delta);

}  // namespace burin

#endif  // BURIN_OPS_SHAPE_RULES_H_
