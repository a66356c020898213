// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Rewrites of normalizations.

#include <algorithm>

#include "onnx/rewrites.h"

namespace burin {
namespace {

// The other operand of a two-operand node, if one is `name`.
std::optional<std::string> Other(const onnx::NodeProto& node,
                                 const std::string& name) {
  if (node.input.size() != 2) return std::nullopt;
  if (node.input[0] == name) return node.input[1];
  if (node.input[1] == name) return node.input[0];
  return std::nullopt;
}

// The axes of a ReduceMean that keeps dimensions, if they are -n, ..., -1.
std::optional<Dims> TrailingAxes(const OnnxEditor& editor,
                                 const onnx::NodeProto& mean) {
  const auto* keep = onnx::FindAttribute(mean, "keepdims");
  auto axes = editor.Integers(mean, "axes", 1);
  if ((keep != nullptr && keep->i != 1) || !axes || axes->empty()) {
    return std::nullopt;
  }
  std::sort(axes->begin(), axes->end());
  const auto count = static_cast<int64_t>(axes->size());
  for (int64_t i = 0; i < count; ++i) {
    if ((*axes)[static_cast<size_t>(i)] != i - count) return std::nullopt;
  }
  return axes;
}

struct Core {
  std::string x;
  Dims axes;
  double epsilon = 0;
};

// d / sqrt(mean(d^2) + epsilon), d = x - mean(x).
std::optional<Core> MatchCore(const OnnxEditor& editor,
                              const onnx::NodeProto& div) {
  if (div.op_type != "Div" || div.input.size() != 2) return std::nullopt;
  const auto* sub = editor.Maker(div.input[0], "Sub");
  const auto* root = editor.Maker(div.input[1], "Sqrt");
  if (sub == nullptr || root == nullptr) return std::nullopt;
  const auto* mean = editor.Maker(sub->input[1], "ReduceMean");
  const auto* sum = editor.Maker(root->input[0], "Add");
  if (mean == nullptr || sum == nullptr || mean->input[0] != sub->input[0]) {
    return std::nullopt;
  }
  const size_t number = editor.Number(sum->input[1]) ? 1 : 0;
  const auto epsilon = editor.Number(sum->input[number]);
  const auto* variance = editor.Maker(sum->input[1 - number], "ReduceMean");
  if (!epsilon || variance == nullptr) return std::nullopt;
  const auto* pow = editor.Maker(variance->input[0], "Pow");
  const auto* mul = editor.Maker(variance->input[0], "Mul");
  const std::string& d = div.input[0];
  const bool square =
      (pow != nullptr && pow->input[0] == d &&
       editor.Number(pow->input[1]) == 2.0) ||
      (mul != nullptr && mul->input[0] == d && mul->input[1] == d);
  const auto axes = TrailingAxes(editor, *mean);
  if (!square || !axes || TrailingAxes(editor, *variance) != axes) {
    return std::nullopt;
  }
  return Core{sub->input[0], *axes, *epsilon};
}

// A float32 constant with as many dimensions as there are axes.
bool IsScale(const OnnxEditor& editor, const std::string& name, size_t axes) {
  const onnx::TensorProto* constant = editor.Constant(name);
  return constant != nullptr && constant->dtype == DType::kFloat32 &&
         constant->dims.size() == axes;
}

}  // namespace

Result<size_t> RewriteLayerNorm(OnnxEditor& editor) {
  if (editor.opset() < 17) return size_t{0};
  size_t matches = 0;
  for (size_t i = 0; i < editor.node_count(); ++i) {
    const onnx::NodeProto& mul = editor.node(i);
    if (mul.op_type != "Mul" || mul.input.size() != 2) continue;
    for (const std::string& input : mul.input) {
      const auto* div = editor.Maker(input, "Div");
      const auto core = div == nullptr ? std::nullopt : MatchCore(editor, *div);
      const auto scale = Other(mul, input);
      if (!core || !scale || !IsScale(editor, *scale, core->axes.size())) {
        continue;
      }
      onnx::NodeProto norm = onnx::MakeNode(
          "LayerNormalization", mul.name, {core->x, *scale}, mul.output,
          {onnx::MakeAttribute("axis", core->axes.front()),
           onnx::MakeAttribute("epsilon", static_cast<float>(core->epsilon))});
      editor.Replace(i, {std::move(norm)});
      ++matches;
      break;
    }
  }
  editor.Commit();
  // The bias, where the sum is the only reader.
  for (size_t i = 0; i < editor.node_count(); ++i) {
    const onnx::NodeProto& add = editor.node(i);
    if (add.op_type != "Add" || add.input.size() != 2) continue;
    for (const std::string& input : add.input) {
      const auto* norm = editor.Maker(input, "LayerNormalization");
      if (norm == nullptr || norm->input.size() != 2 ||
          norm->output.size() != 1 || editor.Uses(input) != 1) {
        continue;
      }
      const onnx::TensorProto* scale = editor.Constant(norm->input[1]);
      const auto bias = Other(add, input);
      const onnx::TensorProto* b = bias ? editor.Constant(*bias) : nullptr;
      if (scale == nullptr || b == nullptr || b->dims != scale->dims ||
          b->dtype != scale->dtype) {
        continue;
      }
      onnx::NodeProto whole = *norm;
      whole.input.push_back(*bias);
      whole.output = add.output;
      editor.Replace(i, {std::move(whole)});
      break;
    }
  }
  return matches;
}

Result<size_t> RewriteFinalNorm(OnnxEditor& editor) {
  // From the classifier upwards; the first such chain is the last of the file.
  for (size_t i = editor.node_count(); i-- > 0;) {
    const onnx::NodeProto& gemm = editor.node(i);
    if (gemm.op_type != "Gemm" || gemm.input.empty()) continue;
    const auto* flatten = editor.Maker(gemm.input[0], "Flatten");
    const auto* pool = flatten == nullptr ? nullptr
                                          : editor.Maker(flatten->input[0],
                                                         "GlobalAveragePool");
    const auto* add =
        pool == nullptr ? nullptr : editor.Maker(pool->input[0], "Add");
    if (add == nullptr || add->input.size() != 2) continue;
    const size_t side = editor.Maker(add->input[0], "Mul") != nullptr ? 0 : 1;
    const auto* mul = editor.Maker(add->input[side], "Mul");
    if (mul == nullptr || mul->input.size() != 2) continue;
    const size_t data = editor.Constant(mul->input[0]) == nullptr ? 0 : 1;
    // Done before: nothing to add.
    if (editor.Maker(mul->input[data], "Pow") != nullptr) return size_t{0};
    const std::string exponent = editor.NewName("Pow_ini");
    const std::string power = editor.NewName("Pow_new_output");
    editor.AddInitializer(
        onnx::MakeTensor(exponent, Tensor::Of<float>({1}, {1.0f}).view()));
    onnx::NodeProto edited = *mul;
    edited.input[data] = power;
    editor.Replace(editor.MakerIndex(add->input[side]),
                   {onnx::MakeNode("Pow", "Pow_new",
                                   {mul->input[data], exponent}, {power}),
                    std::move(edited)});
    return size_t{1};
  }
  return size_t{0};
}

}  // namespace burin
