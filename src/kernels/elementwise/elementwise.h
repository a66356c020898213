// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Maps of each element.
//   unary:  Y[i] = op(X[i])
//   binary: Y[r, c] = op(A[r, c], B[r, c]), where a stride of 0 repeats an
//           operand along its rows or its columns (row, column, scalar)

#ifndef BURIN_KERNELS_ELEMENTWISE_ELEMENTWISE_H_
#define BURIN_KERNELS_ELEMENTWISE_ELEMENTWISE_H_

#include <cstddef>
#include <cstdint>

namespace burin {

enum class UnaryOp : uint8_t {
  kCopy = 0,
  kGelu = 1,   // as Activation::kGelu
  kRelu = 2,   // NaN stays NaN
  kExp = 3,    // relative error at most 2e-7; 0 and infinity beyond the range
  kSqrt = 4,   // exact
  kNeg = 5,    // exact
  kAbs = 6,    // exact
  kRecip = 7,  // 1 / x, exact
};
enum class BinaryOp : uint8_t { kAdd = 0, kSub = 1, kMul = 2, kDiv = 3 };

// Y may be X.
struct UnaryArgs {
  UnaryOp op = UnaryOp::kCopy;
  const float* x = nullptr;
  float* y = nullptr;
  int64_t count = 0;
};
int64_t UnaryTasks(const UnaryArgs& args) noexcept;
using UnaryFn = void (*)(const UnaryArgs& args, int64_t task) noexcept;
void UnaryReference(const UnaryArgs& args);

// Element (r, c) of A is a[r * a_row_stride + c * a_column_stride] with a
// column stride of 0 or 1; B likewise; Y is dense. Y may be an operand that has
// no stride of 0.
struct BinaryArgs {
  BinaryOp op = BinaryOp::kAdd;
  const float* a = nullptr;
  int64_t a_row_stride = 0, a_column_stride = 1;
  const float* b = nullptr;
  int64_t b_row_stride = 0, b_column_stride = 1;
  float* y = nullptr;
  int64_t rows = 0, columns = 0;
};
int64_t BinaryTasks(const BinaryArgs& args) noexcept;
using BinaryFn = void (*)(const BinaryArgs& args, int64_t task) noexcept;
void BinaryReference(const BinaryArgs& args);

}  // namespace burin

#endif  // BURIN_KERNELS_ELEMENTWISE_ELEMENTWISE_H_
