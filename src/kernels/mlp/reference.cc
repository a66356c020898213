// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "kernels/linear/register_tile.h"
#include "kernels/mlp/mlp.h"
#include "kernels/reference_math.h"

namespace burin {
namespace {

// bias[n] + sum_k row[k] * W[k, n] from packed weights.
double Dot(Isa isa, int32_t nr, const float* packed,
           const std::vector<double>& row, int64_t columns, int64_t n) {
  const int64_t k = static_cast<int64_t>(row.size());
  const int64_t panel = n / nr;
  const int64_t width =
      panel == columns / nr ? TailPanelColumns(isa, nr, columns) : nr;
  const float* w = packed + panel * (1 + k) * nr + n % nr;
  double sum = w[0];
  for (int64_t i = 0; i < k; ++i) {
    sum +=
        row[static_cast<size_t>(i)] * static_cast<double>(w[(1 + i) * width]);
  }
  return sum;
}

}  // namespace

void MlpReference(Isa isa, const MlpArgs& args) {
  std::vector<double> row(static_cast<size_t>(args.a.columns));
  std::vector<double> hidden(static_cast<size_t>(args.hidden));
  for (int64_t m = 0; m < args.a.rows; ++m) {
    NormalizedRow(args.a, args.norm, m, row.data());
    for (int64_t h = 0; h < args.hidden; ++h) {
      hidden[static_cast<size_t>(h)] = ReferenceActivation(
          args.act, Dot(isa, args.tile.nr1, args.packed1, row, args.hidden, h));
    }
    for (int64_t n = 0; n < args.n; ++n) {
      double y = Dot(isa, args.tile.nr2, args.packed2, hidden, args.n, n);
      if (args.residual_kind == ResidualKind::kDense) {
        y += static_cast<double>(ReferenceRow(args.residual, m)[n]);
      }
      if (args.residual_kind == ResidualKind::kSource) {
        y += static_cast<double>(RowElement(args.a, m, n));
      }
      ReferenceRow(args.y, m)[n] = static_cast<float>(y);
    }
  }
}

}  // namespace burin
