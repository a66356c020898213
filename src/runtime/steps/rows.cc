// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Bindings of the ops that normalise, gather or reorder whole rows.

#include "runtime/steps/bind.h"

namespace burin {
namespace {

BoundStepPtr RowsStep(const RowsArgs& args, const BindTarget& target) {
  return MakeLoopStep(args, target.kernels.rows, RowsTasks(args));
}

RowsArgs RowsOf(const ConstTensorView& x, const StepOperands& at) {
  RowsArgs args;
  args.a.columns = x.dims.back();
  args.a.rows = args.a.columns == 0 ? 0 : x.elements() / args.a.columns;
  args.a.dense = {reinterpret_cast<const float*>(x.data), args.a.columns, 0, 0};
  args.y = {at.out_floats(), args.a.columns, 0, 0};
  return args;
}

// Whether a tensor has one element for each of K columns.
bool IsRow(const ConstTensorView& v, int64_t k) {
  return v.dims.size() == 1 && v.dims[0] == k;
}

// Statistics in two phases, then (for GroupNormalization) the map.
class GroupStep final : public BoundStep {
 public:
  // Without `rows` only the statistics are made, into stats.stats.
  GroupStep(const GroupStatsArgs& stats, const RowsArgs* rows,
            AlignedBuffer memory, const KernelTable& kernels)
      : stats_(stats), memory_(std::move(memory)), kernels_(kernels) {
    float* floats = reinterpret_cast<float*>(memory_.data());
    stats_.partials = floats;
    if (rows == nullptr) return;
    has_rows_ = true;
    rows_ = *rows;
    stats_.stats = floats + GroupPartialsFloats(stats);
    rows_.norm.stats = stats_.stats;
  }
  Result<void> Run(const RunContext& context) const override {
    for (int phase = 0; phase < kGroupStatsPhases; ++phase) {
      context.ParallelFor(GroupStatsTasks(stats_, phase),
                          [&](int64_t task, int) {
                            kernels_.group_stats(stats_, phase, task);
                          });
    }
    if (has_rows_) {
      context.ParallelFor(RowsTasks(rows_), [&](int64_t task, int) {
        kernels_.rows(rows_, task);
      });
    }
    return {};
  }

