// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Questions about operands that the lifting passes share: which operand is the
// constant, is it one number throughout, what does a reshape really do.

#ifndef BURIN_PASSES_OPERANDS_H_
#define BURIN_PASSES_OPERANDS_H_

#include <optional>
#include <span>
#include <vector>

#include "ir/graph.h"

namespace burin {

// The number that every element of a value is, if it is known: a small
// constant, or a repetition of one (ConstantOfShape, Expand, Reshape, ...).
std::optional<double> SplatOf(const Graph& graph, ValueId value);

// Whether `a` and `b` are equal up to the rounding of constants that were
// written as float32 or computed in another order.
bool IsNear(double a, double b);

// The operand of a binary node that is a splat of `number`, and the other.
// `commutes`: the splat may come first. The other operand must have the dims
// of the result, so that leaving the node out changes no shape.
std::optional<ValueId> OperandBesideSplat(const Graph& graph, const Node& node,
                                          double number, bool commutes = true);

// A binary node with one splat operand: its number and the other operand.
struct SplatOperand {
  double number = 0;
  ValueId other;
};
std::optional<SplatOperand> SplatOperandOf(const Graph& graph, const Node& node,
                                           bool commutes = true);

// A node with two operands of which one is a constant.
struct ConstantOperand {
  ValueId constant;
  ValueId other;
};
std::optional<ConstantOperand> ConstantOperandOf(const Graph& graph,
                                                 const Node& node);

// The axes of a reduction or (un)squeeze (its constant input 1), counted from
// the front and sorted; no input: all of them.
std::optional<Dims> AxesOf(const Graph& graph, const Node& node, size_t rank);

// The float32 constant as a vector of `size` along dimension `axis` of a value
// of `rank` dimensions: all its other dimensions are 1. Empty when it is not.
std::optional<std::vector<float>> VectorAlong(const Graph& graph,
                                              ValueId constant, size_t axis,
                                              size_t rank, int64_t size);

// Whether the transpose leaves the order of the dimensions other than 1 alone.
bool KeepsOrder(const Dims& dims, const Dims& perm);
// perm, with ONNX's empty one written out.
Dims FullPerm(const Dims& perm, size_t rank);
bool IsIdentity(const Dims& perm);
// Transpose(outer) of Transpose(inner).
Dims ComposePerms(const Dims& inner, const Dims& outer);

}  // namespace burin

#endif  // BURIN_PASSES_OPERANDS_H_
