// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Values are numbered in the order of their lines, so equal graphs print
// equally however their ids came about.

#include "ir/text.h"

#include <charconv>

#include "ops/codec.h"

namespace burin {
namespace {

std::string Quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' || c == '\n' ? '_' : c;
  return out + "'";
}

std::string ElementsText(const Tensor& tensor, size_t limit) {
  std::string out;
  DispatchDType(tensor.dtype(), [&]<typename T>() {
    size_t shown = 0;
    for (const T value : tensor.Span<T>()) {
      if (shown++ == limit) {
        out += " ...";
        return;
      }
      char buffer[64];
      if constexpr (std::is_same_v<T, Float16> || std::is_same_v<T, BFloat16>) {
        const auto end = std::to_chars(buffer, buffer + sizeof buffer,
                                       static_cast<float>(value));
        out.append(" ").append(buffer, end.ptr);
      } else if constexpr (std::is_same_v<T, bool>) {
        out += value ? " 1" : " 0";
      } else {
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
        out.append(" ").append(buffer, end.ptr);
      }
    }
  });
  return out;
}

// --- Parsing ---------------------------------------------------------------

// A line that is consumed from the front.
class Line {
 public:
  Line(std::string_view text, size_t number) : rest_(text), number_(number) {}

  bool Take(std::string_view prefix) {
    if (!rest_.starts_with(prefix)) return false;
    rest_.remove_prefix(prefix.size());
    return true;
  }
  Result<void> Expect(std::string_view prefix) {
    if (!Take(prefix)) return Fail(StrCat("'", prefix, "' expected"));
    return {};
  }
  Result<std::string_view> Until(char end) {
    const size_t at = rest_.find(end);
    if (at == std::string_view::npos)
      return Fail(StrCat("'", end, "' expected"));
    const std::string_view out = rest_.substr(0, at);
    rest_.remove_prefix(at + 1);
    return out;
  }
  Result<std::string> Name() {
    BURIN_TRY(Expect("'"));
    BURIN_ASSIGN(const std::string_view name, Until('\''));
    return std::string(name);
  }
  Result<int64_t> Number() {
    int64_t out = 0;
    const auto [end, error] =
        std::from_chars(rest_.data(), rest_.data() + rest_.size(), out);
    if (error != std::errc()) return Fail("number expected");
    rest_.remove_prefix(static_cast<size_t>(end - rest_.data()));
    return out;
  }
  Result<TensorType> Type() {
    TensorType type;
    BURIN_ASSIGN(const std::string_view name, Until('['));
    const auto dtype = DTypeFromName(name);
    if (!dtype) return Fail("unknown element type");
    type.dtype = *dtype;
    if (!Take("scalar")) {
      do {
        BURIN_ASSIGN(const int64_t dim, Number());
        type.dims.push_back(dim);
      } while (Take("x"));
    }
    BURIN_TRY(Expect("]"));
    BURIN_TRY(CheckedElementCount(type.dims));
    return type;
  }
  bool AtEnd() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  Error Fail(std::string_view what) const {
    return MakeError(ErrorCode::kBadInput, "line ", number_, ": ", what,
                     " before '", rest_.substr(0, 40), "'");
  }

 private:
  std::string_view rest_;
  size_t number_;
};

class Parser {
 public:
  Result<void> Parse(Line line) {
    if (line.AtEnd() || line.Take("#")) return {};
    if (line.Take("input ")) return ParseInput(line);
    if (line.Take("const ")) return ParseConstant(line);
    if (line.Take("output ")) return ParseOutput(line);
    return ParseNode(line);
  }
  Graph Finish() { return std::move(graph_); }

 private:
  Result<void> ParseInput(Line& line) {
    BURIN_TRY(Define(line));
    BURIN_TRY(line.Expect(" "));
    BURIN_ASSIGN(std::string name, line.Name());
    BURIN_TRY(line.Expect(": "));
    BURIN_ASSIGN(TensorType type, line.Type());
    ids_.push_back(graph_.AddInput(std::move(name), std::move(type)));
    return {};
  }

  Result<void> ParseConstant(Line& line) {
    BURIN_TRY(Define(line));
    BURIN_TRY(line.Expect(" "));
    BURIN_ASSIGN(std::string name, line.Name());
    BURIN_TRY(line.Expect(": "));
    BURIN_ASSIGN(TensorType type, line.Type());
    BURIN_TRY(line.Expect(" ="));
    BURIN_ASSIGN(Tensor tensor, Tensor::Allocate(type.dtype, type.dims));
    BURIN_TRY(DispatchDType(type.dtype, [&]<typename T>() -> Result<void> {
      for (T& element : tensor.Span<T>()) {
        BURIN_TRY(line.Expect(" "));
        const size_t end = std::min(line.rest().find(' '), line.rest().size());
        const std::string word(line.rest().substr(0, end));
        char* stop = nullptr;
        if constexpr (std::is_integral_v<T>) {
          element = static_cast<T>(std::strtoll(word.c_str(), &stop, 10));
        } else {
          element = T(static_cast<float>(std::strtod(word.c_str(), &stop)));
          if constexpr (std::is_same_v<T, double>) {
            element = std::strtod(word.c_str(), &stop);
          }
        }
        if (word.empty() || *stop != '\0') return line.Fail("number expected");
        line.Take(word);
      }
      return {};
    }));
    if (!line.AtEnd()) return line.Fail("too many elements");
    ids_.push_back(graph_.AddConstant(std::move(name), std::move(tensor)));
    return {};
  }

