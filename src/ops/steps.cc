// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// One overload an op that sums products; the others touch each element once.

#include "ops/steps.h"

#include <algorithm>
#include <limits>

#include "ops/einsum_equation.h"

namespace burin {
namespace {

using Types = std::span<const TensorType>;

double Count(const TensorType& type) {
  return static_cast<double>(type.elements());
}
double Total(Types types) {
  double sum = 0;
  for (const TensorType& type : types) sum += Count(type);
  return sum;
}

double Products(const auto&, Types, Types) { return 0; }

double Products(const MatMul&, Types in, Types out) {
  return Count(out[0]) * static_cast<double>(in[0].dims.back());
}
double Products(const Gemm& op, Types in, Types out) {
  return Count(out[0]) * static_cast<double>(in[0].dims[op.trans_a ? 0 : 1]);
}
double Products(const Conv&, Types in, Types out) {
  const auto filters = static_cast<double>(std::max<int64_t>(in[1].dims[0], 1));
  return Count(out[0]) * Count(in[1]) / filters;
}
double Products(const Einsum& op, Types in, Types) {
  std::vector<Dims> dims;
  for (const TensorType& type : in) dims.push_back(type.dims);
  const auto plan = PlanEinsum(op.equation, dims);
  if (!plan.ok()) return std::numeric_limits<double>::infinity();
  double steps = 1;
  for (const int64_t size : plan->sizes) steps *= static_cast<double>(size);
  return steps * static_cast<double>(in.size());
}

// Ops of several products: no element of the result needs more than all of
// the inputs, and what is in between is no larger than their product.
double AllByAll(Types in, Types out) { return Total(in) * Total(out); }
double Products(const Linear&, Types in, Types out) {
  return AllByAll(in, out);
}
double Products(const TokenMix&, Types in, Types out) {
  return AllByAll(in, out);
}
double Products(const Attention&, Types in, Types out) {
  return AllByAll(in, out);
}
double Products(const Performer&, Types in, Types out) {
  return AllByAll(in, out);
}
double Products(const FusedLinear&, Types in, Types out) {
  return AllByAll(in, out);
}
double Products(const FusedMlp& op, Types in, Types out) {
  return AllByAll(in, out) * static_cast<double>(op.hidden);
}
double Products(const DepthwiseConv&, Types in, Types out) {
  return AllByAll(in, out);
}

}  // namespace

double EvaluationSteps(const Op& op, Types inputs, Types outputs) {
  const double products = std::visit(
      [&](const auto& o) { return Products(o, inputs, outputs); }, op);
  return Total(inputs) + Total(outputs) + products;
}

}  // namespace burin
