// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Type inference against what a hostile or careless file may state.

#include "ops/infer.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

constexpr int64_t kHuge = int64_t{1} << 40;

OpInput Floats(Dims dims) {
  return {true, {DType::kFloat32, std::move(dims)}, std::nullopt};
}
OpInput Absent() { return {.present = false}; }
OpInput Known(const Tensor& t) { return {true, t.type(), t.view()}; }

Result<std::vector<TensorType>> InferAll(const Op& op,
                                         std::vector<OpInput> inputs,
                                         size_t outputs = 1) {
  return InferTypes(op, inputs, outputs);
}

Dims DimsOf(const Op& op, std::vector<OpInput> inputs) {
  const auto types = InferAll(op, std::move(inputs));
  EXPECT_TRUE(types.ok()) << types.error().message;
  return types.ok() ? (*types)[0].dims : Dims{-1};
}

std::string ErrorOf(const Op& op, std::vector<OpInput> inputs,
                    size_t outputs = 1) {
  const auto types = InferAll(op, std::move(inputs), outputs);
  return types.ok() ? "none" : types.error().message;
}

TEST(InferTypes, SaysTheOpAndTheNumbersWhenShapesDoNotFit) {
  EXPECT_EQ(ErrorOf(Add{}, {Floats({2, 3}), Floats({4})}),
            "Add: 2x3 and 4 do not broadcast");
  EXPECT_EQ(ErrorOf(Conv{}, {Floats({1, 3, 8, 8})}),
            "Conv: input 1 is missing, 2 needed");
}

TEST(InferTypes, RefusesAnEmptyOp) {
  EXPECT_EQ(ErrorOf(std::monostate{}, {}), ": no op");
}

TEST(InferTypes, RefusesNegativeDimsHugeProductsAndHighRank) {
  EXPECT_NE(ErrorOf(Identity{}, {Floats({-1})}), "none");
  EXPECT_NE(ErrorOf(Identity{}, {Floats({kHuge, kHuge})}), "none");
  EXPECT_NE(ErrorOf(Identity{}, {Floats(Dims(9, 1))}), "none");
  EXPECT_EQ(ErrorOf(Identity{}, {Floats(Dims(8, 1))}), "none");
}

TEST(InferTypes, RefusesAResultThatIsTooLarge) {
  EXPECT_NE(ErrorOf(Add{}, {Floats({kHuge, 1}), Floats({1, kHuge})}), "none");
  EXPECT_NE(ErrorOf(MatMul{}, {Floats({kHuge, 1}), Floats({1, kHuge})}),
            "none");
  const Tensor repeats = Tensor::Of<int64_t>({2}, {kHuge, kHuge});
  EXPECT_NE(ErrorOf(Tile{}, {Floats({3, 3}), Known(repeats)}), "none");
}

TEST(InferTypes, RefusesAConstantThatIsNotOfItsType) {
  const Tensor axes = Tensor::Of<int64_t>({1}, {0});
  OpInput lying = Known(axes);
  lying.type.dims = {2};
  EXPECT_NE(ErrorOf(Unsqueeze{}, {Floats({2}), lying}), "none");
}

TEST(InferTypes, NamesTheInputThatMustBeConstant) {
  const OpInput shape{true, {DType::kInt64, {2}}, std::nullopt};
  const auto types = InferAll(Reshape{}, {Floats({6}), shape});
  ASSERT_FALSE(types.ok());
  EXPECT_EQ(types.error().code, ErrorCode::kUnsupportedOp);
  EXPECT_EQ(types.error().message,
            "Reshape: the shape depends on input 1 (shape), which is not a "
            "constant");
}

TEST(InferReshape, ResolvesZeroAndMinusOne) {
  const auto dims = [](std::initializer_list<int64_t> shape, bool allowzero) {
    const Tensor s =
        Tensor::Of<int64_t>({static_cast<int64_t>(shape.size())}, shape);
    const auto types =
        InferAll(Reshape{.allowzero = allowzero}, {Floats({2, 3}), Known(s)});
    return types.ok() ? DimsText((*types)[0].dims) : "error";
  };
  EXPECT_EQ(dims({0, -1}, false), "2x3");
  EXPECT_EQ(dims({-1, 2}, false), "3x2");
  EXPECT_EQ(dims({-1, -1}, false), "error");
  EXPECT_EQ(dims({-2, 3}, false), "error");
  EXPECT_EQ(dims({4, -1}, false), "error");
  EXPECT_EQ(dims({6, 1, 0}, false), "error");
  EXPECT_EQ(dims({0, -1}, true), "error");
  EXPECT_EQ(dims({kHuge, kHuge}, false), "error");
}

