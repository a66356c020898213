// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Joining, cutting, picking, placing and padding: copies of parts of tensors.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "ops/reference/arithmetic.h"
#include "ops/reference/reference.h"
#include "ops/reference/strided.h"
#include "ops/shape_rules.h"

namespace burin::reference {
namespace {

size_t Axis(int64_t axis, size_t rank) {
  return static_cast<size_t>(NormalizeAxis(axis, rank).value());
}

// Copies the dense tensor `part` to the place `offset` of `axis` in the dense
// tensor `whole`, or from there.
template <typename Part, typename Whole>
void CopyPart(const Part& part, const Whole& whole, size_t axis, int64_t offset,
              bool into_whole) {
  const Dims strides = DenseStrides(whole.dims);
  const size_t size = ElementSize(part.dtype);
  const size_t skip = static_cast<size_t>(offset * strides[axis]) * size;
  Loop loop = {Dims(part.dims.begin(), part.dims.end()),
               {strides, DenseStrides(part.dims)}};
  if (!into_whole) std::swap(loop.strides[0], loop.strides[1]);
  if (part.elements() == 0) return;
  if constexpr (std::is_same_v<Whole, TensorView>) {
    CopyStrided(loop, size, whole.data + skip, part.data);
  } else {
    CopyStrided(loop, size, part.data, whole.data + skip);
  }
}

// Indices counted from the front; kBadValue for one outside its dimension.
Result<Dims> CheckedIndices(const ConstTensorView& view,
                            std::span<const int64_t> dims_of_column) {
  BURIN_ASSIGN(Dims indices, ToInt64s(view));
  for (size_t i = 0; i < indices.size(); ++i) {
    const int64_t dim = dims_of_column[i % dims_of_column.size()];
    int64_t& index = indices[i];
    if (index < -dim || index >= dim) {
      return MakeError(ErrorCode::kBadValue, "index ", index,
                       " outside a dimension of ", dim);
    }
    if (index < 0) index += dim;
  }
  return indices;
}

template <typename T>
T Reduced(std::string_view reduction, T old, T update) {
  if (reduction == "add") return Sum(old, update);
  if (reduction == "mul") return Product(old, update);
  // A NaN stays, whichever side it comes from.
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(old)) return old;
    if (std::isnan(update)) return update;
  }
  return reduction == "max" ? std::max(old, update) : std::min(old, update);
}

// For each element of a padded dimension, the element of X it is copied from;
// -1 for the pad value.
Dims PadSources(const std::string& mode, int64_t dim, PadAmount pad) {
  const int64_t first = std::max<int64_t>(-pad.begin, 0);
  const int64_t kept = dim - first - std::max<int64_t>(-pad.end, 0);
  Dims sources(static_cast<size_t>(dim + pad.begin + pad.end), -1);
  for (size_t i = 0; i < sources.size(); ++i) {
    // Counted from the first element that is kept.
    int64_t at = static_cast<int64_t>(i) - std::max<int64_t>(pad.begin, 0);
    if (mode == "edge") {
      at = std::clamp<int64_t>(at, 0, kept - 1);
    } else if (mode == "wrap") {
      at = (at % kept + kept) % kept;
    } else if (mode == "reflect") {
      const int64_t period = std::max<int64_t>(2 * (kept - 1), 1);
      at = (at % period + period) % period;
      at = std::min(at, period - at);
      if (kept == 1) at = 0;
    }
    if (at >= 0 && at < kept) sources[i] = first + at;
  }
  return sources;
}

}  // namespace

Result<void> Run(const Concat& op, const Args& args) {
  const size_t axis = Axis(op.axis, args.out_dims().size());
  int64_t offset = 0;
  for (const ConstTensorView& part : args.inputs) {
    CopyPart(part, args.outputs[0], axis, offset, /*into_whole=*/true);
    offset += part.dims[axis];
  }
  return {};
}

Result<void> Run(const Split& op, const Args& args) {
  const size_t axis = Axis(op.axis, args.dims(0).size());
  int64_t offset = 0;
  for (const TensorView& part : args.outputs) {
    CopyPart(part, args.inputs[0], axis, offset, /*into_whole=*/false);
    offset += part.dims[axis];
  }
  return {};
}

