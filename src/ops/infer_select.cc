// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Types of the ops that join, cut, pick, place and pad.

#include <algorithm>

#include "base/checked_math.h"
#include "ops/infer_args.h"
#include "ops/shape_rules.h"

namespace burin {

Result<Types> Infer(const Concat& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(std::max<size_t>(args.count(), 1), SIZE_MAX));
  Dims dims = args.dims(0);
  BURIN_ASSIGN(const int64_t normal, NormalizeAxis(op.axis, dims.size()));
  const size_t axis = static_cast<size_t>(normal);
  for (size_t i = 1; i < args.count(); ++i) {
    BURIN_TRY(args.ExpectSameDType(i));
    Dims expected = dims;
    if (args.rank(i) == dims.size()) expected[axis] = args.dims(i)[axis];
    BURIN_TRY(args.ExpectDims(i, StrCat("input ", i), expected));
    const auto sum = CheckedAdd(dims[axis], args.dims(i)[axis]);
    if (!sum) return MakeError(ErrorCode::kTooLarge, "dimension ", axis);
    dims[axis] = *sum;
  }
  return OneType(args.dtype(0), std::move(dims));
}

Result<Types> Infer(const Split& op, const InferArgs& args) {
  // A list of parts is as long as its file made it; the dimension is not, so
  // empty parts bound nothing: 65536 is far over any network.
  constexpr size_t kMostParts = 65536;
  BURIN_TRY(args.ExpectInputs(1, 2, kMostParts));
  BURIN_ASSIGN(const int64_t normal, NormalizeAxis(op.axis, args.rank(0)));
  const size_t axis = static_cast<size_t>(normal);
  const int64_t dim = args.dims(0)[axis];
  const int64_t parts = static_cast<int64_t>(args.outputs());
  Dims sizes;
  if (args.Has(1)) {
    BURIN_ASSIGN(sizes, args.Values(1, "split", kMostParts));
  } else {
    BURIN_ASSIGN(sizes, EvenParts(dim, parts));
  }
  if (static_cast<int64_t>(sizes.size()) != parts) {
    return Mismatch(sizes.size(), " part sizes for ", parts, " outputs");
  }
  Types types;
  int64_t left = dim;
  for (const int64_t size : sizes) {
    if (size < 0 || size > left) {
      return Mismatch("a part of ", size, " from the ", left,
                      " that are left of ", dim);
    }
    left -= size;
    Dims part = args.dims(0);
    part[axis] = size;
    types.push_back({args.dtype(0), std::move(part)});
  }
  if (left != 0) {
    return Mismatch("the parts leave ", left, " of dimension ", axis);
  }
  return types;
}

Result<Types> Infer(const Slice&, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(3, 5));
  BURIN_ASSIGN(const Dims starts, args.Values(1, "starts"));
  BURIN_ASSIGN(const Dims ends, args.Values(2, "ends"));
  Dims axes;
  Dims steps;
  if (args.Has(3)) {
    BURIN_ASSIGN(axes, args.Values(3, "axes"));
  }
  if (args.Has(4)) {
    BURIN_ASSIGN(steps, args.Values(4, "steps"));
  }
  BURIN_ASSIGN(const std::vector<SliceRange> ranges,
               SliceRanges(args.dims(0), starts, ends, axes, steps));
  Dims dims;
  for (const SliceRange& range : ranges) dims.push_back(range.count);
  return OneType(args.dtype(0), std::move(dims));
}

Result<Types> Infer(const Gather& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 2));
  BURIN_TRY(args.ExpectDType(1, kIndexTypes));
  BURIN_ASSIGN(const int64_t axis, NormalizeAxis(op.axis, args.rank(0)));
  const Dims& x = args.dims(0);
  Dims dims(x.begin(), x.begin() + axis);
  dims.insert(dims.end(), args.dims(1).begin(), args.dims(1).end());
  dims.insert(dims.end(), x.begin() + axis + 1, x.end());
  return OneType(args.dtype(0), std::move(dims));
}

Result<Types> Infer(const ScatterND& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(3, 3));
  BURIN_TRY(args.ExpectRank(0, 1, kMaxRank));
  BURIN_TRY(args.ExpectRank(1, 1, kMaxRank));
  BURIN_TRY(args.ExpectDType(1, kIndexTypes));
  BURIN_TRY(args.ExpectSameDType(2));
  constexpr std::string_view kReductions[] = {"none", "add", "mul", "max",
                                              "min"};
  if (std::ranges::find(kReductions, op.reduction) == std::end(kReductions)) {
    return MakeError(ErrorCode::kUnsupportedOp, "the reduction '", op.reduction,
                     "'");
  }
  if (op.reduction != "none") BURIN_TRY(args.ExpectDType(0, kNumbers));
  const Dims& x = args.dims(0);
  const Dims& indices = args.dims(1);
  const int64_t depth = indices.back();
  if (depth > static_cast<int64_t>(x.size())) {
    return Mismatch("indices of ", depth, " numbers into rank ", x.size());
  }
  Dims updates(indices.begin(), indices.end() - 1);
  updates.insert(updates.end(), x.begin() + depth, x.end());
  BURIN_TRY(args.ExpectDims(2, "updates", updates));
  return Types{args.type(0)};
}

Result<Types> Infer(const Pad& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 4));
  BURIN_TRY(args.ExpectRank(1, 1, 1));
  const bool constant = op.mode == "constant";
  if (!constant && op.mode != "reflect" && op.mode != "edge" &&
      op.mode != "wrap") {
    return MakeError(ErrorCode::kUnsupportedOp, "the mode '", op.mode, "'");
  }
  if (args.Has(2)) {
    BURIN_TRY(args.ExpectSameDType(2));
    if (args.type(2).elements() != 1) {
      return Mismatch("the pad value has ", args.type(2).elements(),
                      " elements, 1 expected");
    }
  }
  BURIN_ASSIGN(const Dims pads, args.Values(1, "pads"));
  Dims axes;
  if (args.Has(3)) {
    BURIN_ASSIGN(axes, args.Values(3, "axes"));
  }
  Dims dims = args.dims(0);
  BURIN_ASSIGN(const std::vector<PadAmount> amounts,
               PadAmounts(dims, pads, axes, args.Has(3)));
  for (size_t i = 0; i < dims.size(); ++i) {
    const PadAmount& pad = amounts[i];
    // What the other modes copy from must not be empty.
    const int64_t kept = dims[i] + std::min<int64_t>(pad.begin, 0) +
                         std::min<int64_t>(pad.end, 0);
    dims[i] += pad.begin + pad.end;
    if (!constant && kept <= 0 && dims[i] > 0) {
      return Mismatch("dimension ", i, " has nothing to repeat in ", op.mode,
                      " mode");
    }
  }
  return OneType(args.dtype(0), std::move(dims));
}

}  // namespace burin