TEST(InferSlice, ClampsAndWalksBackwards) {
  const auto count = [](int64_t start, int64_t end, int64_t step) {
    const Tensor s = Tensor::Of<int64_t>({1}, {start});
    const Tensor e = Tensor::Of<int64_t>({1}, {end});
    const Tensor p = Tensor::Of<int64_t>({1}, {step});
    const auto types = InferAll(
        Slice{}, {Floats({10}), Known(s), Known(e), Absent(), Known(p)});
    return types.ok() ? (*types)[0].dims[0] : -1;
  };
  EXPECT_EQ(count(2, 5, 1), 3);
  EXPECT_EQ(count(0, INT64_MAX, 3), 4);
  EXPECT_EQ(count(-3, INT64_MAX, 1), 3);
  EXPECT_EQ(count(INT64_MAX, INT64_MIN, -1), 10);
  EXPECT_EQ(count(INT64_MIN, INT64_MAX, INT64_MAX), 1);
  EXPECT_EQ(count(INT64_MAX, INT64_MIN, INT64_MIN), 1);
  EXPECT_EQ(count(5, 2, 1), 0);
  EXPECT_EQ(count(0, 1, 0), -1);
}

TEST(InferSplit, CutsEvenlyWithAShorterLastPart) {
  const auto types = InferAll(Split{}, {Floats({7})}, 3);
  ASSERT_TRUE(types.ok());
  EXPECT_EQ((*types)[2].dims, Dims{1});
  EXPECT_NE(ErrorOf(Split{}, {Floats({5})}, 4), "none");
  const Tensor sizes = Tensor::Of<int64_t>({2}, {INT64_MAX, 3});
  EXPECT_NE(ErrorOf(Split{}, {Floats({2}), Known(sizes)}, 2), "none");
}

TEST(InferPad, RefusesPadsThatOverflowOrRemoveTooMuch) {
  const auto error = [](int64_t begin, int64_t end) {
    const Tensor pads = Tensor::Of<int64_t>({2}, {begin, end});
    return ErrorOf(Pad{}, {Floats({4}), Known(pads)});
  };
  EXPECT_EQ(error(-1, -3), "none");
  EXPECT_NE(error(-5, 1), "none");
  EXPECT_NE(error(INT64_MAX, INT64_MAX), "none");
  EXPECT_NE(error(INT64_MIN, INT64_MAX), "none");
  const Tensor pads = Tensor::Of<int64_t>({2}, {1, 1});
  EXPECT_NE(ErrorOf(Pad{.mode = "edge"}, {Floats({0}), Known(pads)}), "none");
  EXPECT_NE(ErrorOf(Pad{.mode = "other"}, {Floats({4}), Known(pads)}), "none");
}

TEST(InferRange, CountsExactlyAtTheEdgesOfInt64) {
  const auto count = [](int64_t a, int64_t b, int64_t c) {
    const Tensor start = Tensor::Scalar(a);
    const Tensor limit = Tensor::Scalar(b);
    const Tensor delta = Tensor::Scalar(c);
    const auto types =
        InferAll(Range{}, {Known(start), Known(limit), Known(delta)});
    return types.ok() ? (*types)[0].dims[0] : -1;
  };
  EXPECT_EQ(count(0, 10, 3), 4);
  EXPECT_EQ(count(10, 0, -3), 4);
  EXPECT_EQ(count(0, 10, -1), 0);
  EXPECT_EQ(count(INT64_MIN, INT64_MAX, INT64_MAX), 3);
  EXPECT_EQ(count(INT64_MIN, INT64_MAX, 1), -1);
  EXPECT_EQ(count(0, 1, 0), -1);
}