Result<void> Run(const Slice&, const Args& args) {
  BURIN_ASSIGN(const std::vector<SliceRange> ranges,
               SliceRanges(args.dims(0), args.Ints(1), args.Ints(2),
                           args.Ints(3), args.Ints(4)));
  if (args.outputs[0].elements() == 0) return {};
  Dims src = DenseStrides(args.dims(0));
  int64_t offset = 0;
  for (size_t i = 0; i < ranges.size(); ++i) {
    offset += ranges[i].start * src[i];
    src[i] *= ranges[i].step;
  }
  const std::span<const int64_t> out = args.out_dims();
  const size_t size = ElementSize(args.dtype());
  CopyStrided({Dims(out.begin(), out.end()), {DenseStrides(out), src}}, size,
              args.outputs[0].data,
              args.inputs[0].data + static_cast<size_t>(offset) * size);
  return {};
}

Result<void> Run(const Gather& op, const Args& args) {
  const std::span<const int64_t> x = args.dims(0);
  const size_t axis = Axis(op.axis, x.size());
  BURIN_ASSIGN(const Dims indices,
               CheckedIndices(args.inputs[1], x.subspan(axis, 1)));
  if (args.outputs[0].elements() == 0) return {};
  const int64_t outer = ElementCount(x.first(axis));
  const size_t row = static_cast<size_t>(ElementCount(x.subspan(axis + 1))) *
                     ElementSize(args.dtype());
  std::byte* dst = args.outputs[0].data;
  for (int64_t o = 0; o < outer; ++o) {
    for (const int64_t index : indices) {
      std::memcpy(
          dst,
          args.inputs[0].data + static_cast<size_t>(o * x[axis] + index) * row,
          row);
      dst += row;
    }
  }
  return {};
}

Result<void> Run(const ScatterND& op, const Args& args) {
  const std::span<const int64_t> x = args.dims(0);
  const size_t depth = static_cast<size_t>(args.dims(1).back());
  Dims indices;
  if (depth > 0) {
    BURIN_ASSIGN(indices, CheckedIndices(args.inputs[1], x.first(depth)));
  }
  const int64_t row = ElementCount(x.subspan(depth));
  const int64_t rows =
      ElementCount(args.dims(1).first(args.dims(1).size() - 1));
  const Dims strides = DenseStrides(x);
  if (args.outputs[0].elements() == 0 || args.inputs[2].elements() == 0) {
    return Run(Identity{}, args);
  }
  DispatchDType(args.dtype(), [&]<typename T>() {
    const std::span<T> out = args.Out<T>();
    std::ranges::copy(args.In<T>(0), out.begin());
    const T* update = args.In<T>(2).data();
    for (int64_t r = 0; r < rows; ++r) {
      int64_t offset = 0;
      for (size_t i = 0; i < depth; ++i) {
        offset += indices[static_cast<size_t>(r) * depth + i] * strides[i];
      }
      for (int64_t i = 0; i < row; ++i, ++update) {
        T& old = out[static_cast<size_t>(offset + i)];
        if (op.reduction == "none") {
          old = *update;
        } else if constexpr (std::is_arithmetic_v<T> &&
                             !std::is_same_v<T, bool>) {
          old = Reduced(op.reduction, old, *update);
        }
      }
    }
  });
  return {};
}

Result<void> Run(const Pad& op, const Args& args) {
  const std::span<const int64_t> x = args.dims(0);
  const std::span<const int64_t> out = args.out_dims();
  if (args.outputs[0].elements() == 0) return {};
  BURIN_ASSIGN(const std::vector<PadAmount> amounts,
               PadAmounts(x, args.Ints(1), args.Ints(3), args.Has(3)));
  std::vector<Dims> sources;
  for (size_t i = 0; i < x.size(); ++i) {
    sources.push_back(PadSources(op.mode, x[i], amounts[i]));
  }
  const Dims strides = DenseStrides(x);
  DispatchDType(args.dtype(), [&]<typename T>() {
    const T value = args.Has(2) ? args.In<T>(2)[0] : T{};
    const T* const src = args.In<T>(0).data();
    Dims index(out.size(), 0);
    for (T& element : args.Out<T>()) {
      int64_t offset = 0;
      bool inside = true;
      for (size_t i = 0; i < index.size(); ++i) {
        const int64_t at = sources[i][static_cast<size_t>(index[i])];
        inside &= at >= 0;
        offset += at * strides[i];
      }
      element = inside ? src[offset] : value;
      for (size_t i = index.size(); i-- > 0;) {
        if (++index[i] < out[i]) break;
        index[i] = 0;
      }
    }
  });
  return {};
}

}  // namespace burin::reference
