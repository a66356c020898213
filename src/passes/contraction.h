// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Sums of products of two operands, read the same way from Einsum and MatMul:
// a letter for each dimension, as in an Einsum equation.

#ifndef BURIN_PASSES_CONTRACTION_H_
#define BURIN_PASSES_CONTRACTION_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"

namespace burin {

struct Contraction {
  ValueId a;
  ValueId b;
  std::string a_labels;  // one letter a dimension
  std::string b_labels;
  std::string out_labels;
  std::vector<NodeId> nodes;  // inputs first
};

// The contraction that makes `value`, seen through transposes of its operands;
// empty when it is none, when an operand repeats a letter or is broadcast.
std::optional<Contraction> MatchContraction(const Graph& graph, ValueId value);

// The operands swapped.
Contraction Swapped(Contraction c);

// "abc,dc->abd": the letters in the order in which they occur.
std::string EquationOf(const Contraction& c);

}  // namespace burin

#endif  // BURIN_PASSES_CONTRACTION_H_