TEST(InferTranspose, RefusesWhatIsNoPermutation) {
  EXPECT_EQ(DimsOf(Transpose{}, {Floats({1, 2, 3})}), (Dims{3, 2, 1}));
  EXPECT_EQ(DimsOf(Transpose{{2, 0, 1}}, {Floats({1, 2, 3})}), (Dims{3, 1, 2}));
  EXPECT_NE(ErrorOf(Transpose{{0, 0, 1}}, {Floats({1, 2, 3})}), "none");
  EXPECT_NE(ErrorOf(Transpose{{0, 1}}, {Floats({1, 2, 3})}), "none");
  EXPECT_NE(ErrorOf(Transpose{{0, 1, 3}}, {Floats({1, 2, 3})}), "none");
}

TEST(InferConv, CountsWindowsOfEveryPadding) {
  const auto dims = [](Conv op) {
    const auto types =
        InferAll(op, {Floats({1, 4, 9, 9}), Floats({8, 2, 3, 3})});
    return types.ok() ? DimsText((*types)[0].dims) : "error";
  };
  EXPECT_EQ(dims({.group = 2}), "1x8x7x7");
  EXPECT_EQ(dims({.strides = {2, 3}, .pads = {1, 0, 1, 0}, .group = 2}),
            "1x8x5x3");
  EXPECT_EQ(dims({.strides = {2, 2}, .group = 2, .auto_pad = "SAME_LOWER"}),
            "1x8x5x5");
  EXPECT_EQ(dims({.group = 2, .auto_pad = "VALID"}), "1x8x7x7");
  EXPECT_EQ(dims({.group = 1}), "error");
  EXPECT_EQ(dims({.group = 0}), "error");
  EXPECT_EQ(dims({.group = INT64_MIN}), "error");
  EXPECT_EQ(dims({.strides = {0, 1}, .group = 2}), "error");
  EXPECT_EQ(dims({.strides = {1}, .group = 2}), "error");
  EXPECT_EQ(dims({.pads = {-1, 0, 0, 0}, .group = 2}), "error");
  EXPECT_EQ(dims({.dilations = {INT64_MAX, 1}, .group = 2}), "error");
  EXPECT_EQ(dims({.dilations = {5, 1}, .group = 2}), "error");
}

TEST(InferEinsum, RefusesBadEquations) {
  const auto error = [](std::string equation, std::vector<OpInput> inputs) {
    return ErrorOf(Einsum{std::move(equation)}, std::move(inputs));
  };
  EXPECT_EQ(error("ij,jk->ik", {Floats({2, 3}), Floats({3, 4})}), "none");
  EXPECT_NE(error("ij,jk->ik", {Floats({2, 3}), Floats({2, 4})}), "none");
  EXPECT_NE(error("ij->ii", {Floats({2, 3})}), "none");
  EXPECT_NE(error("ij->k", {Floats({2, 3})}), "none");
  EXPECT_NE(error("i j,", {Floats({2, 3})}), "none");
  EXPECT_NE(error("i..j", {Floats({2, 3})}), "none");
  EXPECT_NE(error("......", {Floats({2, 3})}), "none");
  EXPECT_NE(error("i1", {Floats({2, 3})}), "none");
  EXPECT_NE(error("i->i->i", {Floats({2})}), "none");
  EXPECT_NE(error("...i->i", {Floats({2, 3})}), "none");
  EXPECT_NE(error("ijk", {Floats({2, 3})}), "none");
  EXPECT_NE(error("a,b,c,d->", {Floats({1 << 12}), Floats({1 << 12}),
                                Floats({1 << 12}), Floats({1 << 12})}),
            "none");
  EXPECT_NE(error("", {}), "none");
}

TEST(InferScatterND, HoldsUpdatesAgainstIndices) {
  const OpInput indices{true, {DType::kInt64, {4, 1}}, std::nullopt};
  EXPECT_EQ(DimsOf(ScatterND{}, {Floats({8, 3}), indices, Floats({4, 3})}),
            (Dims{8, 3}));
  EXPECT_NE(ErrorOf(ScatterND{}, {Floats({8, 3}), indices, Floats({4, 2})}),
            "none");
  EXPECT_NE(
      ErrorOf(ScatterND{"sum"}, {Floats({8, 3}), indices, Floats({4, 3})}),
      "none");
  const OpInput deep{true, {DType::kInt64, {4, 3}}, std::nullopt};
  EXPECT_NE(ErrorOf(ScatterND{}, {Floats({8, 3}), deep, Floats({4})}), "none");
}

