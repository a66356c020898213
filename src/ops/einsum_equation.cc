// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See einsum_equation.h. Terms are read into symbols (a letter, or kEllipsis);
// then symbols become labels once the ranks tell how many dimensions "..."
// stands for.

#include "ops/einsum_equation.h"

#include <algorithm>
#include <array>

namespace burin {
namespace {

constexpr char kEllipsis = '.';
using Term = std::vector<char>;

struct Equation {
  std::vector<Term> inputs;
  Term output;
};

template <typename... Parts>
Error BadEquation(std::string_view equation, const Parts&... parts) {
  return MakeError(ErrorCode::kBadValue, "equation '", equation,
                   "': ", parts...);
}

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool Contains(const Term& term, char symbol) {
  return std::ranges::find(term, symbol) != term.end();
}

// One term without spaces.
Result<Term> ParseTerm(std::string_view text, std::string_view equation) {
  Term term;
  while (!text.empty()) {
    if (text.starts_with("...")) {
      if (Contains(term, kEllipsis)) {
        return BadEquation(equation, "a term with two ellipses");
      }
      term.push_back(kEllipsis);
      text.remove_prefix(3);
    } else if (IsLetter(text.front())) {
      term.push_back(text.front());
      text.remove_prefix(1);
    } else {
      return BadEquation(equation, "letters, '...', ',' and '->' expected");
    }
  }
  return term;
}

// The result when the equation names none.
Term ImplicitOutput(const std::vector<Term>& inputs) {
  std::array<int, 128> uses{};
  bool ellipsis = false;
  for (const Term& term : inputs) {
    for (const char c : term) {
      ++uses[static_cast<unsigned char>(c)];
      ellipsis |= c == kEllipsis;
    }
  }
  Term output;
  if (ellipsis) output.push_back(kEllipsis);
  for (size_t c = 0; c < uses.size(); ++c) {
    if (c != kEllipsis && uses[c] == 1) output.push_back(static_cast<char>(c));
  }
  return output;
}

Result<void> CheckOutput(const Equation& parsed, std::string_view equation) {
  for (const char c : parsed.output) {
    if (std::ranges::count(parsed.output, c) > 1) {
      return BadEquation(equation, "the result has '", c, "' twice");
    }
    const bool known = std::ranges::any_of(
        parsed.inputs, [c](const Term& term) { return Contains(term, c); });
    if (!known && c != kEllipsis) {
      return BadEquation(equation, "the result has '", c,
                         "', which no operand has");
    }
  }
  return {};
}

Result<Equation> ParseEquation(std::string_view equation) {
  std::string text;
  std::ranges::copy_if(equation, std::back_inserter(text),
                       [](char c) { return c != ' '; });
  std::string_view left = text;
  std::string_view right;
  const size_t arrow = text.find("->");
  if (arrow != std::string::npos) {
    left = std::string_view(text).substr(0, arrow);
    right = std::string_view(text).substr(arrow + 2);
  }
  Equation parsed;
  while (true) {
    const size_t comma = left.find(',');
    BURIN_ASSIGN(Term term, ParseTerm(left.substr(0, comma), equation));
    parsed.inputs.push_back(std::move(term));
    if (comma == std::string_view::npos) break;
    left.remove_prefix(comma + 1);
  }
  if (arrow == std::string::npos) {
    parsed.output = ImplicitOutput(parsed.inputs);
  } else {
    BURIN_ASSIGN(parsed.output, ParseTerm(right, equation));
    BURIN_TRY(CheckOutput(parsed, equation));
  }
  return parsed;
}

// How many dimensions the ellipsis of `term` stands for in an operand of
// `rank` dimensions; 0 without one.
Result<size_t> EllipsisRank(const Term& term, size_t rank, size_t operand) {
  const bool ellipsis = Contains(term, kEllipsis);
  const size_t letters = term.size() - (ellipsis ? 1 : 0);
  if (letters > rank || (!ellipsis && letters != rank)) {
    return MakeError(ErrorCode::kShapeMismatch, "operand ", operand,
                     " has rank ", rank, ", its term ", letters, " letters");
  }
  return rank - letters;
}

// Gives labels to symbols: first the dimensions of "...", then letters in the
// order of their use.
class Labels {
 public:
  explicit Labels(size_t ellipsis_rank) : ellipsis_rank_(ellipsis_rank) {
    letters_.fill(kNone);
    sizes_.assign(ellipsis_rank, 1);
  }

  // The labels of a term whose ellipsis stands for `own_rank` dimensions,
  // which are the last ones of the broadcast.
  std::vector<size_t> Of(const Term& term, size_t own_rank) {
    std::vector<size_t> labels;
    for (const char c : term) {
      if (c == kEllipsis) {
        for (size_t i = 0; i < own_rank; ++i) {
          labels.push_back(ellipsis_rank_ - own_rank + i);
        }
        continue;
      }
      size_t& label = letters_[static_cast<unsigned char>(c)];
      if (label == kNone) {
        label = sizes_.size();
        sizes_.push_back(1);
      }
      labels.push_back(label);
    }
    return labels;
  }

  Result<void> Fit(const std::vector<size_t>& labels, const Dims& dims) {
    for (size_t i = 0; i < labels.size(); ++i) {
      int64_t& size = sizes_[labels[i]];
      if (size == 1) size = dims[i];
      if (dims[i] != size && dims[i] != 1) {
        return MakeError(ErrorCode::kShapeMismatch, "a dimension of ", dims[i],
                         " in ", DimsText(dims), " meets one of ", size);
      }
    }
    return {};
  }

  const Dims& sizes() const { return sizes_; }

 private:
  static constexpr size_t kNone = SIZE_MAX;
  size_t ellipsis_rank_;
  std::array<size_t, 128> letters_;
  Dims sizes_;
};

}  // namespace

Dims EinsumPlan::OutputDims() const {
  Dims dims;
  for (const size_t label : output) dims.push_back(sizes[label]);
  return dims;
}

Result<EinsumPlan> PlanEinsum(std::string_view equation,
                              std::span<const Dims> operands) {
  BURIN_ASSIGN(const Equation parsed, ParseEquation(equation));
  if (parsed.inputs.size() != operands.size()) {
    return BadEquation(equation, parsed.inputs.size(), " terms for ",
                       operands.size(), " operands");
  }
  std::vector<size_t> ellipsis_ranks;
  for (size_t i = 0; i < operands.size(); ++i) {
    BURIN_ASSIGN(const size_t rank,
                 EllipsisRank(parsed.inputs[i], operands[i].size(), i));
    ellipsis_ranks.push_back(rank);
  }
  const size_t ellipsis_rank = std::ranges::max(ellipsis_ranks);
  if (ellipsis_rank > 0 && !Contains(parsed.output, kEllipsis)) {
    return BadEquation(equation, "the result lacks the ellipsis");
  }
  Labels labels(ellipsis_rank);
  EinsumPlan plan;
  for (size_t i = 0; i < operands.size(); ++i) {
    plan.operands.push_back(labels.Of(parsed.inputs[i], ellipsis_ranks[i]));
    BURIN_TRY(labels.Fit(plan.operands.back(), operands[i]));
  }
  plan.output = labels.Of(parsed.output, ellipsis_rank);
  plan.sizes = labels.sizes();
  // The steps of the loop over all labels, which no operand's size bounds.
  BURIN_ASSIGN(const int64_t steps, CheckedElementCount(plan.sizes));
  if (steps > int64_t{1} << 40) {
    return MakeError(ErrorCode::kTooLarge, "equation '", equation, "' takes ",
                     steps, " steps, 2^40 at most");
  }
  return plan;
}

}  // namespace burin
