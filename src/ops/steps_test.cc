// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "ops/steps.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

TensorType Floats(Dims dims) { return {DType::kFloat32, std::move(dims)}; }

TEST(EvaluationSteps, CountsElementsOfMapsAndMoves) {
  const std::vector<TensorType> in = {Floats({2, 3}), Floats({3})};
  const std::vector<TensorType> out = {Floats({2, 3})};
  EXPECT_EQ(EvaluationSteps(Add{}, in, out), 6 + 3 + 6);
}

TEST(EvaluationSteps, CountsTheProductsOfAMatrixProduct) {
  const std::vector<TensorType> in = {Floats({2, 3}), Floats({3, 5})};
  const std::vector<TensorType> out = {Floats({2, 5})};
  EXPECT_EQ(EvaluationSteps(MatMul{}, in, out), 6 + 15 + 10 + 2 * 3 * 5);
}

TEST(EvaluationSteps, SeesThroughAnEinsumOfManyOperands) {
  const std::vector<TensorType> in(4, Floats({1000}));
  const std::vector<TensorType> out = {Floats({})};
  // Small operands, a scalar result, and a million million steps.
  EXPECT_GE(EvaluationSteps(Einsum{"a,b,c,d->"}, in, out), 1e12);
}

}  // namespace
}  // namespace burin