  Result<void> ParseOutput(Line& line) {
    BURIN_ASSIGN(const ValueId id, Use(line));
    BURIN_TRY(line.Expect(" "));
    BURIN_ASSIGN(std::string name, line.Name());
    graph_.AddOutput(id, std::move(name));
    return {};
  }

  Result<void> ParseNode(Line& line) {
    std::vector<TensorType> types;
    do {
      BURIN_TRY(Define(line, types.size()));
      BURIN_TRY(line.Expect(": "));
      BURIN_ASSIGN(TensorType type, line.Type());
      types.push_back(std::move(type));
    } while (line.Take(", "));
    BURIN_TRY(line.Expect(" = "));
    BURIN_ASSIGN(const std::string_view op_text, line.Until('('));
    BURIN_ASSIGN(Op op, ParseOp(op_text));
    std::vector<ValueId> inputs;
    if (!line.Take(")")) {
      do {
        if (line.Take("_")) {
          inputs.push_back({});
          continue;
        }
        BURIN_ASSIGN(const ValueId id, Use(line));
        inputs.push_back(id);
      } while (line.Take(", "));
      BURIN_TRY(line.Expect(")"));
    }
    BURIN_TRY(line.Expect(" "));
    BURIN_ASSIGN(std::string name, line.Name());
    BURIN_ASSIGN(const NodeId id,
                 graph_.AddNode(std::move(op), std::move(inputs),
                                std::move(name), types.size()));
    for (size_t i = 0; i < types.size(); ++i) {
      const ValueId out = graph_.node(id).outputs[i];
      if (graph_.type(out) != types[i]) {
        return line.Fail(StrCat("the op makes ", TypeText(graph_.type(out))));
      }
      ids_.push_back(out);
    }
    return {};
  }

  // "%7", the next free number.
  Result<void> Define(Line& line, size_t ahead = 0) {
    BURIN_TRY(line.Expect("%"));
    BURIN_ASSIGN(const int64_t number, line.Number());
    if (number != static_cast<int64_t>(ids_.size() + ahead)) {
      return line.Fail(StrCat("%", ids_.size() + ahead, " expected"));
    }
    return {};
  }
  Result<ValueId> Use(Line& line) {
    BURIN_TRY(line.Expect("%"));
    BURIN_ASSIGN(const int64_t number, line.Number());
    if (number < 0 || number >= static_cast<int64_t>(ids_.size())) {
      return line.Fail("a value that is not defined yet");
    }
    return ids_[static_cast<size_t>(number)];
  }

  Graph graph_;
  std::vector<ValueId> ids_;
};

}  // namespace

std::string PrintGraph(const Graph& graph, const PrintOptions& options) {
  std::string out;
  std::vector<int64_t> numbers(graph.value_count(), -1);
  int64_t next = 0;
  const auto define = [&](ValueId id) {
    numbers[id.index] = next++;
    return StrCat("%", numbers[id.index]);
  };
  for (const ValueId id : graph.inputs()) {
    out += StrCat("input ", define(id), " ", Quoted(graph.value(id).name), ": ",
                  TypeText(graph.type(id)), "\n");
  }
  const auto declare = [&](ValueId id) {
    if (!graph.IsConstant(id) || numbers[id.index] >= 0) return;
    out += StrCat("const ", define(id), " ", Quoted(graph.value(id).name), ": ",
                  TypeText(graph.type(id)), " =",
                  ElementsText(graph.constant(id), options.max_elements), "\n");
  };
  for (const NodeId node_id : graph.Order()) {
    const Node& node = graph.node(node_id);
    for (const ValueId id : node.inputs) declare(id);
    std::string inputs;
    for (const ValueId id : node.inputs) {
      if (!inputs.empty()) inputs += ", ";
      inputs += id.valid() ? StrCat("%", numbers[id.index]) : "_";
    }
    std::string outputs;
    for (const ValueId id : node.outputs) {
      if (!outputs.empty()) outputs += ", ";
      outputs += StrCat(define(id), ": ", TypeText(graph.type(id)));
    }
    out += StrCat(outputs, " = ", PrintOp(node.op), "(", inputs, ") ",
                  Quoted(node.name), "\n");
  }
  for (size_t i = 0; i < graph.outputs().size(); ++i) {
    const ValueId id = graph.outputs()[i];
    declare(id);
    out += StrCat("output %", numbers[id.index], " ",
                  Quoted(graph.output_name(i)), "\n");
  }
  return out;
}

Result<Graph> ParseGraph(std::string_view text) {
  Parser parser;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    BURIN_TRY(parser.Parse(Line(text.substr(0, end), number)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parser.Finish();
}

}  // namespace burin
