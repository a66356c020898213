// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// x * 0.5 * (1 + erf(x / sqrt 2)), its factors in any order. A product is taken
// apart into its numbers and two other factors, one of which is the sum.

#include <cmath>

#include "onnx/rewrites.h"

namespace burin {
namespace {

constexpr double kSqrtHalf = 0.70710678118654752440;

struct Factors {
  double number = 1;
  std::vector<std::string> values;
};

bool IsNear(double a, double b) {
  // float32 constants, rounded once or twice.
  return std::abs(a - b) <= 1e-6 * std::abs(b);
}

void TakeApart(const OnnxEditor& editor, const std::string& value, int depth,
               Factors& out) {
  const auto* mul = editor.Maker(value, "Mul");
  const auto* div = editor.Maker(value, "Div");
  const onnx::NodeProto* node = mul != nullptr ? mul : div;
  if (node == nullptr || depth == 0 || node->input.size() != 2) {
    out.values.push_back(value);
    return;
  }
  for (const size_t i : {size_t{1}, size_t{0}}) {
    const auto number = editor.Number(node->input[i]);
    if (!number || (i == 0 && mul == nullptr)) continue;
    out.number *= mul != nullptr ? *number : 1 / *number;
    TakeApart(editor, node->input[1 - i], depth - 1, out);
    return;
  }
  if (mul == nullptr) {
    out.values.push_back(value);
    return;
  }
  TakeApart(editor, mul->input[0], depth - 1, out);
  TakeApart(editor, mul->input[1], depth - 1, out);
}

// scale * (1 + erf(x / sqrt 2))
struct ErfSum {
  double scale = 1;
  std::string x;
};

std::optional<ErfSum> MatchErfSum(const OnnxEditor& editor,
                                  const std::string& value) {
  const auto* add = editor.Maker(value, "Add");
  if (add == nullptr || add->input.size() != 2) return std::nullopt;
  const size_t side = editor.Number(add->input[1]) ? 1 : 0;
  const auto number = editor.Number(add->input[side]);
  if (!number) return std::nullopt;
  Factors erf;
  TakeApart(editor, add->input[1 - side], 1, erf);
  if (erf.values.size() != 1 || !IsNear(erf.number, *number)) {
    return std::nullopt;
  }
  const auto* node = editor.Maker(erf.values[0], "Erf");
  if (node == nullptr) return std::nullopt;
  Factors inner;
  TakeApart(editor, node->input[0], 1, inner);
  if (inner.values.size() != 1 || !IsNear(inner.number, kSqrtHalf)) {
    return std::nullopt;
  }
  return ErfSum{*number, inner.values[0]};
}

std::optional<std::string> MatchGelu(const OnnxEditor& editor,
                                     const std::string& value) {
  constexpr int kMaxDepth = 3;
  for (int depth = 1; depth <= kMaxDepth; ++depth) {
    Factors factors;
    TakeApart(editor, value, depth, factors);
    if (factors.values.size() != 2) continue;
    for (const size_t i : {size_t{0}, size_t{1}}) {
      const auto sum = MatchErfSum(editor, factors.values[i]);
      if (sum && sum->x == factors.values[1 - i] &&
          IsNear(sum->scale * factors.number, 0.5)) {
        return sum->x;
      }
    }
  }
  return std::nullopt;
}

// Whether the node ends the order that PyTorch writes: (x * sum) * 0.5.
bool IsPyTorchOrder(const OnnxEditor& editor, const onnx::NodeProto& mul,
                    const std::string& x) {
  if (mul.op_type != "Mul" || editor.Number(mul.input[1]) != 0.5) return false;
  const auto* product = editor.Maker(mul.input[0], "Mul");
  if (product == nullptr || product->input[0] != x) return false;
  const auto* add = editor.Maker(product->input[1], "Add");
  if (add == nullptr || editor.Number(add->input[1]) != 1.0) return false;
  const auto* erf = editor.Maker(add->input[0], "Erf");
  return erf != nullptr && editor.Maker(erf->input[0], "Div") != nullptr;
}

std::vector<onnx::NodeProto> ErfForm(OnnxEditor& editor,
                                     const onnx::NodeProto& last,
                                     const std::string& x) {
  const std::string stem = last.name.empty() ? last.output[0] : last.name;
  const auto number = [&](const char* what, float value) {
    std::string name = editor.NewName(stem + what);
    editor.AddInitializer(
        onnx::MakeTensor(name, Tensor::Scalar<float>(value).view()));
    return name;
  };
  const auto value = [&](const char* what) {
    return editor.NewName(stem + what);
  };
  const std::string scaled = value("/Div_output"), erf = value("/Erf_output"),
                    sum = value("/Add_output"), product = value("/Mul_output");
  return {
      onnx::MakeNode("Div", stem + "/Div", {x, number("/root_2", 1.41421356f)},
                     {scaled}),
      onnx::MakeNode("Erf", stem + "/Erf", {scaled}, {erf}),
      onnx::MakeNode("Add", stem + "/Add", {erf, number("/one", 1)}, {sum}),
      onnx::MakeNode("Mul", stem + "/Mul", {x, sum}, {product}),
      onnx::MakeNode("Mul", stem, {product, number("/half", 0.5f)},
                     last.output),
  };
}

}  // namespace

Result<size_t> RewriteGelu(OnnxEditor& editor) {
  size_t matches = 0;
  for (size_t i = 0; i < editor.node_count(); ++i) {
    const onnx::NodeProto node = editor.node(i);
    if ((node.op_type != "Mul" && node.op_type != "Div") ||
        node.output.size() != 1) {
      continue;
    }
    const auto x = MatchGelu(editor, node.output[0]);
    const TensorType* type = x ? editor.Type(*x) : nullptr;
    if (type == nullptr || type->dtype != DType::kFloat32) continue;
    if (editor.opset() >= 20) {
      editor.Replace(i, {onnx::MakeNode("Gelu", node.name, {*x}, node.output)});
    } else if (!IsPyTorchOrder(editor, node, *x)) {
      editor.Replace(i, ErfForm(editor, node, *x));
    } else {
      continue;
    }
    ++matches;
  }
  return matches;
}

}  // namespace burin
