// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Bindings of the maps of each element.

#include <algorithm>

#include "runtime/steps/bind.h"

namespace burin {
namespace {

// A reshape whose shape is known only at run time may state a result of another
// size than its input; the reference op refuses it then.
BoundStepPtr Unary(UnaryOp op, const StepOperands& at,
                   const BindTarget& target) {
  if (at.in(0).elements() != at.outputs[0].elements()) return BoundStepPtr();
  UnaryArgs args;
  args.op = op;
  args.x = at.floats(0);
  args.y = at.out_floats();
  args.count = at.outputs[0].elements();
  return MakeLoopStep(args, target.kernels.unary, UnaryTasks(args));
}

// How one operand of a binary op walks over the result.
struct Walk {
  int64_t row_stride = 0;
  int64_t column_stride = 0;
};

// The operand without leading ones: a suffix of the result's dimensions means
// it repeats for every row of that suffix.
bool IsSuffix(std::span<const int64_t> dims, std::span<const int64_t> whole) {
  while (!dims.empty() && dims.front() == 1) dims = dims.subspan(1);
  return dims.size() <= whole.size() &&
         std::equal(dims.rbegin(), dims.rend(), whole.rbegin());
}

Result<BoundStepPtr> Binary(BinaryOp op, const StepOperands& at,
                            const BindTarget& target) {
  const auto& y = at.outputs[0].dims;
  const int64_t total = ElementCount(y);
  const int64_t a_count = at.in(0).elements();
  const int64_t b_count = at.in(1).elements();
  if (total == 0) return BoundStepPtr();
  const int64_t columns =
      std::min(a_count == 1 ? total : a_count, b_count == 1 ? total : b_count);
  const auto walk = [&](size_t i, int64_t count, Walk& out) {
    if (count == 1) {
      out = {0, 0};
      return true;
    }
    if (!IsSuffix(at.in(i).dims, y)) return false;
    if (count == columns) {
      out = {columns == total ? columns : 0, 1};
      return true;
    }
    out = {columns, 1};
    return count == total;
  };
  Walk a;
  Walk b;
  if (!walk(0, a_count, a) || !walk(1, b_count, b)) return BoundStepPtr();
  BinaryArgs args;
  args.op = op;
  args.a = at.floats(0);
  args.a_row_stride = a.row_stride;
  args.a_column_stride = a.column_stride;
  args.b = at.floats(1);
  args.b_row_stride = b.row_stride;
  args.b_column_stride = b.column_stride;
  args.y = at.out_floats();
  args.columns = columns;
  args.rows = total / columns;
  return MakeLoopStep(args, target.kernels.binary, BinaryTasks(args));
}

}  // namespace

Result<BoundStepPtr> BindFast(const Add&, const StepOperands& at,
                              const BindTarget& target) {
  return Binary(BinaryOp::kAdd, at, target);
}
Result<BoundStepPtr> BindFast(const Sub&, const StepOperands& at,
                              const BindTarget& target) {
  return Binary(BinaryOp::kSub, at, target);
}
Result<BoundStepPtr> BindFast(const Mul&, const StepOperands& at,
                              const BindTarget& target) {
  return Binary(BinaryOp::kMul, at, target);
}
Result<BoundStepPtr> BindFast(const Div&, const StepOperands& at,
                              const BindTarget& target) {
  return Binary(BinaryOp::kDiv, at, target);
}
Result<BoundStepPtr> BindFast(const Gelu& op, const StepOperands& at,
                              const BindTarget& target) {
  if (op.tanh) return BoundStepPtr();
  return Unary(UnaryOp::kGelu, at, target);
}
Result<BoundStepPtr> BindFast(const Relu&, const StepOperands& at,
                              const BindTarget& target) {
  return Unary(UnaryOp::kRelu, at, target);
}
Result<BoundStepPtr> BindFast(const Exp&, const StepOperands& at,
                              const BindTarget& target) {
  return Unary(UnaryOp::kExp, at, target);
}
Result<BoundStepPtr> BindFast(const Sqrt&, const StepOperands& at,
                              const BindTarget& target) {
  return Unary(UnaryOp::kSqrt, at, target);
}
Result<BoundStepPtr> BindFast(const Identity&, const StepOperands& at,
                              const BindTarget& target) {
  return Unary(UnaryOp::kCopy, at, target);
}
Result<BoundStepPtr> BindFast(const Reshape&, const StepOperands& at,
                              const BindTarget& target) {
  return Unary(UnaryOp::kCopy, at, target);
}
Result<BoundStepPtr> BindFast(const Flatten&, const StepOperands& at,
                              const BindTarget& target) {
  return Unary(UnaryOp::kCopy, at, target);
}
Result<BoundStepPtr> BindFast(const Squeeze&, const StepOperands& at,
                              const BindTarget& target) {
  return Unary(UnaryOp::kCopy, at, target);
}
Result<BoundStepPtr> BindFast(const Unsqueeze&, const StepOperands& at,
                              const BindTarget& target) {
  return Unary(UnaryOp::kCopy, at, target);
}

}  // namespace burin
