// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "kernels/linear/reference_product.h"
#include "kernels/mlp/mlp.h"
#include "kernels/reference_math.h"

namespace burin {
void MlpReference(Isa isa, const MlpArgs& args) {
  const int64_t k = args.a.columns;
  const PackedWeights first = {isa, args.operands, args.tile.nr1,
                               k,   args.hidden,   args.packed1};
  const PackedWeights second = {isa,         args.operands, args.tile.nr2,
                                args.hidden, args.n,        args.packed2};
  std::vector<double> row(static_cast<size_t>(args.a.columns));
  std::vector<double> hidden(static_cast<size_t>(args.hidden));
  for (int64_t m = 0; m < args.a.rows; ++m) {
    NormalizedRow(args.a, args.norm, m, row.data());
    RoundOperands(args.operands, /*whole=*/true, row);
    for (int64_t h = 0; h < args.hidden; ++h) {
      hidden[static_cast<size_t>(h)] =
          ReferenceActivation(args.act, ReferenceDot(first, row, h));
    }
    RoundOperands(args.operands, /*whole=*/false, hidden);
    for (int64_t n = 0; n < args.n; ++n) {
      double y = ReferenceDot(second, hidden, n);
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
