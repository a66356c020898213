// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests: graphs with random weights, and the comparison of two graphs by
// their values. A graph is given as a function that builds it, since graphs
// are moved, not copied; equal seeds give equal weights.

#ifndef BURIN_IR_GRAPH_TESTING_H_
#define BURIN_IR_GRAPH_TESTING_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "ir/evaluate_graph.h"
#include "ir/graph.h"

namespace burin {

inline Tensor RandomTensor(std::mt19937& random, Dims dims, float low = -1,
                           float high = 1) {
  std::uniform_real_distribution<float> uniform(low, high);
  Tensor out =
      std::move(Tensor::Allocate(DType::kFloat32, std::move(dims))).value();
  for (float& x : out.Span<float>()) x = uniform(random);
  return out;
}

// Adds nodes and random constants; an op that does not fit ends the test.
class GraphBuilder {
 public:
  explicit GraphBuilder(unsigned seed = 1) : random_(seed) {}

  ValueId Input(Dims dims, std::string name = "input") {
    return graph_.AddInput(std::move(name), {DType::kFloat32, std::move(dims)});
  }
  ValueId Weight(Dims dims, float low = -0.5f, float high = 0.5f) {
    return graph_.AddConstant(
        Name("w"), RandomTensor(random_, std::move(dims), low, high));
  }
  ValueId Ints(std::vector<int64_t> values) {
    const Dims dims = {static_cast<int64_t>(values.size())};
    return graph_.AddConstant(
        Name("i"), Tensor::Of<int64_t>(dims, std::span<const int64_t>(values)));
  }
  ValueId Constant(Tensor tensor) {
    return graph_.AddConstant(Name("c"), std::move(tensor));
  }
  ValueId Number(float value) { return Constant(Tensor::Scalar<float>(value)); }
  ValueId Add(Op op, std::vector<ValueId> inputs) {
    auto made = graph_.Add(op, std::move(inputs), Name(OpName(op)));
    BURIN_CHECK(made.ok());
    return *made;
  }
  std::vector<ValueId> AddMany(Op op, std::vector<ValueId> inputs,
                               size_t outputs) {
    auto made =
        graph_.AddNode(op, std::move(inputs), Name(OpName(op)), outputs);
    BURIN_CHECK(made.ok());
    return graph_.node(*made).outputs;
  }
  ValueId Conv1x1(ValueId x, int64_t columns) {
    const int64_t channels = graph_.dims(x)[1];
    return Add(Conv{},
               {x, Weight({columns, channels, 1, 1}), Weight({columns})});
  }
  ValueId GroupNorm(ValueId x) {
    const int64_t c = graph_.dims(x)[1];
    return Add(GroupNormalization{}, {x, Weight({c}, 0.5, 1.5), Weight({c})});
  }
  ValueId LayerNorm(ValueId x) {
    const int64_t c = graph_.dims(x).back();
    return Add(LayerNormalization{}, {x, Weight({c}, 0.5, 1.5), Weight({c})});
  }
  ValueId BatchNorm(ValueId x) {
    const int64_t c = graph_.dims(x)[1];
    return Add(BatchNormalization{}, {x, Weight({c}, 0.5, 1.5), Weight({c}),
                                      Weight({c}), Weight({c}, 0.5, 1.5)});
  }
  ValueId Linear(ValueId x, int64_t columns) {
    const int64_t k = graph_.dims(x).back();
    return Add(burin::Linear{}, {x, Weight({k, columns}), Weight({columns})});
  }
  Graph Finish(ValueId output) {
    graph_.AddOutput(output, "output");
    return std::move(graph_);
  }
  const Graph& graph() const { return graph_; }

 private:
  std::string Name(std::string_view stem) {
    return StrCat(stem, "_", ++count_);
  }
  Graph graph_;
  std::mt19937 random_;
  int count_ = 0;
};

// How many live nodes have an op of type T.
template <typename T>
int CountOps(const Graph& graph) {
  int count = 0;
  for (const NodeId id : graph.Order()) {
    count += std::holds_alternative<T>(graph.node(id).op);
  }
  return count;
}

inline std::vector<Tensor> RandomInputs(const Graph& graph, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Tensor> inputs;
  for (const ValueId id : graph.inputs()) {
    inputs.push_back(RandomTensor(random, graph.dims(id)));
  }
  return inputs;
}

// Largest |a - b| within `bound` times the largest |b|.
inline void ExpectNear(std::span<const float> a, std::span<const float> b,
                       float bound = 1e-5f) {
  ASSERT_EQ(a.size(), b.size());
  float worst = 0;
  float largest = 1e-6f;
  for (size_t i = 0; i < a.size(); ++i) {
    worst = std::max(worst, std::abs(a[i] - b[i]));
    largest = std::max(largest, std::abs(b[i]));
    ASSERT_FALSE(std::isnan(a[i])) << i;
  }
  EXPECT_LE(worst, bound * largest);
}

inline void ExpectSameValues(const Graph& a, const Graph& b,
                             float bound = 1e-5f) {
  const std::vector<Tensor> inputs = RandomInputs(b, 7);
  const auto from_a = EvaluateGraph(a, inputs);
  const auto from_b = EvaluateGraph(b, inputs);
  ASSERT_TRUE(from_a.ok()) << from_a.error().message;
  ASSERT_TRUE(from_b.ok()) << from_b.error().message;
  ASSERT_EQ(from_a->size(), from_b->size());
  for (size_t i = 0; i < from_a->size(); ++i) {
    ASSERT_EQ((*from_a)[i].type(), (*from_b)[i].type());
    ExpectNear((*from_a)[i].Span<float>(), (*from_b)[i].Span<float>(), bound);
  }
}

}  // namespace burin

#endif  // BURIN_IR_GRAPH_TESTING_H_
