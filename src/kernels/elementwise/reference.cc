// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include <cmath>

#include "kernels/elementwise/elementwise.h"
#include "kernels/reference_math.h"

namespace burin {
namespace {

double Apply(UnaryOp op, double x) {
  switch (op) {
    case UnaryOp::kCopy:
      return x;
    case UnaryOp::kGelu:
      return ReferenceGelu(x);
    case UnaryOp::kRelu:
      return x < 0 ? 0 : x;
    case UnaryOp::kExp:
      return std::exp(x);
    case UnaryOp::kSqrt:
      return std::sqrt(x);
    case UnaryOp::kNeg:
      return -x;
    case UnaryOp::kAbs:
      return std::abs(x);
    case UnaryOp::kRecip:
      return 1 / x;
  }
  return x;
}

// In float: each is one exactly rounded operation.
float Apply(BinaryOp op, float a, float b) {
  switch (op) {
    case BinaryOp::kAdd:
      return a + b;
    case BinaryOp::kSub:
      return a - b;
    case BinaryOp::kMul:
      return a * b;
    case BinaryOp::kDiv:
      return a / b;
  }
  return a;
}

}  // namespace

void UnaryReference(const UnaryArgs& args) {
  for (int64_t i = 0; i < args.count; ++i) {
    args.y[i] =
        static_cast<float>(Apply(args.op, static_cast<double>(args.x[i])));
  }
}

void BinaryReference(const BinaryArgs& args) {
  for (int64_t r = 0; r < args.rows; ++r) {
    for (int64_t c = 0; c < args.columns; ++c) {
      args.y[r * args.columns + c] = Apply(
          args.op, args.a[r * args.a_row_stride + c * args.a_column_stride],
          args.b[r * args.b_row_stride + c * args.b_column_stride]);
    }
  }
}

}  // namespace burin
