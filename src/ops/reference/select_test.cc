// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Ops that move elements: layout.cc and select.cc.

#include <gtest/gtest.h>

#include "ops/reference/test_tensors.h"

namespace burin::reference {
namespace {

using testing::ElementsAre;

// 0, 1, 2, ... in the given shape.
Tensor Count(Dims dims) {
  Tensor out = Tensor::Allocate(DType::kInt32, std::move(dims)).value();
  int32_t next = 0;
  for (int32_t& v : out.Span<int32_t>()) v = next++;
  return out;
}

std::vector<int32_t> Ints(const Tensor& t) { return Values<int32_t>(t); }

TEST(Transpose, PutsEveryElementInItsPlace) {
  const Tensor x = Count({2, 3, 4});
  const Tensor y = Eval(Transpose{{2, 0, 1}}, {&x});
  ASSERT_EQ(y.dims(), (Dims{4, 2, 3}));
  for (int32_t i = 0; i < 2; ++i) {
    for (int32_t j = 0; j < 3; ++j) {
      for (int32_t k = 0; k < 4; ++k) {
        EXPECT_EQ(y.Span<int32_t>()[static_cast<size_t>((k * 2 + i) * 3 + j)],
                  (i * 3 + j) * 4 + k);
      }
    }
  }
}

TEST(Transpose, TwiceIsTheSameForEveryElementSize) {
  const Tensor start = Noise({3, 1, 5, 2}, 1);
  for (const DType dtype : {DType::kUint8, DType::kInt16, DType::kFloat32,
                            DType::kFloat64, DType::kBFloat16}) {
    const Tensor x = Eval(Cast{dtype}, {&start});
    const Tensor y = Eval(Transpose{}, {&x});
    const Tensor back = Eval(Transpose{}, {&y});
    EXPECT_TRUE(std::equal(x.data(), x.data() + x.bytes(), back.data()));
  }
}

TEST(Tile, RepeatsEveryDimension) {
  const Tensor x = Count({1, 2});
  const Tensor repeats = Vector<int64_t>({2, 3});
  EXPECT_THAT(Ints(Eval(Tile{}, {&x, &repeats})),
              ElementsAre(0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1));
  const Tensor none = Vector<int64_t>({0, 1});
  EXPECT_EQ(Eval(Tile{}, {&x, &none}).dims(), (Dims{0, 2}));
}

TEST(Expand, BroadcastsTheShapeToo) {
  const Tensor x = Count({2, 1});
  const Tensor shape = Vector<int64_t>({3, 1, 2});
  EXPECT_THAT(Ints(Eval(Expand{}, {&x, &shape})),
              ElementsAre(0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1));
}

TEST(Shape, CutsToTheRange) {
  const Tensor x = Count({2, 3, 4});
  EXPECT_THAT(Values<int64_t>(Eval(Shape{.start = -2, .end = 99}, {&x})),
              ElementsAre(3, 4));
  EXPECT_EQ(Eval(Shape{.start = 2, .end = 1}, {&x}).elements(), 0);
  EXPECT_EQ(Eval(Shape{.start = INT64_MIN, .end = INT64_MIN}, {&x}).elements(),
            0);
}

TEST(ConstantOfShape, FillsWithItsValue) {
  const Tensor shape = Vector<int64_t>({2});
  const Tensor value = Vector<int8_t>({7});
  EXPECT_THAT(Values<int8_t>(Eval(ConstantOfShape{}, {&shape, &value})),
              ElementsAre(7, 7));
  EXPECT_THAT(Values<float>(Eval(ConstantOfShape{}, {&shape})),
              ElementsAre(0, 0));
}

TEST(Range, CountsInEveryType) {
  const auto range = [](auto a, auto b, auto c) {
    const Tensor start = Tensor::Scalar(a);
    const Tensor limit = Tensor::Scalar(b);
    const Tensor delta = Tensor::Scalar(c);
    return Values<decltype(a)>(Eval(Range{}, {&start, &limit, &delta}));
  };
  EXPECT_THAT(range(1.0f, 2.0f, 0.25f), ElementsAre(1, 1.25f, 1.5f, 1.75f));
  EXPECT_THAT(range(int16_t{5}, int16_t{0}, int16_t{-2}), ElementsAre(5, 3, 1));
  EXPECT_THAT(range(uint8_t{250}, uint8_t{255}, uint8_t{2}),
              ElementsAre(250, 252, 254));
  EXPECT_EQ(range(Float16(0.0f), Float16(3.0f), Float16(1.5f)).size(), 2u);
}

TEST(Concat, JoinsAlongAnyAxis) {
  const Tensor a = Count({2, 1});
  const Tensor b = Count({2, 2});
  const Tensor empty = Count({2, 0});
  EXPECT_THAT(Ints(Eval(Concat{-1}, {&a, &empty, &b})),
              ElementsAre(0, 0, 1, 1, 2, 3));
}

TEST(Split, IsUndoneByConcat) {
  const Tensor x = Count({2, 7, 3});
  const auto parts = EvaluateAll(Split{1}, {&x}, 3);
  ASSERT_TRUE(parts.ok());
  EXPECT_EQ((*parts)[2].dims(), (Dims{2, 1, 3}));
  const Tensor back =
      Eval(Concat{1}, {&(*parts)[0], &(*parts)[1], &(*parts)[2]});
  EXPECT_EQ(Ints(back), Ints(x));
}

TEST(Slice, StepsBackwardsThroughTwoAxes) {
  const Tensor x = Count({3, 4});
  const Tensor starts = Vector<int64_t>({-1, 0});
  const Tensor ends = Vector<int64_t>({INT64_MIN, 4});
  const Tensor axes = Vector<int64_t>({-1, 0});
  const Tensor steps = Vector<int64_t>({-2, 2});
  EXPECT_THAT(Ints(Eval(Slice{}, {&x, &starts, &ends, &axes, &steps})),
              ElementsAre(3, 1, 11, 9));
}

TEST(Gather, CountsNegativeIndicesFromTheEnd) {
  const Tensor x = Count({3, 2});
  const Tensor indices = Tensor::Of<int32_t>({1, 2}, {-1, 0});
  EXPECT_THAT(Ints(Eval(Gather{0}, {&x, &indices})), ElementsAre(4, 5, 0, 1));
  const Tensor column = Tensor::Scalar<int64_t>(-2);
  const Tensor y = Eval(Gather{1}, {&x, &column});
  EXPECT_EQ(y.dims(), Dims{3});
  EXPECT_THAT(Ints(y), ElementsAre(0, 2, 4));
}

TEST(Gather, RefusesIndicesOutside) {
  const Tensor x = Count({3, 2});
  for (const int64_t index : {int64_t{3}, int64_t{-4}, INT64_MIN}) {
    const Tensor indices = Vector<int64_t>({index});
    EXPECT_EQ(CodeOf(Gather{0}, {&x, &indices}), "bad-value");
  }
}

TEST(ScatterND, PlacesRowsAndReduces) {
  const Tensor x = Count({3, 2});
  const Tensor indices = Tensor::Of<int64_t>({3, 1}, {2, -1, 0});
  const Tensor updates = Tensor::Of<int32_t>({3, 2}, {10, 20, 30, 1, 5, -5});
  const auto scatter = [&](const char* reduction) {
    return Ints(Eval(ScatterND{reduction}, {&x, &indices, &updates}));
  };
  EXPECT_THAT(scatter("none"), ElementsAre(5, -5, 2, 3, 30, 1));
  EXPECT_THAT(scatter("add"), ElementsAre(5, -4, 2, 3, 44, 26));
  EXPECT_THAT(scatter("mul"), ElementsAre(0, -5, 2, 3, 1200, 100));
  EXPECT_THAT(scatter("max"), ElementsAre(5, 1, 2, 3, 30, 20));
  EXPECT_THAT(scatter("min"), ElementsAre(0, -5, 2, 3, 4, 1));
}

TEST(ScatterND, RefusesIndicesOutside) {
  const Tensor x = Count({3, 2});
  const Tensor indices = Tensor::Of<int64_t>({1, 2}, {2, 2});
  const Tensor updates = Vector<int32_t>({1});
  EXPECT_EQ(CodeOf(ScatterND{}, {&x, &indices, &updates}), "bad-value");
}

std::vector<int32_t> Padded(const char* mode, int64_t size, int64_t begin,
                            int64_t end) {
  const Tensor x = Count({size});
  const Tensor pads = Vector<int64_t>({begin, end});
  const Tensor value = Tensor::Scalar<int32_t>(-9);
  return Ints(Eval(Pad{mode}, {&x, &pads, &value}));
}

TEST(Pad, FillsInEveryMode) {
  EXPECT_THAT(Padded("constant", 2, 1, 2), ElementsAre(-9, 0, 1, -9, -9));
  EXPECT_THAT(Padded("edge", 2, 2, 1), ElementsAre(0, 0, 0, 1, 1));
  EXPECT_THAT(Padded("reflect", 3, 2, 1), ElementsAre(2, 1, 0, 1, 2, 1));
  EXPECT_THAT(Padded("reflect", 2, 3, 0), ElementsAre(1, 0, 1, 0, 1));
  EXPECT_THAT(Padded("reflect", 1, 2, 0), ElementsAre(0, 0, 0));
  EXPECT_THAT(Padded("wrap", 3, 2, 4), ElementsAre(1, 2, 0, 1, 2, 0, 1, 2, 0));
}

TEST(Pad, RemovesWithNegativePads) {
  EXPECT_THAT(Padded("constant", 4, -1, -1), ElementsAre(1, 2));
  EXPECT_THAT(Padded("constant", 4, -3, 2), ElementsAre(3, -9, -9));
  EXPECT_THAT(Padded("edge", 4, -1, 2), ElementsAre(1, 2, 3, 3, 3));
}

TEST(Pad, TakesAxes) {
  const Tensor x = Count({2, 2});
  const Tensor pads = Vector<int64_t>({0, 1});
  const Tensor axes = Vector<int64_t>({-1});
  EXPECT_THAT(Ints(Eval(Pad{}, {&x, &pads, nullptr, &axes})),
              ElementsAre(0, 1, 0, 2, 3, 0));
}

}  // namespace
}  // namespace burin::reference
