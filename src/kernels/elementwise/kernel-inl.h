// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_ELEMENTWISE_KERNEL_INL_H_
#define BURIN_KERNELS_ELEMENTWISE_KERNEL_INL_H_

#include "kernels/elementwise/plan.h"
#include "kernels/rows/gather-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

template <UnaryOp kOp>
BURIN_INLINE V ApplyUnary(V x) {
  if constexpr (kOp == UnaryOp::kGelu) return Gelu(x);
  if constexpr (kOp == UnaryOp::kRelu) return Max(Zero(), x);
  if constexpr (kOp == UnaryOp::kExp) return Exp(x);
  if constexpr (kOp == UnaryOp::kSqrt) return Sqrt(x);
  if constexpr (kOp == UnaryOp::kNeg) return Neg(x);
  if constexpr (kOp == UnaryOp::kAbs) return Abs(x);
  if constexpr (kOp == UnaryOp::kRecip) return Div(Set(1), x);
  return x;
}

template <UnaryOp kOp>
void UnaryBlock(const float* x, Index count, float* y) {
  ForVectors(
      count, [&](Index i, const auto& load, const auto& store)
                 __attribute__((always_inline)) {
                   store(y + i, ApplyUnary<kOp>(load(x + i)));
                 });
}

void RunUnary(const UnaryArgs& args, int64_t task) noexcept {
  using Fn = void (*)(const float*, Index, float*);
  static constexpr Fn kFns[] = {
      UnaryBlock<UnaryOp::kCopy>, UnaryBlock<UnaryOp::kGelu>,
      UnaryBlock<UnaryOp::kRelu>, UnaryBlock<UnaryOp::kExp>,
      UnaryBlock<UnaryOp::kSqrt>, UnaryBlock<UnaryOp::kNeg>,
      UnaryBlock<UnaryOp::kAbs>,  UnaryBlock<UnaryOp::kRecip>};
  const Index first = task * kUnaryBlock;
  kFns[static_cast<int>(args.op)](args.x + first,
                                  MinIndex(args.count - first, kUnaryBlock),
                                  args.y + first);
}

template <BinaryOp kOp>
BURIN_INLINE V ApplyBinary(V a, V b) {
  if constexpr (kOp == BinaryOp::kSub) return Sub(a, b);
  if constexpr (kOp == BinaryOp::kMul) return Mul(a, b);
  if constexpr (kOp == BinaryOp::kDiv) return Div(a, b);
  return Add(a, b);
}

// `count` elements of row r from column c on.
template <BinaryOp kOp>
void BinaryRow(const BinaryArgs& args, Index r, Index c, Index count) {
  const bool repeat_a = args.a_column_stride == 0;
  const bool repeat_b = args.b_column_stride == 0;
  const float* a = args.a + r * args.a_row_stride + c * args.a_column_stride;
  const float* b = args.b + r * args.b_row_stride + c * args.b_column_stride;
  float* y = args.y + r * args.columns + c;
  const V a0 = Set(repeat_a ? *a : 0);
  const V b0 = Set(repeat_b ? *b : 0);
  ForVectors(
      count, [&](Index i, const auto& load, const auto& store)
                 __attribute__((always_inline)) {
                   const V u = repeat_a ? a0 : load(a + i);
                   const V v = repeat_b ? b0 : load(b + i);
                   store(y + i, ApplyBinary<kOp>(u, v));
                 });
}

void RunBinary(const BinaryArgs& args, int64_t task) noexcept {
  using Fn = void (*)(const BinaryArgs&, Index, Index, Index);
  static constexpr Fn kFns[] = {
      BinaryRow<BinaryOp::kAdd>, BinaryRow<BinaryOp::kSub>,
      BinaryRow<BinaryOp::kMul>, BinaryRow<BinaryOp::kDiv>};
  const BinaryPlan plan = PlanBinary(args);
  const Index first = task / plan.column_blocks * plan.rows;
  const Index last = MinIndex(first + plan.rows, args.rows);
  const Index c = task % plan.column_blocks * plan.columns;
  const Index count = MinIndex(args.columns - c, plan.columns);
  for (Index r = first; r < last; ++r) {
    kFns[static_cast<int>(args.op)](args, r, c, count);
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_ELEMENTWISE_KERNEL_INL_H_
