// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Types of the ops that the compiler makes. Kernels trust these shapes, so
// every operand is held against the attributes exactly.

#include <algorithm>

#include "base/checked_math.h"
#include "ops/infer_args.h"
#include "ops/window.h"

namespace burin {
namespace {

// Far over any network, and small enough for sums and products of two.
constexpr int64_t kMostColumns = int64_t{1} << 31;

Result<void> ExpectRange(std::string_view name, int64_t value, int64_t least,
                         int64_t most) {
  if (value < least || value > most) {
    return Mismatch(name, " is ", value, ", ", least, " to ", most,
                    " expected");
  }
  return {};
}

Result<void> ExpectActivation(FusedActivation activation) {
  return ExpectRange("the activation", static_cast<int64_t>(activation), 0,
                     static_cast<int64_t>(FusedActivation::kGeluTanh));
}

// Keeps the scratch memory of a kernel, which is a product of two tile sizes
// or of one and a dimension, far from overflow.
constexpr int64_t kMostTile = int64_t{1} << 20;

// The sizes that cut the work of a kernel: none, or four; whether a kernel has
// them is its own question.
Result<void> ExpectTile(const Dims& tile) {
  if (tile.empty()) return {};
  BURIN_TRY(ExpectRange("the length of tile", static_cast<int64_t>(tile.size()),
                        4, 4));
  for (const int64_t size : tile) {
    BURIN_TRY(ExpectRange("a tile size", size, 1, kMostTile));
  }
  return {};
}

// Kernels keep lines of the padded image in scratch memory, at most one more
// than it has: an image that a tensor could hold keeps their size far from
// overflow.
Result<void> ExpectPaddedImage(const std::vector<WindowAxis>& windows) {
  Dims padded;
  for (const WindowAxis& axis : windows) {
    padded.push_back(axis.begin + axis.in + axis.end);
  }
  BURIN_TRY(CheckedElementCount(padded).Context("the padded image"));
  return {};
}

// Products of reduced operands exist for float32 alone.
Result<void> ExpectPrecision(const InferArgs& args, Precision precision) {
  BURIN_TRY(ExpectRange("the precision", static_cast<int64_t>(precision), 0,
                        static_cast<int64_t>(Precision::kInt8)));
  if (precision == Precision::kFloat32) return {};
  return args.ExpectDType(0, SetOf({DType::kFloat32}));
}

// A shifted image: B x H x W x C with four groups in its channels.
Result<void> ExpectShiftable(const InferArgs& args, int64_t group) {
  BURIN_TRY(args.ExpectRank(0, 4, 4));
  return ExpectRange("shift_group", group, 1, args.dims(0)[3] / 4);
}

// Takes the operands one after the other, checking each against what the
// attributes say of it.
class Operands {
 public:
  Operands(const InferArgs& args, size_t next) : args_(args), next_(next) {}