FusedLinear Rows(int64_t columns) {
  FusedLinear op;
  op.columns = columns;
  return op;
}

TEST(InferFusedLinear, ChecksEveryOperandAgainstTheAttributes) {
  FusedLinear op = Rows(20);
  op.norm = FusedNorm::kGroup;
  op.residual = FusedResidual::kRows;
  const std::vector<OpInput> good = {
      Floats({2, 7, 12}), Floats({12, 20}), Floats({20}),      Floats({2, 2}),
      Floats({12}),       Floats({12}),     Floats({2, 7, 20})};
  EXPECT_EQ(DimsOf(op, good), (Dims{2, 7, 20}));
  for (size_t i = 0; i < good.size(); ++i) {
    for (const int64_t wrong : {int64_t{0}, int64_t{1}, kHuge}) {
      std::vector<OpInput> bad = good;
      bad[i].type.dims.back() = wrong;
      EXPECT_NE(ErrorOf(op, bad), "none") << "input " << i;
    }
    std::vector<OpInput> bad = good;
    bad[i].type.dtype = DType::kFloat64;
    EXPECT_NE(ErrorOf(op, bad), "none") << "input " << i;
    if (i == 2) continue;
    bad[i] = Absent();
    EXPECT_NE(ErrorOf(op, bad), "none") << "input " << i;
  }
  std::vector<OpInput> more = good;
  more.push_back(Floats({1}));
  EXPECT_NE(ErrorOf(op, more), "none");
}

TEST(InferFusedLinear, TakesPackedWeightsOnlyWithTheBiasInThem) {
  FusedLinear op = Rows(20);
  op.panel = 16;
  EXPECT_EQ(DimsOf(op, {Floats({5, 12}), Floats({13, 20})}), (Dims{5, 20}));
  EXPECT_EQ(DimsOf(op, {Floats({5, 12}), Floats({13, 32})}), (Dims{5, 20}));
  EXPECT_NE(ErrorOf(op, {Floats({5, 12}), Floats({12, 32})}), "none");
  EXPECT_NE(ErrorOf(op, {Floats({5, 12}), Floats({13, 19})}), "none");
  EXPECT_NE(ErrorOf(op, {Floats({5, 12}), Floats({13, 33})}), "none");
  EXPECT_NE(ErrorOf(op, {Floats({5, 12}), Floats({13, 32}), Floats({20})}),
            "none");
  op.panel = -16;
  EXPECT_NE(ErrorOf(op, {Floats({5, 12}), Floats({13, 32})}), "none");
  op.panel = INT64_MAX;
  EXPECT_NE(ErrorOf(op, {Floats({5, 12}), Floats({13, INT64_MAX})}), "none");
}

TEST(InferFusedLinear, TakesWordsOfReducedWeights) {
  FusedLinear op = Rows(20);
  const auto words = [](int64_t rows) {
    return OpInput{true, {DType::kInt32, {rows, 32}}, std::nullopt};
  };
  op.precision = Precision::kBf16;
  EXPECT_EQ(DimsOf(op, {Floats({5, 11}), Floats({11, 20})}), (Dims{5, 20}));
  op.panel = 16;
  EXPECT_EQ(DimsOf(op, {Floats({5, 11}), words(7)}), (Dims{5, 20}));
  EXPECT_NE(ErrorOf(op, {Floats({5, 11}), words(12)}), "none");
  EXPECT_NE(ErrorOf(op, {Floats({5, 11}), Floats({7, 32})}), "none");
  op.precision = Precision::kInt8;
  EXPECT_EQ(DimsOf(op, {Floats({5, 11}), words(6)}), (Dims{5, 20}));
  EXPECT_NE(ErrorOf(op, {Floats({5, 11}), words(7)}), "none");
  op.precision = static_cast<Precision>(3);
  EXPECT_NE(ErrorOf(op, {Floats({5, 11}), words(6)}), "none");
}

