// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// ReduceSum(Unsqueeze(a) * Unsqueeze(b)) -> Einsum(a, b): one letter for each
// dimension of the product; an operand has those that Unsqueeze did not insert
// (a constant: those that are not 1).

#include <algorithm>

#include "onnx/import_node.h"
#include "onnx/rewrites.h"

namespace burin {
namespace {

struct Operand {
  std::string value;
  std::string labels;
  Dims squeezed;  // dimensions of a constant that must lose some; else empty
};

std::optional<Operand> ReadOperand(const OnnxEditor& editor,
                                   const std::string& name,
                                   const Dims& product) {
  Operand out;
  out.value = name;
  const onnx::TensorProto* constant = editor.Constant(name);
  const TensorType* type = editor.Type(name);
  if (constant == nullptr && type == nullptr) return std::nullopt;
  const Dims& dims = constant != nullptr ? constant->dims : type->dims;
  if (dims.size() > product.size()) return std::nullopt;
  const size_t missing = product.size() - dims.size();
  std::vector<bool> inserted(dims.size(), false);
  if (const auto* unsqueeze = editor.Maker(name, "Unsqueeze")) {
    const auto axes = editor.Integers(*unsqueeze, "axes", 1);
    if (!axes) return std::nullopt;
    for (const int64_t axis : *axes) {
      const auto at = NormalizeAxis(axis, dims.size());
      if (!at.ok()) return std::nullopt;
      inserted[static_cast<size_t>(*at)] = true;
    }
    out.value = unsqueeze->input[0];
  } else if (constant != nullptr) {
    for (size_t i = 0; i < dims.size(); ++i) inserted[i] = dims[i] == 1;
  }
  for (size_t i = 0; i < dims.size(); ++i) {
    if (inserted[i]) continue;
    if (dims[i] != product[i + missing]) return std::nullopt;
    out.labels += static_cast<char>('a' + i + missing);
    if (constant != nullptr) out.squeezed.push_back(dims[i]);
  }
  if (constant == nullptr || out.squeezed == dims) out.squeezed.clear();
  return out;
}

bool Has(const std::string& labels, char letter) {
  return labels.find(letter) != std::string::npos;
}

struct Match {
  Operand a;
  Operand b;
  std::string out;
};

std::optional<Match> MatchSum(const OnnxEditor& editor,
                              const onnx::NodeProto& sum) {
  if (sum.op_type != "ReduceSum" || sum.input.empty()) return std::nullopt;
  const auto* keep = onnx::FindAttribute(sum, "keepdims");
  const auto* noop = onnx::FindAttribute(sum, "noop_with_empty_axes");
  const auto* mul = editor.Maker(sum.input[0], "Mul");
  const TensorType* product = editor.Type(sum.input[0]);
  auto axes = editor.Integers(sum, "axes", 1);
  if (keep == nullptr || keep->i != 0 || noop != nullptr || mul == nullptr ||
      product == nullptr || product->dtype != DType::kFloat32 || !axes ||
      product->dims.size() > 8 || mul->input.size() != 2) {
    return std::nullopt;
  }
  for (int64_t& axis : *axes) {
    if (axis < 0) axis += static_cast<int64_t>(product->dims.size());
  }
  const auto a = ReadOperand(editor, mul->input[0], product->dims);
  const auto b = ReadOperand(editor, mul->input[1], product->dims);
  if (!a || !b) return std::nullopt;
  Match out{*a, *b, {}};
  bool apart = false;  // else it is a sum of element by element products
  for (size_t i = 0; i < product->dims.size(); ++i) {
    const char letter = static_cast<char>('a' + i);
    const bool in_a = Has(a->labels, letter);
    const bool in_b = Has(b->labels, letter);
    const bool summed = std::find(axes->begin(), axes->end(),
                                  static_cast<int64_t>(i)) != axes->end();
    if (summed ? !(in_a && in_b) : !(in_a || in_b)) return std::nullopt;
    apart |= in_a != in_b;
    if (!summed) out.out += letter;
  }
  if (!apart) return std::nullopt;
  return out;
}

}  // namespace

Result<size_t> RewriteEinsum(OnnxEditor& editor) {
  if (editor.opset() < 12) return size_t{0};
  size_t matches = 0;
  for (size_t i = 0; i < editor.node_count(); ++i) {
    const onnx::NodeProto node = editor.node(i);
    auto match = MatchSum(editor, node);
    if (!match) continue;
    for (Operand* operand : {&match->a, &match->b}) {
      if (operand->squeezed.empty()) continue;
      onnx::TensorProto tensor = *editor.Constant(operand->value);
      tensor.name = editor.NewName(operand->value + "_squeezed");
      tensor.dims = operand->squeezed;
      operand->value = tensor.name;
      editor.AddInitializer(std::move(tensor));
    }
    editor.Replace(
        i,
        {onnx::MakeNode(
            "Einsum", node.name, {match->a.value, match->b.value}, node.output,
            {onnx::MakeAttribute("equation", match->a.labels + "," +
                                                 match->b.labels + "->" +
                                                 match->out)})});
    ++matches;
  }
  return matches;
}

}  // namespace burin
