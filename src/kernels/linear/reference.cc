// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "kernels/linear/linear.h"
#include "kernels/linear/reference_product.h"
#include "kernels/reference_math.h"

namespace burin {

void LinearReference(Isa isa, const LinearArgs& args) {
  const int64_t k = args.a.columns;
  const PackedWeights weights = {isa, args.operands, args.tile.nr,
                                 k,   args.n,        args.packed};
  std::vector<double> row(static_cast<size_t>(k));
  for (int64_t m = 0; m < args.a.rows; ++m) {
    NormalizedRow(args.a, args.norm, m, row.data());
    RoundOperands(args.operands, /*whole=*/true, row);
    for (int64_t n = 0; n < args.n; ++n) {
      const double sum = ReferenceDot(weights, row, n);
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