  Result<void> Take(std::string_view name, std::span<const int64_t> dims) {
    if (!args_.Has(next_)) {
      return Mismatch("input ", next_, " (", name, ") is missing");
    }
    return TakeOptional(name, dims);
  }
  Result<void> TakeOptional(std::string_view name,
                            std::span<const int64_t> dims) {
    if (args_.Has(next_)) {
      BURIN_TRY(args_.ExpectSameDType(next_));
      BURIN_TRY(args_.ExpectDims(next_, name, dims));
    }
    ++next_;
    return {};
  }
  // float32 whatever the others are.
  Result<void> TakeStats(int64_t batch) {
    if (!args_.Has(next_)) {
      return Mismatch("input ", next_, " (stats) is missing");
    }
    BURIN_TRY(args_.ExpectDType(next_, SetOf({DType::kFloat32})));
    BURIN_TRY(args_.ExpectDims(next_, "stats", Dims{batch, 2}));
    ++next_;
    return {};
  }
  // W as K x N and its bias, or packed with the bias as each panel's first row.
  Result<void> TakeWeights(std::string_view name, int64_t k, int64_t n,
                           int64_t panel, Precision precision) {
    BURIN_TRY(ExpectRange("the panel", panel, 0, kMostColumns));
    if (panel == 0) {
      BURIN_TRY(Take(name, Dims{k, n}));
      return TakeOptional(StrCat("bias of ", name), Dims{n});
    }
    const int64_t wide = args_.Has(next_) && args_.dims(next_).size() == 2
                             ? args_.dims(next_)[1]
                             : 0;
    if (wide < n || wide > CeilDiv(n, panel) * panel) {
      return Mismatch("input ", next_, " (", name, ") has ", wide,
                      " packed columns for ", n);
    }
    if (precision == Precision::kFloat32) {
      BURIN_TRY(Take(name, Dims{k + 1, wide}));
    } else {
      BURIN_TRY(TakeWords(name, Dims{PackedColumnWords(precision, k), wide}));
    }
    if (args_.Has(next_)) {
      return Mismatch("input ", next_, ": packed weights carry their bias");
    }
    ++next_;
    return {};
  }
  Result<void> TakeNorm(FusedNorm norm, float epsilon, int64_t batch,
                        int64_t k) {
    BURIN_TRY(ExpectRange("the norm", static_cast<int64_t>(norm), 0,
                          static_cast<int64_t>(FusedNorm::kAffine)));
    if (norm == FusedNorm::kNone) return {};
    if (norm == FusedNorm::kLayer) BURIN_TRY(ExpectEpsilon(epsilon));
    if (norm == FusedNorm::kGroup) BURIN_TRY(TakeStats(batch));
    BURIN_TRY(Take("norm scale", Dims{k}));
    return Take("norm bias", Dims{k});
  }
  Result<void> TakeResidual(FusedResidual residual, int64_t k,
                            std::span<const int64_t> output,
                            int64_t offset = 0) {
    BURIN_TRY(ExpectRange("the residual", static_cast<int64_t>(residual), 0,
                          static_cast<int64_t>(FusedResidual::kSource)));
    if (residual == FusedResidual::kRows) {
      return TakeWideRows("residual", output, offset);
    }
    if (offset != 0) {
      return Mismatch("a residual offset of ", offset, " without its rows");
    }
    if (residual == FusedResidual::kSource && output.back() != k) {
      return Mismatch("rows of ", k, " are added to ", output.back(),
                      " columns");
    }
    return {};
  }
  // Packed weights of a reduced product.
  Result<void> TakeWords(std::string_view name, std::span<const int64_t> dims) {
    if (!args_.Has(next_)) {
      return Mismatch("input ", next_, " (", name, ") is missing");
    }
    BURIN_TRY(args_.ExpectDType(next_, SetOf({DType::kInt32})));
    BURIN_TRY(args_.ExpectDims(next_, name, dims));
    ++next_;
    return {};
  }
  // Rows of which the output's columns from `offset` on are read.
  Result<void> TakeWideRows(std::string_view name,
                            std::span<const int64_t> output, int64_t offset) {
    BURIN_TRY(ExpectRange("the residual's offset", offset, 0, kMostColumns));
    Dims dims(output.begin(), output.end());
    if (offset > 0 && args_.Has(next_) && !args_.dims(next_).empty()) {
      dims.back() = args_.dims(next_).back();
      if (dims.back() - offset < output.back()) {
        return Mismatch("residual rows of ", dims.back(), " end before column ",
                        offset + output.back());
      }
    }
    return Take(name, dims);
  }
  Result<void> Finish() const {
    if (args_.count() > next_) {
      return Mismatch(args_.count(), " inputs, ", next_, " expected");
    }
    return {};
  }

 private:
  const InferArgs& args_;
  size_t next_;
};

// Side by side: the same leading dimensions, the last ones are added.
Result<Dims> ConcatRows(const FusedLinear& op, const InferArgs& args) {
  Dims rows = args.dims(0);
  BURIN_TRY(ExpectRange("a source's width", rows.back(), 1, kMostColumns));
  for (size_t i = 1; i < static_cast<size_t>(op.sources); ++i) {
    if (!args.Has(i)) return Mismatch("source ", i, " is missing");
    BURIN_TRY(args.ExpectSameDType(i));
    BURIN_TRY(args.ExpectRank(i, rows.size(), rows.size()));
    Dims expected = args.dims(0);
    expected.back() = args.dims(i).back();
    BURIN_TRY(
        ExpectRange("a source's width", expected.back(), 1, kMostColumns));
    BURIN_TRY(args.ExpectDims(i, StrCat("source ", i), expected));
    rows.back() += args.dims(i).back();
  }
  return rows;
}

// The dimensions of rows(X): leading ones, then K.
Result<Dims> RowDims(const FusedLinear& op, const InferArgs& args) {
  const Dims& x = args.dims(0);
  const bool concat = op.source == FusedSource::kConcat;
  BURIN_TRY(ExpectRange("sources", op.sources, 1, concat ? 64 : 1));
  switch (op.source) {
    case FusedSource::kRows:
      return x;
    case FusedSource::kConcat:
      return ConcatRows(op, args);
    case FusedSource::kShift:
      BURIN_TRY(ExpectShiftable(args, op.shift_group));
      return x;
    case FusedSource::kUnfold: {
      const Unfold unfold{op.kernel, op.strides, op.pads, op.dilations,
                          op.channels_last};
      const OpInput image{true, args.type(0), std::nullopt};
      BURIN_ASSIGN(const Types types,
                   Infer(unfold, InferArgs(std::span(&image, 1), 1)));
      return types[0].dims;
    }
  }
  return Mismatch("the row source is ", static_cast<int>(op.source));
}

// The output's dimensions, once K and N are known to be sound.
Result<Dims> ProductDims(Dims rows, int64_t columns) {
  BURIN_TRY(ExpectRange("the row", rows.back(), 1, kMostColumns));
  BURIN_TRY(ExpectRange("columns", columns, 1, kMostColumns));
  rows.back() = columns;
  BURIN_TRY(CheckedElementCount(rows));
  return rows;
}

}  // namespace

Result<Types> Infer(const FusedLinear& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, SIZE_MAX));
  BURIN_TRY(args.ExpectDType(0, kFloats));
  BURIN_TRY(args.ExpectRank(0, 2, kMaxRank));
  BURIN_TRY(ExpectActivation(op.activation));
  BURIN_TRY(ExpectPrecision(args, op.precision));
  BURIN_TRY(ExpectTile(op.tile));
  BURIN_ASSIGN(const Dims rows, RowDims(op, args));
  const int64_t k = rows.back();
  BURIN_ASSIGN(Dims dims, ProductDims(rows, op.columns));
  Operands operands(args, static_cast<size_t>(op.sources));
  BURIN_TRY(operands.TakeWeights("W", k, op.columns, op.panel, op.precision));
  BURIN_TRY(operands.TakeNorm(op.norm, op.epsilon, dims[0], k));
  BURIN_TRY(operands.TakeResidual(op.residual, k, dims, op.residual_offset));
  BURIN_TRY(operands.Finish());
  return OneType(args.dtype(0), std::move(dims));
}

