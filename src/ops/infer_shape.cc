// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Types of the ops that make or change shapes without moving elements, and of
// Transpose, Expand and Tile.

#include <algorithm>

#include "base/checked_math.h"
#include "ops/infer_args.h"
#include "ops/shape_rules.h"

namespace burin {
namespace {

// `bound` counted from the end when negative, then cut to [0, rank].
int64_t ClampBound(int64_t bound, int64_t rank) {
  return std::clamp<int64_t>(bound < 0 ? bound + rank : bound, 0, rank);
}

Result<Dims> AxesInput(const InferArgs& args, size_t i, size_t rank) {
  BURIN_ASSIGN(const Dims axes, args.Values(i, "axes"));
  return NormalizeAxes(axes, rank);
}

}  // namespace

Result<Types> Infer(const Shape& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(1, 1));
  const int64_t rank = static_cast<int64_t>(args.rank(0));
  const int64_t count = ClampBound(op.end, rank) - ClampBound(op.start, rank);
  return OneType(DType::kInt64, {std::max<int64_t>(count, 0)});
}

Result<Types> Infer(const ConstantOfShape&, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(1, 2));
  BURIN_TRY(args.ExpectRank(0, 1, 1));
  BURIN_ASSIGN(Dims dims, args.Values(0, "shape"));
  if (args.Has(1) && args.type(1).elements() != 1) {
    return Mismatch("the value has ", args.type(1).elements(),
                    " elements, 1 expected");
  }
  return OneType(args.Has(1) ? args.dtype(1) : DType::kFloat32,
                 std::move(dims));
}

Result<Types> Infer(const Range&, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(3, 3));
  BURIN_TRY(args.ExpectDType(0, kNumbers));
  constexpr std::string_view kNames[] = {"start", "limit", "delta"};
  for (size_t i = 0; i < 3; ++i) {
    BURIN_TRY(args.ExpectSameDType(i));
    if (args.type(i).elements() != 1) {
      return Mismatch(kNames[i], " has ", args.type(i).elements(),
                      " elements, 1 expected");
    }
  }
  BURIN_ASSIGN(const ConstTensorView start, args.Constant(0, kNames[0]));
  BURIN_ASSIGN(const ConstTensorView limit, args.Constant(1, kNames[1]));
  BURIN_ASSIGN(const ConstTensorView delta, args.Constant(2, kNames[2]));
  BURIN_ASSIGN(const int64_t count, RangeCount(start, limit, delta));
  return OneType(args.dtype(0), {count});
}

Result<Types> Infer(const Reshape& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 2));
  BURIN_TRY(args.ExpectRank(1, 1, 1));
  BURIN_ASSIGN(const Dims shape, args.Values(1, "shape"));
  BURIN_ASSIGN(Dims dims, ReshapedDims(args.dims(0), shape, op.allowzero));
  return OneType(args.dtype(0), std::move(dims));
}

Result<Types> Infer(const Flatten& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(1, 1));
  // One more than the last axis is allowed: everything becomes a row.
  const int64_t rank = static_cast<int64_t>(args.rank(0));
  if (op.axis < -rank || op.axis > rank) {
    return Mismatch("axis ", op.axis, " for a tensor of rank ", rank);
  }
  const size_t cut =
      static_cast<size_t>(op.axis < 0 ? op.axis + rank : op.axis);
  const std::span<const int64_t> dims = args.dims(0);
  return OneType(args.dtype(0), {ElementCount(dims.first(cut)),
                                 ElementCount(dims.subspan(cut))});
}

Result<Types> Infer(const Squeeze&, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(1, 2));
  const Dims& dims = args.dims(0);
  Dims axes;
  if (args.Has(1)) {
    BURIN_ASSIGN(axes, AxesInput(args, 1, dims.size()));
  } else {
    for (size_t i = 0; i < dims.size(); ++i) {
      if (dims[i] == 1) axes.push_back(static_cast<int64_t>(i));
    }
  }
  for (const int64_t axis : axes) {
    if (dims[static_cast<size_t>(axis)] != 1) {
      return Mismatch("dimension ", axis, " of ", DimsText(dims), " is not 1");
    }
  }
  return OneType(args.dtype(0), ReducedDims(dims, axes, /*keepdims=*/false));
}

Result<Types> Infer(const Unsqueeze&, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 2));
  const size_t rank =
      args.rank(0) + static_cast<size_t>(args.type(1).elements());
  if (rank > kMaxRank) {
    return MakeError(ErrorCode::kTooLarge, "the result has rank ", rank, ", ",
                     kMaxRank, " at most");
  }
  BURIN_ASSIGN(const Dims axes, AxesInput(args, 1, rank));
  Dims out;
  auto next = args.dims(0).begin();
  for (size_t i = 0; i < rank; ++i) {
    const bool added =
        std::ranges::find(axes, static_cast<int64_t>(i)) != axes.end();
    out.push_back(added ? 1 : *next++);
  }
  return OneType(args.dtype(0), std::move(out));
}

Result<Types> Infer(const Expand&, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 2));
  BURIN_TRY(args.ExpectRank(1, 1, 1));
  BURIN_ASSIGN(const Dims shape, args.Values(1, "shape"));
  BURIN_TRY(CheckedElementCount(shape));
  BURIN_ASSIGN(Dims dims, BroadcastDims(args.dims(0), shape));
  return OneType(args.dtype(0), std::move(dims));
}

Result<Types> Infer(const Tile&, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 2));
  BURIN_TRY(args.ExpectRank(1, 1, 1));
  BURIN_ASSIGN(const Dims repeats, args.Values(1, "repeats"));
  Dims dims = args.dims(0);
  if (repeats.size() != dims.size()) {
    return Mismatch(repeats.size(), " repeats for a tensor of rank ",
                    dims.size());
  }
  BURIN_TRY(CheckedElementCount(repeats));
  for (size_t i = 0; i < dims.size(); ++i) {
    const auto product = CheckedMul(dims[i], repeats[i]);
    if (!product) {
      return MakeError(ErrorCode::kTooLarge, "dimension ", i, ": ", dims[i],
                       " times ", repeats[i]);
    }
    dims[i] = *product;
  }
  return OneType(args.dtype(0), std::move(dims));
}

Result<Types> Infer(const Transpose& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(1, 1));
  Dims dims = args.dims(0);
  if (op.perm.empty()) {
    std::ranges::reverse(dims);
    return OneType(args.dtype(0), std::move(dims));
  }
  if (op.perm.size() != dims.size()) {
    return Mismatch("a permutation of ", op.perm.size(),
                    " dimensions for a tensor of rank ", dims.size());
  }
  for (const int64_t p : op.perm) {
    if (p < 0) return Mismatch("the permutation has the entry ", p);
  }
  BURIN_ASSIGN(const Dims perm, NormalizeAxes(op.perm, dims.size()));
  for (size_t i = 0; i < perm.size(); ++i) {
    dims[i] = args.dims(0)[static_cast<size_t>(perm[i])];
  }
  return OneType(args.dtype(0), std::move(dims));
}

}  // namespace burin
