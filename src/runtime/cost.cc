// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// One overload an op that multiplies; the others cost nothing.

#include "runtime/cost.h"

#include <algorithm>

#include "ops/einsum_equation.h"

namespace burin {
namespace {

const Dims& In(const Step& step, size_t i) { return step.inputs[i].type.dims; }
const Dims& Out(const Step& step) { return step.outputs[0].type.dims; }
double Float(int64_t value) { return static_cast<double>(value); }

// As many rows as the result has for each of `columns`.
int64_t RowsOf(const Step& step, int64_t columns) {
  return columns > 0 ? step.outputs[0].type.elements() / columns : 0;
}

// One multiply-add for each row, column and k.
StepWork Products(int64_t count, int64_t rows, int64_t columns, int64_t k) {
  return {count,   rows,
          columns, k,
          0,       2 * Float(count) * Float(rows) * Float(columns) * Float(k)};
}

StepWork Work(const auto&, const Step&) { return {}; }

// K of a product whose weights hold several k in a word.
int64_t RowWidth(const FusedLinear& op, const Step& step) {
  if (op.source == FusedSource::kUnfold) {
    const Dims& x = In(step, 0);
    const int64_t channels = op.channels_last ? x.back() : x[1];
    return channels * op.kernel[0] * op.kernel[1];
  }
  int64_t k = 0;
  for (size_t i = 0; i < static_cast<size_t>(op.sources); ++i) {
    k += In(step, i).back();
  }
  return k;
}

StepWork Work(const FusedLinear& op, const Step& step) {
  const size_t weights =
      op.source == FusedSource::kConcat ? static_cast<size_t>(op.sources) : 1;
  const int64_t k = op.panel == 0 || op.precision == Precision::kFloat32
                        ? In(step, weights)[0] - (op.panel > 0 ? 1 : 0)
                        : RowWidth(op, step);
  return Products(1, RowsOf(step, op.columns), op.columns, k);
}
StepWork Work(const FusedMlp& op, const Step& step) {
  StepWork out =
      Products(1, RowsOf(step, op.columns), op.columns, In(step, 0).back());
  out.hidden = op.hidden;
  out.flops = 2 * Float(out.rows) * Float(op.hidden) *
              (Float(out.k) + Float(out.columns));
  return out;
}
StepWork Work(const Linear&, const Step& step) {
  const int64_t columns = In(step, 1)[1];
  return Products(1, RowsOf(step, columns), columns, In(step, 1)[0]);
}
StepWork Work(const MatMul&, const Step& step) {
  const Dims& a = In(step, 0);
  const Dims& b = In(step, 1);
  const int64_t rows = a.size() > 1 ? a[a.size() - 2] : 1;
  const int64_t columns = b.size() > 1 ? b.back() : 1;
  const int64_t count = rows > 0 ? RowsOf(step, columns) / rows : 0;
  return Products(count, rows, columns, a.back());
}
StepWork Work(const Gemm& op, const Step& step) {
  return Products(1, Out(step)[0], Out(step)[1],
                  In(step, 0)[op.trans_a ? 0 : 1]);
}
StepWork Work(const Conv& op, const Step& step) {
  const int64_t filters = std::max<int64_t>(In(step, 1)[0], 1);
  return Products(op.group, RowsOf(step, filters), filters / op.group,
                  step.inputs[1].type.elements() / filters);
}
StepWork Work(const DepthwiseConv&, const Step& step) {
  const Dims& w = In(step, 1);
  return Products(1, RowsOf(step, w[2]), w[2], w[0] * w[1]);
}
StepWork Work(const TokenMix& op, const Step& step) {
  const Dims& p = In(step, 1);
  const Dims& x = In(step, 0);
  const auto rank = static_cast<int64_t>(x.size());
  const int64_t axis = op.axis < 0 ? op.axis + rank : op.axis;
  const int64_t groups = ElementCount(std::span(x).first(
      static_cast<size_t>(std::clamp<int64_t>(axis, 0, rank))));
  const int64_t columns =
      p[0] > 0 && groups > 0 ? RowsOf(step, p[0]) / groups : 0;
  return Products(groups, p[0], columns, p[1]);
}
StepWork Work(const Attention& op, const Step& step) {
  const Dims& y = Out(step);  // B x L x (heads * d)
  StepWork out = Products(y[0] * op.heads, y[1], y[1],
                          y[2] / std::max<int64_t>(op.heads, 1));
  out.flops *= 2;
  return out;
}
// For each token, feature and element of the embedding: W k, W q, the sum of
// f(k) v', and f(q) by it; and f(q) by the sum of f(k).
StepWork Work(const Performer&, const Step& step) {
  const Dims& y = Out(step);  // B x L x E
  StepWork out = Products(y[0], y[1], y[2], In(step, 1)[0]);
  out.flops = 4 * out.flops + 2 * Float(y[0]) * Float(y[1]) * Float(out.k);
  return out;
}
// Labels of the result and the first operand alone are rows, of the second
// alone columns, of both a count of products; what the result lacks is k.
StepWork Work(const Einsum& op, const Step& step) {
  std::vector<Dims> dims;
  for (const Operand& operand : step.inputs) dims.push_back(operand.type.dims);
  const auto plan = PlanEinsum(op.equation, dims);
  if (!plan.ok() || dims.size() < 2) return {};
  const auto has = [](const std::vector<size_t>& labels, size_t label) {
    return std::ranges::find(labels, label) != labels.end();
  };
  StepWork out = {.count = 1, .rows = 1, .columns = 1, .k = 1};
  double all = 1;
  bool sums = false;
  for (size_t label = 0; label < plan->sizes.size(); ++label) {
    const int64_t size = plan->sizes[label];
    const bool first = has(plan->operands[0], label);
    const bool second = has(plan->operands[1], label);
    const bool kept = has(plan->output, label);
    sums = sums || !kept;
    all *= Float(size);
    (!kept             ? out.k
     : first == second ? out.count
     : first           ? out.rows
                       : out.columns) *= size;
  }
  if (!sums) return {};
  out.flops = Float(static_cast<int64_t>(dims.size())) * all;
  return out;
}

// Whether of an input only what the result takes is read: a part of a tensor,
// or some columns of a wider residual.
bool ReadsInPart(const Step& step, size_t input) {
  if (std::holds_alternative<Gather>(step.op) ||
      std::holds_alternative<Slice>(step.op)) {
    return input == 0;
  }
  const auto* linear = std::get_if<FusedLinear>(&step.op);
  return linear != nullptr && linear->residual == FusedResidual::kRows &&
         input + 1 == step.inputs.size();
}

}  // namespace

StepWork WorkOf(const Step& step) {
  return std::visit([&](const auto& op) { return Work(op, step); }, step.op);
}

std::string WorkText(const StepWork& work) {
  if (work.count == 0) return "";
  std::string out = work.count == 1 ? "" : StrCat(work.count, "*");
  out += StrCat(work.rows, "x", work.columns, "x", work.k);
  return work.hidden == 0 ? out : StrCat(out, " by ", work.hidden);
}

size_t StepBytes(const Step& step) {
  size_t bytes = 0;
  for (const Operand& output : step.outputs) {
    if (output.section != Section::kAbsent) bytes += output.type.bytes();
  }
  const size_t result = step.outputs[0].type.bytes();
  for (size_t i = 0; i < step.inputs.size(); ++i) {
    if (step.inputs[i].section == Section::kAbsent) continue;
    const size_t whole = step.inputs[i].type.bytes();
    bytes += ReadsInPart(step, i) ? std::min(whole, result) : whole;
  }
  return bytes;
}

}  // namespace burin