Result<Types> Infer(const FusedMlp& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, SIZE_MAX));
  BURIN_TRY(args.ExpectDType(0, kFloats));
  BURIN_TRY(args.ExpectRank(0, 2, kMaxRank));
  BURIN_TRY(ExpectActivation(op.activation));
  BURIN_TRY(ExpectPrecision(args, op.precision));
  BURIN_TRY(ExpectTile(op.tile));
  BURIN_TRY(ExpectRange("hidden", op.hidden, 1, kMostColumns));
  if (op.source == FusedSource::kShift) {
    BURIN_TRY(ExpectShiftable(args, op.shift_group));
  } else if (op.source != FusedSource::kRows) {
    return Mismatch("the row source is ", static_cast<int>(op.source));
  }
  if ((op.panel1 == 0) != (op.panel2 == 0)) {
    return Mismatch("panels of ", op.panel1, " and ", op.panel2,
                    ", both or neither expected");
  }
  const int64_t k = args.dims(0).back();
  BURIN_ASSIGN(Dims dims, ProductDims(args.dims(0), op.columns));
  Operands operands(args, 1);
  BURIN_TRY(operands.TakeWeights("W1", k, op.hidden, op.panel1, op.precision));
  BURIN_TRY(operands.TakeWeights("W2", op.hidden, op.columns, op.panel2,
                                 op.precision));
  BURIN_TRY(operands.TakeNorm(op.norm, op.epsilon, dims[0], k));
  BURIN_TRY(operands.TakeResidual(op.residual, k, dims));
  BURIN_TRY(operands.Finish());
  return OneType(args.dtype(0), std::move(dims));
}

Result<Types> Infer(const GroupStats& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(1, 1));
  BURIN_TRY(args.ExpectDType(0, kFloats));
  BURIN_TRY(args.ExpectRank(0, 2, kMaxRank));
  BURIN_TRY(ExpectEpsilon(op.epsilon));
  if (op.shift_group != 0) BURIN_TRY(ExpectShiftable(args, op.shift_group));
  return OneType(DType::kFloat32, {args.dims(0)[0], 2});
}

Result<Types> Infer(const DepthwiseConv& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 5));
  BURIN_TRY(args.ExpectDType(0, kFloats));
  BURIN_TRY(args.ExpectRank(0, 4, 4));
  BURIN_TRY(args.ExpectRank(1, 3, 3));
  BURIN_TRY(ExpectActivation(op.pre));
  BURIN_TRY(ExpectActivation(op.post));
  const Dims& x = args.dims(0);
  const Dims kernel(args.dims(1).begin(), args.dims(1).begin() + 2);
  BURIN_ASSIGN(
      const std::vector<WindowAxis> windows,
      ImageWindows(x[1], x[2], kernel, op.strides, op.pads, op.dilations));
  BURIN_TRY(ExpectPaddedImage(windows));
  Operands operands(args, 1);
  BURIN_TRY(operands.Take("W", Dims{kernel[0], kernel[1], x[3]}));
  BURIN_TRY(operands.TakeOptional("bias", Dims{x[3]}));
  BURIN_TRY(operands.TakeOptional("pre_scale", Dims{x[3]}));
  BURIN_TRY(operands.TakeOptional("pre_bias", Dims{x[3]}));
  return OneType(args.dtype(0), {x[0], windows[0].out, windows[1].out, x[3]});
}

}  // namespace burin
