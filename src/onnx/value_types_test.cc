// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "onnx/value_types.h"

#include <gtest/gtest.h>

#include "onnx/model_testing.h"

namespace burin {
namespace {

ModelBuilder Product() {
  ModelBuilder b;
  b.Input("x", {-1, 4}).Output("y").Ones("w", {4, 5});
  b.Node("MatMul", {"x", "w"}, {"h"}).Node("Relu", {"h"}, {"y"});
  return b;
}

TEST(ValueTypes, AreThoseOfABatch) {
  ModelBuilder b = Product();
  EXPECT_EQ(TypesOf(b.model()).at("h").dims, (Dims{2, 5}));
  EXPECT_EQ(TypesOf(b.model(), 7).at("y").dims, (Dims{7, 5}));
}

TEST(ValueTypes, KnowWhatDependsOnTheBatch) {
  ModelBuilder b = Product();
  const ValueTypes types = DynamicTypesOf(b.model());
  EXPECT_EQ(types.at("h").dims, (Dims{-1, 5}));
  EXPECT_EQ(types.at("x").dims, (Dims{-1, 4}));
}

TEST(ValueTypes, AreNoneOfWhatCannotBeImported) {
  ModelBuilder b;
  b.Input("x", {-1, 4}).Output("y").Node("NoSuchOperator", {"x"}, {"y"});
  EXPECT_TRUE(TypesOf(b.model()).empty());
  EXPECT_TRUE(DynamicTypesOf(b.model()).empty());
}

}  // namespace
}  // namespace burin
