// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Translators of the operators that move, cut and join. Most changed over the
// opsets by turning an attribute into an input.

#include <limits>
#include <utility>

#include "onnx/import_ops.h"

namespace burin {
namespace {

// The inputs (data, list?) where opsets before `since` had the list as the
// attribute `name`.
Result<std::vector<ValueId>> DataAndList(ImportNode& node,
                                         std::string_view name, int64_t since) {
  BURIN_TRY(node.Require(1));
  if (node.opset() >= since) return node.inputs();
  if (node.input_count() != 1) return node.Bad("more than one input");
  BURIN_ASSIGN(const std::optional<Dims> list, node.Ints(name));
  std::vector<ValueId> out = {node.input(0)};
  if (list) out.push_back(node.IntsConstant(*list));
  return out;
}

}  // namespace

Result<OpCall> TranslateShape(ImportNode& node) {
  Shape op;
  if (node.opset() >= 15) {
    BURIN_ASSIGN(op.start, node.Int("start", op.start));
    BURIN_ASSIGN(op.end, node.Int("end", op.end));
  }
  return OpCall{op, node.inputs()};
}

Result<OpCall> TranslateReshape(ImportNode& node) {
  BURIN_TRY(node.Require(2));
  Reshape op;
  if (node.opset() >= 14) {
    BURIN_ASSIGN(op.allowzero, node.Bool("allowzero", false));
  }
  return OpCall{op, node.inputs()};
}

Result<OpCall> TranslateFlatten(ImportNode& node) {
  BURIN_ASSIGN(const int64_t axis, node.Int("axis", 1));
  return OpCall{Flatten{axis}, node.inputs()};
}

Result<OpCall> TranslateSqueeze(ImportNode& node) {
  BURIN_ASSIGN(std::vector<ValueId> inputs, DataAndList(node, "axes", 13));
  return OpCall{Squeeze{}, std::move(inputs)};
}

Result<OpCall> TranslateUnsqueeze(ImportNode& node) {
  BURIN_ASSIGN(std::vector<ValueId> inputs, DataAndList(node, "axes", 13));
  if (inputs.size() != 2) return node.Bad("axes are absent");
  return OpCall{Unsqueeze{}, std::move(inputs)};
}

Result<OpCall> TranslateTranspose(ImportNode& node) {
  BURIN_ASSIGN(const std::optional<Dims> perm, node.Ints("perm"));
  return OpCall{Transpose{perm.value_or(Dims{})}, node.inputs()};
}

Result<OpCall> TranslateConcat(ImportNode& node) {
  constexpr int64_t kNone = std::numeric_limits<int64_t>::min();
  BURIN_ASSIGN(const int64_t axis, node.Int("axis", kNone));
  if (axis == kNone) return node.Bad("attribute 'axis' is absent");
  return OpCall{Concat{axis}, node.inputs()};
}

Result<OpCall> TranslateSplit(ImportNode& node) {
  BURIN_ASSIGN(const int64_t axis, node.Int("axis", 0));
  BURIN_ASSIGN(std::vector<ValueId> inputs, DataAndList(node, "split", 13));
  if (node.opset() >= 18) {
    const auto outputs = static_cast<int64_t>(node.outputs());
    BURIN_ASSIGN(const int64_t parts, node.Int("num_outputs", outputs));
    if (parts != outputs) {
      return node.Bad(StrCat("num_outputs is ", parts, ", but the node has ",
                             outputs, " outputs"));
    }
  }
  return OpCall{Split{axis}, std::move(inputs)};
}

Result<OpCall> TranslateSlice(ImportNode& node) {
  if (node.opset() >= 10) {
    BURIN_TRY(node.Require(3));
    return OpCall{Slice{}, node.inputs()};
  }
  BURIN_TRY(node.Require(1));
  BURIN_ASSIGN(const std::optional<Dims> starts, node.Ints("starts"));
  BURIN_ASSIGN(const std::optional<Dims> ends, node.Ints("ends"));
  BURIN_ASSIGN(const std::optional<Dims> axes, node.Ints("axes"));
  if (!starts || !ends) return node.Bad("starts or ends are absent");
  OpCall out{
      Slice{},
      {node.input(0), node.IntsConstant(*starts), node.IntsConstant(*ends)}};
  if (axes) out.inputs.push_back(node.IntsConstant(*axes));
  return out;
}

Result<OpCall> TranslateGather(ImportNode& node) {
  BURIN_ASSIGN(const int64_t axis, node.Int("axis", 0));
  return OpCall{Gather{axis}, node.inputs()};
}

Result<OpCall> TranslateScatterND(ImportNode& node) {
  ScatterND op;
  if (node.opset() >= 16) {
    BURIN_ASSIGN(const std::string_view reduction,
                 node.Text("reduction", "none"));
    op.reduction = std::string(reduction);
  }
  return OpCall{op, node.inputs()};
}

Result<OpCall> TranslatePad(ImportNode& node) {
  Pad op;
  BURIN_ASSIGN(const std::string_view mode, node.Text("mode", "constant"));
  op.mode = std::string(mode);
  if (node.opset() >= 11) {
    BURIN_TRY(node.Require(2));
    return OpCall{op, node.inputs()};
  }
  BURIN_TRY(node.Require(1));
  BURIN_ASSIGN(const std::optional<Dims> pads, node.Ints("pads"));
  BURIN_ASSIGN(const float value, node.Float("value", 0));
  if (!pads) return node.Bad("pads are absent");
  OpCall out{op, {node.input(0), node.IntsConstant(*pads)}};
  if (value != 0) {
    if (node.type(0).dtype != DType::kFloat32) {
      return MakeError(ErrorCode::kUnsupportedOp,
                       "a pad value other than 0 for ",
                       DTypeName(node.type(0).dtype));
    }
    out.inputs.push_back(node.Constant(Tensor::Scalar<float>(value)));
  }
  return out;
}

}  // namespace burin
