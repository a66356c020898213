// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the reference ops share: tensors of seeded noise, one-line
// evaluation and comparison.

#ifndef BURIN_OPS_REFERENCE_TEST_TENSORS_H_
#define BURIN_OPS_REFERENCE_TEST_TENSORS_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "ops/evaluate.h"

namespace burin::reference {

// An input; a null pointer is an absent one.
using Inputs = std::vector<const Tensor*>;

inline Result<std::vector<Tensor>> EvaluateAll(const Op& op,
                                               const Inputs& inputs,
                                               size_t outputs = 1) {
  std::vector<ConstTensorView> views;
  for (const Tensor* t : inputs) {
    views.push_back(t == nullptr ? ConstTensorView{.present = false}
                                 : t->view());
  }
  return EvaluateToTensors(op, views, outputs);
}

// Output 0; an error fails the test and gives an empty tensor.
inline Tensor Eval(const Op& op, const Inputs& inputs) {
  auto outputs = EvaluateAll(op, inputs);
  EXPECT_TRUE(outputs.ok()) << outputs.error().message;
  return outputs.ok() ? std::move((*outputs)[0]) : Tensor();
}

inline std::string CodeOf(const Op& op, const Inputs& inputs) {
  const auto outputs = EvaluateAll(op, inputs);
  return outputs.ok() ? "ok" : std::string(ErrorCodeName(outputs.error().code));
}

template <typename T>
Tensor Vector(std::initializer_list<T> values) {
  return Tensor::Of<T>({static_cast<int64_t>(values.size())}, values);
}

// Uniform in [-1, 1), the same for the same seed.
template <typename T = float>
Tensor Noise(Dims dims, unsigned seed) {
  Tensor out = Tensor::Allocate(DTypeOf<T>::value, std::move(dims)).value();
  std::mt19937 engine(seed);
  for (T& v : out.Span<T>()) {
    v = static_cast<T>(engine() / 2147483648.0 - 1.0);
  }
  return out;
}

template <typename T>
std::vector<T> Values(const Tensor& t) {
  return {t.Span<T>().begin(), t.Span<T>().end()};
}

// The same shape, and every element within `tolerance` * max(1, |expected|).
inline void ExpectClose(const Tensor& got, const Tensor& expected,
                        double tolerance) {
  ASSERT_EQ(TypeText(got.type()), TypeText(expected.type()));
  for (size_t i = 0; i < got.Span<float>().size(); ++i) {
    const double want = static_cast<double>(expected.Span<float>()[i]);
    ASSERT_NEAR(static_cast<double>(got.Span<float>()[i]), want,
                tolerance * std::max(1.0, std::abs(want)))
        << "element " << i;
  }
}

// A few roundings of float: for sums of up to some hundred terms of order 1.
inline constexpr double kFloatTolerance = 2e-5;

}  // namespace burin::reference

#endif  // BURIN_OPS_REFERENCE_TEST_TENSORS_H_
