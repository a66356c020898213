// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See shape_rules.h.

#include "ops/shape_rules.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "base/checked_math.h"

namespace burin {
namespace {

template <typename... Parts>
Error Mismatch(const Parts&... parts) {
  return MakeError(ErrorCode::kShapeMismatch, parts...);
}

// Wide enough for every difference and sum of two int64_t.
using Wide = __int128;

Wide CeilQuotient(Wide n, Wide d) {
  const Wide q = n / d;
  return n % d != 0 && (n < 0) == (d < 0) ? q + 1 : q;
}

// 0, 1, ... when no axes are given; else the axes, normalized.
Result<Dims> AxesOrAll(std::span<const int64_t> axes, bool given, size_t count,
                       size_t rank) {
  if (given) {
    if (axes.size() != count) {
      return Mismatch(axes.size(), " axes for ", count, " entries");
    }
    return NormalizeAxes(axes, rank);
  }
  if (count > rank) {
    return Mismatch(count, " entries for a tensor of rank ", rank);
  }
  Dims all(count);
  for (size_t i = 0; i < count; ++i) all[i] = static_cast<int64_t>(i);
  return all;
}

Result<SliceRange> OneRange(int64_t dim, int64_t start, int64_t end,
                            int64_t step) {
  if (step == 0) return MakeError(ErrorCode::kBadValue, "a slice step of 0");
  if (start < 0) start += dim;
  if (end < 0) end += dim;
  if (step > 0) {
    start = std::clamp<int64_t>(start, 0, dim);
    end = std::clamp<int64_t>(end, 0, dim);
  } else {
    start = std::clamp<int64_t>(start, std::min<int64_t>(dim, 1) - 1,
                                std::max<int64_t>(dim - 1, 0));
    end = std::clamp<int64_t>(end, -1, std::max<int64_t>(dim - 1, 0));
    if (dim == 0) end = start;
  }
  const Wide count = CeilQuotient(Wide{end} - start, step);
  SliceRange range{start, step, count > 0 ? static_cast<int64_t>(count) : 0};
  // A step that is never taken must not overflow an offset.
  if (range.count <= 1) range.step = 1;
  if (range.count == 0) range.start = 0;
  return range;
}

template <typename T>
Result<int64_t> CountOf(T start, T limit, T delta) {
  constexpr int64_t kMost = int64_t{1} << 48;
  if constexpr (std::is_floating_point_v<T>) {
    const double count =
        std::ceil((static_cast<double>(limit) - static_cast<double>(start)) /
                  static_cast<double>(delta));
    if (std::isnan(count) || delta == 0) {
      return MakeError(ErrorCode::kBadValue, "a range with step ", delta);
    }
    if (count > static_cast<double>(kMost)) {
      return MakeError(ErrorCode::kTooLarge, "a range of over 2^48 elements");
    }
    return count > 0 ? static_cast<int64_t>(count) : int64_t{0};
  } else {
    if (delta == 0) {
      return MakeError(ErrorCode::kBadValue, "a range with step 0");
    }
    const Wide count =
        CeilQuotient(static_cast<Wide>(limit) - static_cast<Wide>(start),
                     static_cast<Wide>(delta));
    if (count > kMost) {
      return MakeError(ErrorCode::kTooLarge, "a range of over 2^48 elements");
    }
    return count > 0 ? static_cast<int64_t>(count) : int64_t{0};
  }
}

}  // namespace

Result<Dims> BroadcastDims(std::span<const int64_t> a,
                           std::span<const int64_t> b) {
  if (a.size() < b.size()) std::swap(a, b);
  Dims out(a.begin(), a.end());
  const size_t lead = a.size() - b.size();
  for (size_t i = 0; i < b.size(); ++i) {
    int64_t& d = out[lead + i];
    if (d == b[i] || b[i] == 1) continue;
    if (d != 1) {
      return Mismatch(DimsText(a), " and ", DimsText(b), " do not broadcast");
    }
    d = b[i];
  }
  return out;
}

Result<Dims> NormalizeAxes(std::span<const int64_t> axes, size_t rank) {
  if (axes.size() > rank) {
    return Mismatch(axes.size(), " axes for a tensor of rank ", rank);
  }
  Dims out;
  for (const int64_t axis : axes) {
    BURIN_ASSIGN(const int64_t normal, NormalizeAxis(axis, rank));
    if (std::ranges::find(out, normal) != out.end()) {
      return Mismatch("axis ", axis, " is given twice");
    }
    out.push_back(normal);
  }
  return out;
}

Result<Dims> ReshapedDims(std::span<const int64_t> dims,
                          std::span<const int64_t> shape, bool allowzero) {
  BURIN_ASSIGN(const int64_t elements, CheckedElementCount(dims));
  Dims out(shape.begin(), shape.end());
  size_t unknown = out.size();
  for (size_t i = 0; i < out.size(); ++i) {
    if (out[i] == -1) {
      if (unknown != out.size()) return Mismatch("the shape has two -1");
      unknown = i;
    } else if (out[i] < 0) {
      return Mismatch("the shape has the dimension ", out[i]);
    } else if (out[i] == 0 && !allowzero) {
      if (i >= dims.size()) {
        return Mismatch("dimension ", i, " is copied from rank ", dims.size());
      }
      out[i] = dims[i];
    }
  }
  if (unknown != out.size()) {
    out[unknown] = 1;
    BURIN_ASSIGN(const int64_t known, CheckedElementCount(out));
    if (known == 0 || elements % known != 0) {
      return Mismatch(elements, " elements cannot fill ", DimsText(shape));
    }
    out[unknown] = elements / known;
  }
  BURIN_ASSIGN(const int64_t result, CheckedElementCount(out));
  if (result != elements) {
    return Mismatch(DimsText(dims), " has ", elements, " elements, ",
                    DimsText(out), " ", result);
  }
  return out;
}

Dims ReducedDims(std::span<const int64_t> dims, std::span<const int64_t> axes,
                 bool keepdims) {
  Dims out;
  for (size_t i = 0; i < dims.size(); ++i) {
    const bool reduced =
        std::ranges::find(axes, static_cast<int64_t>(i)) != axes.end();
    if (!reduced) out.push_back(dims[i]);
    if (reduced && keepdims) out.push_back(1);
  }
  return out;
}

Result<Dims> EvenParts(int64_t dim, int64_t parts) {
  const int64_t size = dim / parts + (dim % parts != 0);
  const auto before = CheckedMul(size, parts - 1);
  if (!before || *before > dim) {
    return Mismatch("a dimension of ", dim, " cannot be cut in ", parts);
  }
  Dims out(static_cast<size_t>(parts), size);
  out.back() = dim - *before;
  return out;
}

Result<std::vector<SliceRange>> SliceRanges(std::span<const int64_t> dims,
                                            std::span<const int64_t> starts,
                                            std::span<const int64_t> ends,
                                            std::span<const int64_t> axes,
                                            std::span<const int64_t> steps) {
  if (starts.size() != ends.size() ||
      (!steps.empty() && steps.size() != starts.size())) {
    return Mismatch(starts.size(), " starts, ", ends.size(), " ends, ",
                    steps.size(), " steps");
  }
  BURIN_ASSIGN(const Dims where,
               AxesOrAll(axes, !axes.empty(), starts.size(), dims.size()));
  std::vector<SliceRange> out(dims.size());
  for (size_t i = 0; i < dims.size(); ++i) out[i].count = dims[i];
  for (size_t i = 0; i < where.size(); ++i) {
    const size_t axis = static_cast<size_t>(where[i]);
    BURIN_ASSIGN(out[axis], OneRange(dims[axis], starts[i], ends[i],
                                     steps.empty() ? 1 : steps[i]));
  }
  return out;
}

Result<std::vector<PadAmount>> PadAmounts(std::span<const int64_t> dims,
                                          std::span<const int64_t> pads,
                                          std::span<const int64_t> axes,
                                          bool has_axes) {
  const size_t count = pads.size() / 2;
  if (pads.size() % 2 != 0) return Mismatch(pads.size(), " pads, an odd count");
  if (!has_axes && count != dims.size()) {
    return Mismatch(pads.size(), " pads for a tensor of rank ", dims.size());
  }
  BURIN_ASSIGN(const Dims where, AxesOrAll(axes, has_axes, count, dims.size()));
  std::vector<PadAmount> out(dims.size());
  for (size_t i = 0; i < where.size(); ++i) {
    const size_t axis = static_cast<size_t>(where[i]);
    out[axis] = {pads[i], pads[count + i]};
    const Wide begin = Wide{dims[axis]} + pads[i];
    const Wide end = Wide{dims[axis]} + pads[count + i];
    const Wide size = begin + pads[count + i];
    if (begin < 0 || end < 0 || size < 0 || size > INT64_MAX) {
      return Mismatch("pads ", pads[i], " and ", pads[count + i],
                      " for a dimension of ", dims[axis]);
    }
  }
  return out;
}

Result<int64_t> RangeCount(const ConstTensorView& start,
                           const ConstTensorView& limit,
                           const ConstTensorView& delta) {
  return DispatchDType(start.dtype, [&]<typename T>() -> Result<int64_t> {
    const T a = start.Span<T>()[0];
    const T b = limit.Span<T>()[0];
    const T c = delta.Span<T>()[0];
    if constexpr (std::is_arithmetic_v<T>) {
      return CountOf<T>(a, b, c);
    } else {
      return CountOf(static_cast<float>(a), static_cast<float>(b),
                     static_cast<float>(c));
    }
  });
}

}  // namespace burin
