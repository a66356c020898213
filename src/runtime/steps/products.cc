// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Bindings of the ops that multiply.

#include <algorithm>

#include "runtime/steps/bind.h"

namespace burin {
namespace {

Error BadTile() {
  return MakeError(ErrorCode::kBadPlate, "a tile that the kernels do not know");
}

// Whether the weights are as many as the kernels will read.
bool PackedFits(const ConstTensorView& packed, Isa isa, int32_t nr, int64_t k,
                int64_t n, Operands operands) {
  return static_cast<size_t>(packed.elements()) ==
         PackedLinearWords(isa, nr, k, n, operands);
}

// Whether the kernels can sum K products of the operands.
bool CanSum(Operands operands, int64_t k) {
  return operands != Operands::kInt8 || k <= kInt8MostK;
}

// Packed weights: floats, or words that the kernel takes as such.
const float* Words(const ConstTensorView& packed) {
  return reinterpret_cast<const float*>(packed.data);
}

Activation KernelActivation(FusedActivation activation) {
  switch (activation) {
    case FusedActivation::kNone:
      return Activation::kNone;
    case FusedActivation::kRelu:
      return Activation::kRelu;
    case FusedActivation::kGelu:
    case FusedActivation::kGeluTanh:
      return Activation::kGelu;
  }
  return Activation::kNone;
}

ResidualKind KernelResidual(FusedResidual residual) {
  switch (residual) {
    case FusedResidual::kNone:
      return ResidualKind::kNone;
    case FusedResidual::kRows:
      return ResidualKind::kDense;
    case FusedResidual::kSource:
      return ResidualKind::kSource;
  }
  return ResidualKind::kNone;
}

ConstRows DenseRows(const ConstTensorView& x) {
  return {reinterpret_cast<const float*>(x.data), x.dims.back(), 0, 0};
}

// The rows that the first inputs of a fused op give.
template <typename FusedOp>
RowSource SourceOf(const FusedOp& op, const StepOperands& at) {
  const ConstTensorView& x = at.in(0);
  RowSource out;
  out.columns = x.dims.back();
  out.rows = out.columns == 0 ? 0 : x.elements() / out.columns;
  out.dense = DenseRows(x);
  if (op.source == FusedSource::kShift) {
    out.kind = RowKind::kShift;
    out.shift = {x.dims[1], x.dims[2], op.shift_group};
  }
  return out;
}

RowSource UnfoldSource(const FusedLinear& op, const StepOperands& at) {
  const ConstTensorView& x = at.in(0);
  RowSource out;
  out.kind = RowKind::kUnfold;
  out.dense.data = at.floats(0);
  UnfoldShape& u = out.unfold;
  u.channels_first = !op.channels_last;
  u.height = x.dims[op.channels_last ? 1 : 2];
  u.width = x.dims[op.channels_last ? 2 : 3];
  u.channels = x.dims[op.channels_last ? 3 : 1];
  u.kernel_height = op.kernel[0];
  u.kernel_width = op.kernel[1];
  u.stride_height = op.strides[0];
  u.stride_width = op.strides[1];
  u.dilation_height = op.dilations[0];
  u.dilation_width = op.dilations[1];
  u.pad_top = op.pads[0];
  u.pad_left = op.pads[1];
  const auto windows = [](int64_t size, int64_t pad, int64_t kernel,
                          int64_t dilation, int64_t stride) {
    return (size + pad - dilation * (kernel - 1) - 1) / stride + 1;
  };
  u.out_height = windows(u.height, op.pads[0] + op.pads[2], u.kernel_height,
                         u.dilation_height, u.stride_height);
  u.out_width = windows(u.width, op.pads[1] + op.pads[3], u.kernel_width,
                        u.dilation_width, u.stride_width);
  out.rows = x.dims[0] * u.out_height * u.out_width;
  out.columns = u.channels * u.kernel_height * u.kernel_width;
  return out;
}

RowSource ConcatSource(const FusedLinear& op, const StepOperands& at) {
  RowSource out;
  out.kind = RowKind::kConcat;
  out.parts_count = static_cast<int32_t>(op.sources);
  for (int32_t i = 0; i < out.parts_count; ++i) {
    const ConstTensorView& part = at.in(static_cast<size_t>(i));
    out.parts[i] = DenseRows(part);
    out.part_columns[i] = part.dims.back();
    out.columns += part.dims.back();
    out.rows = ElementCount(part.dims.first(part.dims.size() - 1));
  }
  return out;
}

// The norm's operands begin at input `next`, which moves past them.
RowNorm NormOf(FusedNorm norm, float epsilon, const StepOperands& at,
               size_t& next) {
  RowNorm out;
  out.eps = epsilon;
  switch (norm) {
    case FusedNorm::kNone:
      return out;
    case FusedNorm::kLayer:
      out.kind = NormKind::kLayer;
      break;
    case FusedNorm::kAffine:
      out.kind = NormKind::kAffine;
      break;
    case FusedNorm::kGroup:
      out.kind = NormKind::kGroup;
      out.stats = at.floats(next++);
      break;
  }
  out.gamma = at.floats(next++);
  out.beta = at.floats(next++);
  return out;
}

}  // namespace

Result<BoundStepPtr> BindFast(const FusedLinear& op, const StepOperands& at,
                              const BindTarget& target) {
  if (op.panel == 0 || op.activation == FusedActivation::kGeluTanh ||
      op.sources > kMaxRowParts) {
    return BoundStepPtr();
  }
  LinearArgs args;
  size_t next = 1;
  switch (op.source) {
    case FusedSource::kRows:
    case FusedSource::kShift:
      args.a = SourceOf(op, at);
      break;
    case FusedSource::kUnfold:
      args.a = UnfoldSource(op, at);
      break;
    case FusedSource::kConcat:
      args.a = ConcatSource(op, at);
      next = static_cast<size_t>(op.sources);
      break;
  }
  if (op.tile.size() != 4) return BadTile();
  const ConstTensorView& packed = at.in(next);
  args.packed = Words(packed);
  args.operands = op.precision;
  next += 2;
  args.norm = NormOf(op.norm, op.epsilon, at, next);
  if (op.norm == FusedNorm::kGroup) {
    args.norm.sample_rows =
        args.a.rows / std::max<int64_t>(1, at.in(0).dims[0]);
  }
  args.n = op.columns;
  args.tile = {static_cast<int32_t>(op.tile[0]), static_cast<int32_t>(op.panel),
               op.tile[1], op.tile[2], op.tile[3]};
  if (!CanSum(args.operands, args.a.columns)) return BoundStepPtr();
  const bool fits = IsLinearTile(target.kernels.isa, args.tile) &&
                    PackedFits(packed, target.kernels.isa, args.tile.nr,
                               args.a.columns, args.n, args.operands);
  if (!fits) return BadTile();
  args.tile = FitToThreads(args.tile, args.a.rows, args.n, target.threads);
  args.act = KernelActivation(op.activation);
  args.residual_kind = KernelResidual(op.residual);
  if (op.residual == FusedResidual::kRows) {
    args.residual = DenseRows(at.in(next));
    args.residual.data += op.residual_offset;
  }
  args.y = {at.out_floats(), op.columns, 0, 0};
  return MakeLoopStep(args, target.kernels.linear, LinearTasks(args),
                      LinearScratchBytes(args));
}

Result<BoundStepPtr> BindFast(const FusedMlp& op, const StepOperands& at,
                              const BindTarget& target) {
  if (op.panel1 == 0 || op.panel2 == 0 ||
      op.activation == FusedActivation::kGeluTanh) {
    return BoundStepPtr();
  }
  if (op.tile.size() != 4) return BadTile();
  MlpArgs args;
  args.a = SourceOf(op, at);
  args.packed1 = Words(at.in(1));
  args.packed2 = Words(at.in(3));
  args.operands = op.precision;
  size_t next = 5;
  args.norm = NormOf(op.norm, op.epsilon, at, next);
  if (op.norm == FusedNorm::kGroup) {
    args.norm.sample_rows =
        args.a.rows / std::max<int64_t>(1, at.in(0).dims[0]);
  }
  args.hidden = op.hidden;
  args.n = op.columns;
  args.tile = {static_cast<int32_t>(op.tile[0]),
               static_cast<int32_t>(op.panel1),
               static_cast<int32_t>(op.tile[1]),
               static_cast<int32_t>(op.panel2),
               op.tile[2],
               op.tile[3]};
  if (!CanSum(args.operands, std::max(args.a.columns, args.hidden))) {
    return BoundStepPtr();
  }
  const bool fits =
      IsMlpTile(target.kernels.isa, args.tile) &&
      (args.operands != Operands::kInt8 || SuitsInt8(args.tile, args.hidden)) &&
      PackedFits(at.in(1), target.kernels.isa, args.tile.nr1, args.a.columns,
                 args.hidden, args.operands) &&
      PackedFits(at.in(3), target.kernels.isa, args.tile.nr2, args.hidden,
                 args.n, args.operands);
  if (!fits) return BadTile();
  args.tile = FitToThreads(args.tile, args.a.rows, target.threads);
  args.act = KernelActivation(op.activation);
  args.residual_kind = KernelResidual(op.residual);
  if (op.residual == FusedResidual::kRows) {
    args.residual = DenseRows(at.in(next));
  }
  args.y = {at.out_floats(), op.columns, 0, 0};
  return MakeLoopStep(args, target.kernels.mlp, MlpTasks(args),
                      MlpScratchBytes(args));
}

Result<BoundStepPtr> BindFast(const MatMul&, const StepOperands& at,
                              const BindTarget& target) {
  const auto& a = at.in(0).dims;
  const auto& b = at.in(1).dims;
  const auto& y = at.outputs[0].dims;
  if (a.size() < 2 || b.size() < 2) return BoundStepPtr();
  MatmulArgs args;
  args.m = a[a.size() - 2];
  args.k = a[a.size() - 1];
  args.n = b[b.size() - 1];
  // Leading dimensions: equal on both sides, or none on one.
  const bool same =
      a.size() == b.size() && std::equal(a.begin(), a.end() - 2, b.begin());
  if (!same && a.size() != 2 && b.size() != 2) return BoundStepPtr();
  args.batch = ElementCount(y.first(y.size() - 2));
  args.a = at.floats(0);
  args.a_row_stride = args.k;
  args.a_batch_stride = a.size() > 2 ? args.m * args.k : 0;
  args.b = at.floats(1);
  args.b_row_stride = args.n;
  args.b_batch_stride = b.size() > 2 ? args.k * args.n : 0;
  args.y = at.out_floats();
  args.y_row_stride = args.n;
  args.y_batch_stride = args.m * args.n;
  return MakeLoopStep(args, target.kernels.matmul, MatmulTasks(args),
                      MatmulScratchBytes(args));
}

Result<BoundStepPtr> BindFast(const TokenMix& op, const StepOperands& at,
                              const BindTarget& target) {
  const auto& x = at.in(0).dims;
  BURIN_ASSIGN(const int64_t axis, NormalizeAxis(op.axis, x.size()));
  TokenMixArgs args;
  args.x = at.floats(0);
  args.p = at.floats(1);
  args.bias = at.floats_or_null(2);
  args.groups = ElementCount(x.first(static_cast<size_t>(axis)));
  args.length = x[static_cast<size_t>(axis)];
  args.out_length = at.in(1).dims[0];
  args.columns = ElementCount(x.subspan(static_cast<size_t>(axis) + 1));
  args.y = at.out_floats();
  return MakeLoopStep(args, target.kernels.token_mix, TokenMixTasks(args),
                      TokenMixScratchBytes(args));
}

Result<BoundStepPtr> BindFast(const DepthwiseConv& op, const StepOperands& at,
                              const BindTarget& target) {
  const bool unit_dilation = op.dilations[0] == 1 && op.dilations[1] == 1;
  if (!unit_dilation || op.strides[0] != op.strides[1] ||
      op.pre == FusedActivation::kGeluTanh ||
      op.post == FusedActivation::kGeluTanh) {
    return BoundStepPtr();
  }
  const auto& x = at.in(0).dims;
  const auto& y = at.outputs[0].dims;
  DepthwiseArgs args;
  args.x = at.floats(0);
  args.batch = x[0];
  args.height = x[1];
  args.width = x[2];
  args.channels = x[3];
  args.kernel_height = at.in(1).dims[0];
  args.kernel_width = at.in(1).dims[1];
  args.stride = op.strides[0];
  args.pad_top = op.pads[0];
  args.pad_left = op.pads[1];
  args.out_height = y[1];
  args.out_width = y[2];
  args.weights = at.floats(1);
  args.bias = at.floats_or_null(2);
  args.pre_scale = at.floats_or_null(3);
  args.pre_shift = at.floats_or_null(4);
  if ((args.pre_scale == nullptr) != (args.pre_shift == nullptr)) {
    return BoundStepPtr();
  }
  args.pre_act = KernelActivation(op.pre);
  args.act = KernelActivation(op.post);
  args.y = at.out_floats();
  return MakeLoopStep(args, target.kernels.depthwise, DepthwiseTasks(args),
                      DepthwiseScratchBytes(args));
}

Result<BoundStepPtr> BindFast(const Attention& op, const StepOperands& at,
                              const BindTarget& target) {
  const auto& x = at.in(0).dims;
  AttentionArgs args;
  args.qkv = at.floats(0);
  args.batch = x[0];
  args.tokens = x[1];
  args.heads = op.heads;
  args.head_dim = x[2] / (3 * op.heads);
  args.row_stride = x[2];
  args.scale = op.scale;
  args.operands = op.precision;
  args.y = at.out_floats();
  args.y_stride = args.heads * args.head_dim;
  return MakeLoopStep(args, target.kernels.attention, AttentionTasks(args),
                      AttentionScratchBytes(args));
}

namespace {

// The kernel reads W as E x M, so the step turns the few kilobytes of the op's
// M x E first; memory holds them behind the sums.
class PerformerStep final : public BoundStep {
 public:
  PerformerStep(const PerformerArgs& args, PerformerFn run,
                AlignedBuffer memory)
      : args_(args), w_(args.w), run_(run), memory_(std::move(memory)) {
    args_.sums = reinterpret_cast<float*>(memory_.data());
    turned_ = args_.sums + PerformerSumsFloats(args);
    args_.w = turned_;
  }
  size_t scratch_bytes() const override { return PerformerScratchBytes(args_); }
  Result<void> Run(const RunContext& context) const override {
    for (int64_t m = 0; m < args_.features; ++m) {
      for (int64_t e = 0; e < args_.dim; ++e) {
        turned_[e * args_.features + m] = w_[m * args_.dim + e];
      }
    }
    for (int phase = 0; phase < kPerformerPhases; ++phase) {
      context.ParallelFor(PerformerTasks(args_, phase), [&](int64_t task,
                                                            int thread) {
        run_(args_, phase, task, context.scratch[static_cast<size_t>(thread)]);
      });
    }
    return {};
  }