TEST(InferFusedLinear, RefusesHostileAttributes) {
  const std::vector<OpInput> inputs = {Floats({1, 4, 4, 8}), Floats({8, 8})};
  const auto error = [&](auto change) {
    FusedLinear op = Rows(8);
    change(op);
    return ErrorOf(op, inputs);
  };
  EXPECT_EQ(error([](FusedLinear&) {}), "none");
  EXPECT_NE(error([](FusedLinear& op) { op.columns = 0; }), "none");
  EXPECT_NE(error([](FusedLinear& op) { op.columns = INT64_MIN; }), "none");
  EXPECT_NE(error([](FusedLinear& op) { op.sources = 2; }), "none");
  EXPECT_NE(error([](FusedLinear& op) { op.tile = {1}; }), "none");
  EXPECT_NE(error([](FusedLinear& op) { op.tile = {1, 0, 1, 1}; }), "none");
  EXPECT_NE(error([](FusedLinear& op) {
              op.source = FusedSource::kConcat;
              op.sources = INT64_MAX;
            }),
            "none");
  EXPECT_NE(error([](FusedLinear& op) { op.residual_offset = 1; }), "none");
  const auto shift = [&](int64_t group) {
    return error([group](FusedLinear& op) {
      op.source = FusedSource::kShift;
      op.shift_group = group;
    });
  };
  EXPECT_EQ(shift(2), "none");
  EXPECT_NE(shift(0), "none");
  EXPECT_NE(shift(3), "none");
  EXPECT_NE(shift(INT64_MAX), "none");
  EXPECT_NE(
      error([](FusedLinear& op) { op.source = static_cast<FusedSource>(9); }),
      "none");
  EXPECT_NE(error([](FusedLinear& op) {
              op.activation = static_cast<FusedActivation>(9);
            }),
            "none");
  EXPECT_NE(error([](FusedLinear& op) {
              op.residual = static_cast<FusedResidual>(9);
            }),
            "none");
  EXPECT_NE(error([](FusedLinear& op) { op.norm = static_cast<FusedNorm>(9); }),
            "none");
  EXPECT_NE(error([](FusedLinear& op) { op.source = FusedSource::kUnfold; }),
            "none");
}

TEST(InferFusedLinear, HoldsTheResidualOffsetAgainstItsRows) {
  FusedLinear op = Rows(8);
  op.residual = FusedResidual::kRows;
  const auto error = [&](int64_t offset, int64_t wide) {
    op.residual_offset = offset;
    return ErrorOf(
        op, {Floats({5, 4}), Floats({4, 8}), Absent(), Floats({5, wide})});
  };
  EXPECT_EQ(error(0, 8), "none");
  EXPECT_EQ(error(3, 11), "none");
  EXPECT_NE(error(3, 10), "none");
  EXPECT_NE(error(-1, 20), "none");
  EXPECT_NE(error(INT64_MAX, 20), "none");
}

TEST(InferFusedMlp, ChecksBothProducts) {
  FusedMlp op;
  op.hidden = 24;
  op.columns = 8;
  const std::vector<OpInput> good = {Floats({3, 5, 8}), Floats({8, 24}),
                                     Floats({24}), Floats({24, 8}),
                                     Floats({8})};
  EXPECT_EQ(DimsOf(op, good), (Dims{3, 5, 8}));
  for (size_t i = 0; i < good.size(); ++i) {
    std::vector<OpInput> bad = good;
    bad[i].type.dims.back() = 9;
    EXPECT_NE(ErrorOf(op, bad), "none") << "input " << i;
  }
  op.panel1 = 16;
  op.panel2 = 8;
  EXPECT_EQ(DimsOf(op, {Floats({3, 5, 8}), Floats({9, 24}), Absent(),
                        Floats({25, 8})}),
            (Dims{3, 5, 8}));
  op.panel2 = 0;
  EXPECT_NE(ErrorOf(op, {Floats({3, 5, 8}), Floats({9, 24}), Absent(),
                         Floats({24, 8})}),
            "none");
}

