// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// One overload an op that multiplies; the others cost nothing.

#include "runtime/cost.h"

namespace burin {
namespace {

double Count(const Operand& operand) {
  return static_cast<double>(operand.type.elements());
}
int64_t Dim(const Operand& operand, size_t i) { return operand.type.dims[i]; }

double Flops(const auto&, const Step&) { return 0; }

double Flops(const FusedLinear& op, const Step& step) {
  const size_t weights =
      op.source == FusedSource::kConcat ? static_cast<size_t>(op.sources) : 1;
  const Operand& w = step.inputs[weights];
  const double k =
      static_cast<double>(op.panel > 0 ? Dim(w, 0) - 1 : Dim(w, 0));
  return 2 * k * Count(step.outputs[0]);
}
double Flops(const FusedMlp& op, const Step& step) {
  const double rows = Count(step.outputs[0]) / static_cast<double>(op.columns);
  const double k = static_cast<double>(step.inputs[0].type.dims.back());
  return 2 * rows * static_cast<double>(op.hidden) *
         (k + static_cast<double>(op.columns));
}
double Flops(const Linear&, const Step& step) {
  return 2 * static_cast<double>(Dim(step.inputs[1], 0)) *
         Count(step.outputs[0]);
}
double Flops(const MatMul&, const Step& step) {
  return 2 * static_cast<double>(step.inputs[0].type.dims.back()) *
         Count(step.outputs[0]);
}
double Flops(const Gemm& op, const Step& step) {
  return 2 * static_cast<double>(Dim(step.inputs[0], op.trans_a ? 0 : 1)) *
         Count(step.outputs[0]);
}
double Flops(const Conv&, const Step& step) {
  const Operand& w = step.inputs[1];
  return 2 * Count(w) / static_cast<double>(Dim(w, 0)) * Count(step.outputs[0]);
}
double Flops(const DepthwiseConv&, const Step& step) {
  const Operand& w = step.inputs[1];
  return 2 * static_cast<double>(Dim(w, 0) * Dim(w, 1)) *
         Count(step.outputs[0]);
}
double Flops(const TokenMix&, const Step& step) {
  return 2 * static_cast<double>(Dim(step.inputs[1], 1)) *
         Count(step.outputs[0]);
}
double Flops(const Attention&, const Step& step) {
  const double tokens = static_cast<double>(Dim(step.outputs[0], 1));
  return 4 * tokens * Count(step.outputs[0]);
}
double Flops(const Performer&, const Step& step) {
  const double features = static_cast<double>(Dim(step.inputs[1], 0));
  return 8 * features * Count(step.outputs[0]);
}

}  // namespace

double StepFlops(const Step& step) {
  return std::visit([&](const auto& op) { return Flops(op, step); }, step.op);
}

size_t StepBytes(const Step& step) {
  size_t bytes = 0;
  for (const auto* operands : {&step.inputs, &step.outputs}) {
    for (const Operand& operand : *operands) {
      if (operand.section != Section::kAbsent) bytes += operand.type.bytes();
    }
  }
  return bytes;
}

}  // namespace burin