 private:
  PerformerArgs args_;
  const float* w_;
  float* turned_;
  PerformerFn run_;
  AlignedBuffer memory_;
};

}  // namespace

Result<BoundStepPtr> BindFast(const Performer& op, const StepOperands& at,
                              const BindTarget& target) {
  const auto& x = at.in(0).dims;
  PerformerArgs args;
  args.kqv = at.floats(0);
  args.batch = x[0];
  args.tokens = x[1];
  args.dim = x[2] / 3;
  args.features = at.in(1).dims[0];
  args.w = at.floats(1);
  args.eps = op.epsilon;
  args.y = at.out_floats();
  // Beyond this the sums of the token blocks would outgrow the input by far.
  constexpr double kMostSums = 1e9;
  const double blocks = static_cast<double>(args.batch) *
                        static_cast<double>(args.tokens / kPerformerTokens + 1);
  if (blocks * static_cast<double>(args.features) *
          static_cast<double>(args.dim + 2) >
      kMostSums) {
    return BoundStepPtr();
  }
  const size_t floats =
      PerformerSumsFloats(args) + static_cast<size_t>(args.features * args.dim);
  BURIN_ASSIGN(AlignedBuffer memory,
               AlignedBuffer::Allocate(floats * sizeof(float)));
  return BoundStepPtr(std::make_unique<PerformerStep>(
      args, target.kernels.performer, std::move(memory)));
}

}  // namespace burin