TEST(InferFusedMlp, AddsItsSourceOnlyToAsManyColumns) {
  FusedMlp op;
  op.hidden = 24;
  op.columns = 9;
  const std::vector<OpInput> inputs = {Floats({3, 8}), Floats({8, 24}),
                                       Absent(), Floats({24, 9})};
  EXPECT_NE(ErrorOf(op, inputs), "none");
  op.residual = FusedResidual::kNone;
  EXPECT_EQ(ErrorOf(op, inputs), "none");
}

TEST(InferDepthwiseConv, ChecksItsVectors) {
  DepthwiseConv op;
  op.pads = {1, 1, 1, 1};
  EXPECT_EQ(DimsOf(op, {Floats({2, 7, 5, 6}), Floats({3, 3, 6}), Absent(),
                        Floats({6}), Floats({6})}),
            (Dims{2, 7, 5, 6}));
  EXPECT_NE(ErrorOf(op, {Floats({2, 7, 5, 6}), Floats({3, 3, 6}), Floats({5})}),
            "none");
  EXPECT_NE(ErrorOf(op, {Floats({2, 7, 5, 6}), Floats({3, 3, 5})}), "none");
  op.strides = {};
  EXPECT_NE(ErrorOf(op, {Floats({2, 7, 5, 6}), Floats({3, 3, 6})}), "none");
}

TEST(InferDepthwiseConv, RefusesAPaddedImageThatNoTensorCouldHold) {
  // One output row of three pixels, but 2^26 lines of 2^32 pixels for it.
  const int64_t line = int64_t{1} << 25;
  const int64_t pixel = int64_t{1} << 31;
  DepthwiseConv op;
  op.strides = {pixel - 1, pixel - 1};
  op.pads = {line, pixel, line, pixel};
  EXPECT_EQ(ErrorOf(op, {Floats({1, 1, 1, 1}), Floats({2 * line, 2, 1})}),
            "DepthwiseConv: the padded image: 67108865x4294967297 has more "
            "than 2^48 elements");
  op.pads = {0, pixel, 0, pixel};
  EXPECT_EQ(DimsOf(op, {Floats({1, 1, 1, 1}), Floats({1, 2, 1})}),
            (Dims{1, 1, 3, 1}));
}

TEST(InferAttention, NeedsThreeTimesTheHeads) {
  EXPECT_EQ(DimsOf(Attention{.heads = 2}, {Floats({1, 5, 24})}),
            (Dims{1, 5, 8}));
  EXPECT_NE(ErrorOf(Attention{.heads = 5}, {Floats({1, 5, 24})}), "none");
  EXPECT_NE(ErrorOf(Attention{.heads = 0}, {Floats({1, 5, 24})}), "none");
  EXPECT_EQ(
      ErrorOf(Attention{.precision = Precision::kBf16}, {Floats({1, 5, 24})}),
      "none");
  EXPECT_NE(
      ErrorOf(Attention{.precision = Precision::kInt8}, {Floats({1, 5, 24})}),
      "none");
}

// Every op, with every number of inputs up to six, of every rank up to five
// and of several kinds: an answer, never a crash.
TEST(InferTypes, AnswersForEveryOpWithArbitraryInputs) {
  std::vector<Op> ops;
#define BURIN_OP(Name) ops.push_back(Name{});
#include "ops/ops.def"
  const Tensor values = Tensor::Of<int64_t>({3}, {-1, INT64_MIN, INT64_MAX});
  int answered = 0;
  for (const Op& op : ops) {
    for (size_t count = 0; count <= 6; ++count) {
      for (size_t rank = 0; rank <= 5; ++rank) {
        for (const int64_t dim : {int64_t{0}, int64_t{1}, int64_t{4}, kHuge}) {
          std::vector<OpInput> inputs(count, Floats(Dims(rank, dim)));
          answered += InferAll(op, inputs, rank % 4).ok() ? 1 : 0;
          for (size_t i = 1; i < count; ++i) inputs[i] = Known(values);
          answered += InferAll(op, inputs, 1).ok() ? 1 : 0;
        }
      }
    }
  }
  EXPECT_GT(answered, 100);
}

}  // namespace
}  // namespace burin
