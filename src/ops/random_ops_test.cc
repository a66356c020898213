// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Ops with random attributes on random inputs, as a hostile plate could hold
// them: inference and evaluation must answer or refuse, and agree. Most worth
// running with the sanitizers.

#include <gtest/gtest.h>

#include <random>

#include "ops/codec.h"
#include "ops/evaluate.h"
#include "ops/infer.h"

namespace burin {
namespace {

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  int64_t Roll(int64_t least, int64_t most) {
    return least + static_cast<int64_t>(
                       engine_() % static_cast<uint64_t>(most - least + 1));
  }
  bool OneIn(int64_t n) { return Roll(1, n) == 1; }
  template <typename T, size_t N>
  T Pick(const T (&list)[N]) {
    return list[Roll(0, static_cast<int64_t>(N) - 1)];
  }

 private:
  std::mt19937_64 engine_;
};

int64_t Number(Dice& dice) {
  constexpr int64_t kHostile[] = {INT64_MIN,
                                  INT64_MIN + 1,
                                  INT64_MAX,
                                  int64_t{1} << 31,
                                  (int64_t{1} << 48),
                                  -(int64_t{1} << 33),
                                  int64_t{1} << 62,
                                  -100,
                                  1000};
  return dice.OneIn(12) ? dice.Pick(kHostile) : dice.Roll(-1, 4);
}

Dims List(Dice& dice) {
  Dims out(static_cast<size_t>(dice.Roll(0, 4)));
  const bool ones = dice.OneIn(2);
  for (int64_t& v : out) v = ones ? dice.Roll(0, 1) : Number(dice);
  return out;
}

constexpr DType kTypes[] = {DType::kFloat32, DType::kFloat32, DType::kFloat32,
                            DType::kInt64,   DType::kInt64,   DType::kInt32,
                            DType::kBool,    DType::kFloat16, DType::kFloat64,
                            DType::kUint8,   DType::kInt8,    DType::kBFloat16};

// Gives every attribute a random value.
struct Randomize {
  Dice& dice;
  void operator()(std::string_view, bool& v) { v = dice.OneIn(2); }
  void operator()(std::string_view, int64_t& v) { v = Number(dice); }
  void operator()(std::string_view, float& v) {
    constexpr float kValues[] = {0, 1, -1, 1e-5f, 1e30f, NAN, INFINITY};
    v = dice.Pick(kValues);
  }
  void operator()(std::string_view, std::string& v) {
    constexpr std::string_view kTexts[] = {
        "none",  "add",      "max",        "constant", "reflect", "wrap",
        "edge",  "NOTSET",   "SAME_LOWER", "VALID",    "ij,jk",   "i,i->",
        "...ij", "...,...i", "aab->ba",    "->",       "",        "ij->ji"};
    v = dice.Pick(kTexts);
  }
  void operator()(std::string_view, Dims& v) { v = List(dice); }
  void operator()(std::string_view, DType& v) { v = dice.Pick(kTypes); }
  template <typename T>
  requires std::is_enum_v<T>
  void operator()(std::string_view, T& v) {
    v = static_cast<T>(dice.Roll(0, 3));
  }
};

Op RandomOp(Dice& dice) {
  static constexpr std::string_view kNames[] = {
#define BURIN_OP(Name) #Name,
#include "ops/ops.def"
  };
  Op op = OpByName(dice.Pick(kNames));
  std::visit(
      [&]<typename T>(T& each) {
        if constexpr (!std::is_same_v<T, std::monostate>) {
          if (!dice.OneIn(4)) T::Fields(each, Randomize{dice});
        }
      },
      op);
  return op;
}

// Integers are small or hostile, floats small.
void Fill(Dice& dice, Tensor& t) {
  DispatchDType(t.dtype(), [&]<typename T>() {
    for (T& v : t.Span<T>()) {
      if constexpr (std::is_same_v<T, bool>) {
        v = dice.OneIn(2);
      } else if constexpr (std::is_integral_v<T>) {
        v = static_cast<T>(Number(dice));
      } else {
        v = T(static_cast<float>(dice.Roll(-8, 8)) / 4);
      }
    }
  });
}

// Often of one rank and of equal dimensions, so that many inputs fit.
std::vector<Tensor> RandomInputs(Dice& dice) {
  std::vector<Tensor> inputs;
  const int64_t count = dice.Roll(0, 6);
  const DType common = dice.Pick(kTypes);
  const size_t rank = static_cast<size_t>(dice.Roll(0, 5));
  const int64_t side = dice.Roll(1, 4);
  for (int64_t i = 0; i < count; ++i) {
    const bool alike = !dice.OneIn(3);
    Dims dims(alike ? rank : static_cast<size_t>(dice.Roll(0, 3)));
    for (int64_t& d : dims) d = dice.OneIn(5) ? dice.Roll(0, 8) : side;
    const DType dtype = dice.OneIn(3) ? dice.Pick(kTypes) : common;
    inputs.push_back(Tensor::Allocate(dtype, std::move(dims)).value());
    Fill(dice, inputs.back());
  }
  return inputs;
}

int64_t Elements(const std::vector<TensorType>& types) {
  int64_t sum = 0;
  for (const TensorType& type : types) sum += type.elements();
  return sum;
}

TEST(Evaluate, AnswersOrRefusesWhateverAFileMayHold) {
  constexpr int kCases = 60000;
  Dice dice(1);
  int evaluated = 0;
  for (int i = 0; i < kCases; ++i) {
    const Op op = RandomOp(dice);
    const std::vector<Tensor> tensors = RandomInputs(dice);
    std::vector<ConstTensorView> views;
    std::vector<OpInput> known;
    std::vector<OpInput> unknown;
    for (const Tensor& t : tensors) {
      views.push_back(t.view());
      views.back().present = !dice.OneIn(20);
      known.push_back({views.back().present, t.type(), t.view()});
      unknown.push_back({views.back().present, t.type(), std::nullopt});
    }
    const size_t outputs =
        dice.OneIn(8) ? static_cast<size_t>(dice.Roll(0, 3)) : size_t{1};
    const auto types = InferTypes(op, known, outputs);
    const auto guess = InferTypes(op, unknown, outputs);
    if (guess.ok()) {
      ASSERT_TRUE(types.ok()) << PrintOp(op);
      ASSERT_EQ(*types, *guess) << PrintOp(op);
    }
    // Larger results are refused by whoever allocates them.
    if (!types.ok() || Elements(*types) > 20000) continue;
    const auto results = EvaluateToTensors(op, views, outputs);
    if (!results.ok()) {
      ASSERT_EQ(ErrorCodeName(results.error().code), "bad-value")
          << results.error().message;
      continue;
    }
    ++evaluated;
    for (size_t r = 0; r < outputs; ++r) {
      ASSERT_EQ((*results)[r].type(), (*types)[r]) << PrintOp(op);
    }
  }
  EXPECT_GT(evaluated, kCases / 50);
}

}  // namespace
}  // namespace burin
