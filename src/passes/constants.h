// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// New constants computed from old ones, for passes that fold weights.

#ifndef BURIN_PASSES_CONSTANTS_H_
#define BURIN_PASSES_CONSTANTS_H_

#include <optional>
#include <span>
#include <vector>

#include "ir/graph.h"

namespace burin {

// The elements of a float32 constant; empty when the value is none.
std::optional<std::span<const float>> FloatConstant(const Graph& graph,
                                                    ValueId value);

// Whether the value is a float32 constant of exactly `columns` elements in one
// dimension: one for each column of a row.
bool IsFloatRow(const Graph& graph, ValueId value, int64_t columns);

// A float32 constant of these dimensions and elements, whose counts agree.
ValueId AddFloats(Graph& graph, std::string name, Dims dims,
                  const std::vector<float>& elements);

// The constant with its dimensions permuted, as a new constant.
Result<ValueId> PermuteConstant(Graph& graph, ValueId constant,
                                const Dims& perm);

// Column scale and bias of an inference BatchNormalization:
//   scale / sqrt(variance + epsilon)  and  bias - mean * that.
// Empty unless all four are float32 constants.
struct Affine {
  std::vector<float> scale;
  std::vector<float> bias;
};
std::optional<Affine> AffineOf(const Graph& graph, const Node& batch_norm);

}  // namespace burin

#endif  // BURIN_PASSES_CONSTANTS_H_
