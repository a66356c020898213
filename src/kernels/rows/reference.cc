// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include <cmath>
#include <vector>

#include "kernels/reference_math.h"
#include "kernels/rows/rows.h"

namespace burin {
namespace {

float DenseElement(const ConstRows& rows, int64_t m, int64_t k) {
  if (rows.batch_rows == 0) return rows.data[m * rows.stride + k];
  return rows.data[m / rows.batch_rows * rows.batch_stride +
                   m % rows.batch_rows * rows.stride + k];
}

float UnfoldElement(const RowSource& a, int64_t m, int64_t k) {
  const UnfoldShape& u = a.unfold;
  const int64_t b = m / (u.out_height * u.out_width);
  const int64_t i = m / u.out_width % u.out_height;
  const int64_t j = m % u.out_width;
  const int64_t taps = u.kernel_height * u.kernel_width;
  const int64_t c = u.channels_first ? k / taps : k % u.channels;
  const int64_t tap = u.channels_first ? k % taps : k / u.channels;
  const int64_t y = i * u.stride_height - u.pad_top +
                    tap / u.kernel_width * u.dilation_height;
  const int64_t x =
      j * u.stride_width - u.pad_left + tap % u.kernel_width * u.dilation_width;
  if (y < 0 || y >= u.height || x < 0 || x >= u.width) return 0;
  if (u.channels_first) {
    return a.dense.data[((b * u.channels + c) * u.height + y) * u.width + x];
  }
  return a.dense.data[((b * u.height + y) * u.width + x) * u.channels + c];
}

float ShiftElement(const RowSource& a, int64_t m, int64_t k) {
  const ShiftShape& s = a.shift;
  int64_t x = m % s.width;
  int64_t y = m / s.width % s.height;
  const int64_t b = m / (s.width * s.height);
  switch (k / s.group) {
    case 0:
      ++x;
      break;
    case 1:
      --x;
      break;
    case 2:
      ++y;
      break;
    case 3:
      --y;
      break;
    default:
      break;
  }
  if (y < 0 || y >= s.height || x < 0 || x >= s.width) return 0;
  return a.dense.data[((b * s.height + y) * s.width + x) * a.columns + k];
}

}  // namespace

float RowElement(const RowSource& a, int64_t m, int64_t k) {
  switch (a.kind) {
    case RowKind::kDense:
      return DenseElement(a.dense, m, k);
    case RowKind::kUnfold:
      return UnfoldElement(a, m, k);
    case RowKind::kShift:
      return ShiftElement(a, m, k);
    case RowKind::kConcat:
      break;
  }
  int part = 0;
  while (k >= a.part_columns[part]) k -= a.part_columns[part++];
  return DenseElement(a.parts[part], m, k);
}

void NormalizedRow(const RowSource& a, const RowNorm& norm, int64_t m,
                   double* row) {
  for (int64_t k = 0; k < a.columns; ++k) row[k] = RowElement(a, m, k);
  const double n = static_cast<double>(a.columns);
  double mean = 0;
  double rstd = 1;
  if (norm.kind == NormKind::kLayer) {
    for (int64_t k = 0; k < a.columns; ++k) mean += row[k] / n;
    double variance = 0;
    for (int64_t k = 0; k < a.columns; ++k) {
      variance += (row[k] - mean) * (row[k] - mean) / n;
    }
    rstd = 1 / std::sqrt(variance + static_cast<double>(norm.eps));
  } else if (norm.kind == NormKind::kGroup) {
    mean = norm.stats[m / norm.sample_rows * 2];
    rstd = norm.stats[m / norm.sample_rows * 2 + 1];
  }
  if (norm.kind == NormKind::kNone) return;
  for (int64_t k = 0; k < a.columns; ++k) {
    row[k] = (row[k] - mean) * rstd * norm.gamma[k] + norm.beta[k];
  }
}

void RowsReference(const RowsArgs& args) {
  std::vector<double> row(static_cast<size_t>(args.a.columns));
  for (int64_t m = 0; m < args.a.rows; ++m) {
    NormalizedRow(args.a, args.norm, m, row.data());
    for (int64_t k = 0; k < args.a.columns; ++k) {
      ReferenceRow(args.y, m)[k] =
          static_cast<float>(ReferenceActivation(args.act, row[k]));
    }
  }
}

}  // namespace burin