 private:
  GroupStatsArgs stats_;
  RowsArgs rows_;
  bool has_rows_ = false;
  AlignedBuffer memory_;
  const KernelTable& kernels_;
};

// The image of statistics: any B x ... x C.
GroupStatsArgs StatsOf(const ConstTensorView& x, float epsilon,
                       int64_t shift_group) {
  GroupStatsArgs args;
  args.x = reinterpret_cast<const float*>(x.data);
  args.batch = x.dims.front();
  args.channels = x.dims.back();
  args.height = x.dims.size() == 4 ? x.dims[1] : 1;
  args.width = x.dims.size() == 4
                   ? x.dims[2]
                   : ElementCount(x.dims.subspan(1, x.dims.size() - 2));
  args.shift_group = shift_group;
  args.eps = epsilon;
  return args;
}

}  // namespace

Result<BoundStepPtr> BindFast(const LayerNormalization& op,
                              const StepOperands& at,
                              const BindTarget& target) {
  const ConstTensorView& x = at.in(0);
  BURIN_ASSIGN(const int64_t axis, NormalizeAxis(op.axis, x.dims.size()));
  if (axis + 1 != static_cast<int64_t>(x.dims.size()) || !at.has(2) ||
      at.outputs.size() != 1 || !IsRow(at.in(1), x.dims.back()) ||
      !IsRow(at.in(2), x.dims.back())) {
    return BoundStepPtr();
  }
  RowsArgs args = RowsOf(x, at);
  args.norm.kind = NormKind::kLayer;
  args.norm.eps = op.epsilon;
  args.norm.gamma = at.floats(1);
  args.norm.beta = at.floats(2);
  return RowsStep(args, target);
}

Result<BoundStepPtr> BindFast(const GroupNormalization& op,
                              const StepOperands& at,
                              const BindTarget& target) {
  if (!op.channels_last || op.num_groups != 1 || op.per_group ||
      at.in(0).dims.size() < 3) {
    return BoundStepPtr();
  }
  const ConstTensorView& x = at.in(0);
  RowsArgs rows = RowsOf(x, at);
  rows.norm.kind = NormKind::kGroup;
  rows.norm.gamma = at.floats(1);
  rows.norm.beta = at.floats(2);
  rows.norm.sample_rows = rows.a.rows / std::max<int64_t>(1, x.dims[0]);
  const GroupStatsArgs stats = StatsOf(x, op.epsilon, 0);
  const size_t floats =
      GroupPartialsFloats(stats) + static_cast<size_t>(2 * x.dims[0]);
  BURIN_ASSIGN(AlignedBuffer memory,
               AlignedBuffer::Allocate(floats * sizeof(float)));
  return BoundStepPtr(std::make_unique<GroupStep>(
      stats, &rows, std::move(memory), target.kernels));
}

Result<BoundStepPtr> BindFast(const GroupStats& op, const StepOperands& at,
                              const BindTarget& target) {
  // Of nothing there are statistics, but no pixels to loop over.
  if (at.in(0).dims.size() < 3 || at.in(0).elements() == 0) {
    return BoundStepPtr();
  }
  GroupStatsArgs stats = StatsOf(at.in(0), op.epsilon, op.shift_group);
  stats.stats = at.out_floats();
  BURIN_ASSIGN(
      AlignedBuffer memory,
      AlignedBuffer::Allocate(GroupPartialsFloats(stats) * sizeof(float)));
  return BoundStepPtr(std::make_unique<GroupStep>(
      stats, nullptr, std::move(memory), target.kernels));
}

Result<BoundStepPtr> BindFast(const Shift& op, const StepOperands& at,
                              const BindTarget& target) {
  if (!op.channels_last) return BoundStepPtr();
  RowsArgs args = RowsOf(at.in(0), at);
  args.a.kind = RowKind::kShift;
  args.a.shift = {at.in(0).dims[1], at.in(0).dims[2], op.group};
  return RowsStep(args, target);
}

Result<BoundStepPtr> BindFast(const Unfold& op, const StepOperands& at,
                              const BindTarget& target) {
  const auto& x = at.in(0).dims;
  const auto& y = at.outputs[0].dims;
  RowsArgs args;
  args.a.kind = RowKind::kUnfold;
  args.a.dense.data = at.floats(0);
  UnfoldShape& u = args.a.unfold;
  u.channels_first = !op.channels_last;
  u.height = x[op.channels_last ? 1 : 2];
  u.width = x[op.channels_last ? 2 : 3];
  u.channels = x[op.channels_last ? 3 : 1];
  u.kernel_height = op.kernel[0];
  u.kernel_width = op.kernel[1];
  u.stride_height = op.strides[0];
  u.stride_width = op.strides[1];
  u.dilation_height = op.dilations[0];
  u.dilation_width = op.dilations[1];
  u.pad_top = op.pads[0];
  u.pad_left = op.pads[1];
  u.out_width = (u.width + op.pads[1] + op.pads[3] -
                 u.dilation_width * (u.kernel_width - 1) - 1) /
                    u.stride_width +
                1;
  u.out_height = u.out_width == 0 ? 0 : y[1] / u.out_width;
  args.a.rows = y[0] * y[1];
  args.a.columns = y[2];
  args.y = {at.out_floats(), y[2], 0, 0};
  return RowsStep(args, target);
}

Result<BoundStepPtr> BindFast(const Concat& op, const StepOperands& at,
                              const BindTarget& target) {
  const auto& y = at.outputs[0].dims;
  BURIN_ASSIGN(const int64_t axis, NormalizeAxis(op.axis, y.size()));
  if (at.inputs.size() > kMaxRowParts) return BoundStepPtr();
  RowsArgs args;
  args.a.kind = RowKind::kConcat;
  args.a.parts_count = static_cast<int32_t>(at.inputs.size());
  args.a.rows = ElementCount(y.first(static_cast<size_t>(axis)));
  for (size_t i = 0; i < at.inputs.size(); ++i) {
    const int64_t columns =
        ElementCount(at.in(i).dims.subspan(static_cast<size_t>(axis)));
    if (columns == 0) return BoundStepPtr();
    args.a.parts[i] = {at.floats(i), columns, 0, 0};
    args.a.part_columns[i] = columns;
    args.a.columns += columns;
  }
  args.y = {at.out_floats(), args.a.columns, 0, 0};
  return RowsStep(args, target);
}

Result<BoundStepPtr> BindFast(const Softmax& op, const StepOperands& at,
                              const BindTarget& target) {
  const auto& x = at.in(0).dims;
  const bool past_end = op.axis == static_cast<int64_t>(x.size());
  if (x.empty() || past_end) return BoundStepPtr();
  BURIN_ASSIGN(const int64_t axis, NormalizeAxis(op.axis, x.size()));
  if (!op.flatten_to_2d && axis + 1 != static_cast<int64_t>(x.size())) {
    return BoundStepPtr();
  }
  SoftmaxArgs args;
  args.x = at.floats(0);
  args.y = at.out_floats();
  args.rows = ElementCount(x.first(static_cast<size_t>(axis)));
  args.columns = ElementCount(x.subspan(static_cast<size_t>(axis)));
  if (args.columns == 0) return BoundStepPtr();
  return MakeLoopStep(args, target.kernels.softmax, SoftmaxTasks(args));
}

Result<BoundStepPtr> BindFast(const GlobalAveragePool& op,
                              const StepOperands& at,
                              const BindTarget& target) {
  const auto& x = at.in(0).dims;
  if (!op.channels_last || x.size() < 3) return BoundStepPtr();
  MeanArgs args;
  args.x = at.floats(0);
  args.batch = x[0];
  args.columns = x.back();
  args.rows = ElementCount(x.subspan(1, x.size() - 2));
  if (args.rows == 0) return BoundStepPtr();
  args.batch_stride = args.rows * args.columns;
  args.y = at.out_floats();
  return MakeLoopStep(args, target.kernels.mean, MeanTasks(args));
}

Result<BoundStepPtr> BindFast(const Transpose& op, const StepOperands& at,
                              const BindTarget& target) {
  // A swap of two adjacent blocks of dimensions behind common leading ones:
  // perm = 0..a-1, b..r-1, a..b-1.
  const auto& x = at.in(0).dims;
  const int64_t rank = static_cast<int64_t>(x.size());
  if (static_cast<int64_t>(op.perm.size()) != rank) return BoundStepPtr();
  int64_t a = 0;
  while (a < rank && op.perm[static_cast<size_t>(a)] == a) ++a;
  if (a == rank) return BoundStepPtr();
  const int64_t b = op.perm[static_cast<size_t>(a)];
  for (int64_t i = a; i < rank; ++i) {
    const int64_t expected =
        i < a + rank - b ? b + i - a : a + i - a - rank + b;
    if (op.perm[static_cast<size_t>(i)] != expected) return BoundStepPtr();
  }
  TransposeArgs args;
  args.x = at.floats(0);
  args.y = at.out_floats();
  const auto product = [&](int64_t from, int64_t to) {
    return ElementCount(
        x.subspan(static_cast<size_t>(from), static_cast<size_t>(to - from)));
  };
  args.batch = product(0, a);
  args.rows = product(a, b);
  args.columns = product(b, rank);
  return MakeLoopStep(args, target.kernels.transpose, TransposeTasks(args));
}

}  // namespace burin
