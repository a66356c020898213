// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/transpose/transpose.h"

#include <gtest/gtest.h>

#include "kernels/kernel_table.h"
#include "kernels/kernel_testing.h"

namespace burin {
namespace {

class Transpose : public testing::TestWithParam<Isa> {
 protected:
  void Check(int64_t batch, int64_t rows, int64_t columns) {
    const Floats x(batch * rows * columns, 1);
    Floats y(x.size());
    Floats expected(x.size());
    TransposeArgs args = {x.data(), y.data(), batch, rows, columns};
    for (int64_t t = TransposeTasks(args) - 1; t >= 0; --t) {
      KernelsFor(GetParam()).transpose(args, t);
    }
    args.y = expected.data();
    TransposeReference(args);
    ASSERT_TRUE(Near(y, expected, 0)) << rows << " x " << columns;
  }
};
INSTANTIATE_TEST_SUITE_P(Isas, Transpose, testing::ValuesIn(UsableIsas()),
                         [](const auto& info) {
                           return std::string(IsaName(info.param));
                         });

TEST_P(Transpose, MovesEveryElementAroundTileEdges) {
  for (int64_t rows = 1; rows <= 67; rows += rows < 35 ? 1 : 8) {
    for (int64_t columns = 1; columns <= 67; columns += columns < 35 ? 1 : 8) {
      Check(1, rows, columns);
    }
  }
}

TEST_P(Transpose, MovesEveryElementOfImages) {
  Check(2, 3, 56 * 56);
  Check(2, 49, 768);
  Check(3, 196, 80);
}

}  // namespace
}  // namespace burin
