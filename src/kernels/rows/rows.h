// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Rows: where a kernel finds the matrix A[m, k] that it reads, and what it does
// to a row before use. The matrix need not exist in memory: a row may be a
// window of an image, a pixel of a shifted image, or several rows joined.
//
// The kernel of this folder writes such a matrix:
//   Y[m, k] = act(norm(A)[m, k])
// which is LayerNorm, GroupNorm (with statistics), BatchNorm (as an affine
// map), im2col, shift, concatenation and strided copy.

#ifndef BURIN_KERNELS_ROWS_ROWS_H_
#define BURIN_KERNELS_ROWS_ROWS_H_

#include <cstddef>
#include <cstdint>

#include "kernels/activation.h"

namespace burin {

// Row m of a matrix in memory starts at
//   data + (m / batch_rows) * batch_stride + (m % batch_rows) * stride,
// or at data + m * stride when batch_rows is 0. Strides are in floats; a stride
// of 0 repeats one row, a batch_stride of 0 one batch.
struct ConstRows {
  const float* data = nullptr;
  int64_t stride = 0;
  int64_t batch_rows = 0;
  int64_t batch_stride = 0;
};
struct MutableRows {
  float* data = nullptr;
  int64_t stride = 0;
  int64_t batch_rows = 0;
  int64_t batch_stride = 0;
};

enum class RowKind : uint8_t {
  kDense = 0,   // dense
  kUnfold = 1,  // windows of the image at dense.data; see UnfoldShape
  kShift = 2,   // pixels of the shifted image at dense.data; see ShiftShape
  kConcat = 3,  // parts, joined along k
};

// A[m, :] is the window of output pixel m = (b * out_height + i) * out_width +
// j with zeros outside the image. The image is dense NHWC, and k counts (kernel
// row, kernel column, channel), channel fastest; or dense NCHW, and k counts
// (channel, kernel row, kernel column).
struct UnfoldShape {
  int64_t height = 0, width = 0, channels = 0;
  int64_t out_height = 0, out_width = 0;
  int64_t kernel_height = 1, kernel_width = 1;
  int64_t stride_height = 1, stride_width = 1;
  int64_t pad_top = 0, pad_left = 0;
  int64_t dilation_height = 1, dilation_width = 1;
  bool channels_first = false;
};

// A[m, :] is pixel m of the dense NHWC image whose channels [0, group) come
// from one pixel to the right, [group, 2 group) from the left,
// [2 group, 3 group) from below and [3 group, 4 group) from above (zero outside
// the image); the rest stay. 4 * group <= columns.
struct ShiftShape {
  int64_t height = 0, width = 0, group = 0;
};

inline constexpr int kMaxRowParts = 4;

struct RowSource {
  RowKind kind = RowKind::kDense;
  int64_t rows = 0;     // M
  int64_t columns = 0;  // K
  ConstRows dense;
  UnfoldShape unfold;
  ShiftShape shift;
  int32_t parts_count = 0;
  ConstRows parts[kMaxRowParts];
  int64_t part_columns[kMaxRowParts] = {};
};

enum class NormKind : uint8_t {
  kNone = 0,
  kLayer = 1,   // (x - mean) * rstd * gamma[k] + beta[k]; mean and
                // rstd = 1 / sqrt(variance + eps) of the row
  kGroup = 2,   // the same with mean, rstd = stats[m / sample_rows][0], [1]
  kAffine = 3,  // x * gamma[k] + beta[k]
};

struct RowNorm {
  NormKind kind = NormKind::kNone;
  float eps = 0;
  const float* gamma = nullptr;  // [K]
  const float* beta = nullptr;   // [K]
  const float* stats = nullptr;  // [samples][2]
  int64_t sample_rows = 0;
};

// Y may be the same memory as A only when the kind is kDense and both have
// equal addresses for every row.
struct RowsArgs {
  RowSource a;
  RowNorm norm;
  Activation act = Activation::kNone;
  MutableRows y;
};

// A task writes some whole rows. The kernel needs no scratch.
int64_t RowsTasks(const RowsArgs& args) noexcept;
using RowsFn = void (*)(const RowsArgs& args, int64_t task) noexcept;

// Plain loops with sums in double.
void RowsReference(const RowsArgs& args);

// A[m, k] before the norm, and all of norm(A)[m, :], in plain loops; what the
// references of other kernels read.
float RowElement(const RowSource& a, int64_t m, int64_t k);
void NormalizedRow(const RowSource& a, const RowNorm& norm, int64_t m,
                   double* row);

}  // namespace burin

#endif  // BURIN_KERNELS_ROWS_ROWS_H_
