// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "base/checked_math.h"
#include "kernels/linear/linear.h"
#include "kernels/linear/register_tile.h"
#include "kernels/reference_math.h"

namespace burin {

void LinearReference(Isa isa, const LinearArgs& args) {
  const int64_t k = args.a.columns;
  const int64_t nr = args.tile.nr;
  std::vector<double> row(static_cast<size_t>(k));
  for (int64_t m = 0; m < args.a.rows; ++m) {
    NormalizedRow(args.a, args.norm, m, row.data());
    for (int64_t n = 0; n < args.n; ++n) {
      const int64_t panel = n / nr;
      const int64_t tail = TailPanelColumns(isa, args.tile.nr, args.n);
      const int64_t width = panel == args.n / nr ? tail : nr;
      const float* w = args.packed + panel * (1 + k) * nr + n % nr;
      double sum = w[0];
      for (int64_t i = 0; i < k; ++i) {
        sum += row[static_cast<size_t>(i)] *
               static_cast<double>(w[(1 + i) * width]);
      }
      double y = ReferenceActivation(args.act, sum);
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
