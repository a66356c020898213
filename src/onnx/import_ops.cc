// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The operator table, and the translators of operators that have no shape
// business of their own.

#include "onnx/import_ops.h"

#include <algorithm>
#include <utility>

#include "formats/quote.h"

namespace burin {
namespace {

// An operator without attributes that means the op of the same name.
template <typename T>
Result<OpCall> Same(ImportNode& node) {
  return OpCall{T{}, node.inputs()};
}

struct Row {
  std::string_view op_type;
  Translate translate;
};

// Sorted by name, for the binary search.
constexpr Row kTable[] = {
    {"Add", Same<Add>},
    {"BatchNormalization", TranslateBatchNormalization},
    {"Cast", TranslateCast},
    {"Concat", TranslateConcat},
    {"Constant", TranslateConstant},
    {"ConstantOfShape", TranslateConstantOfShape},
    {"Conv", TranslateConv},
    {"Div", Same<Div>},
    {"Dropout", TranslateDropout},
    {"Einsum", TranslateEinsum},
    {"Equal", Same<Equal>},
    {"Erf", Same<Erf>},
    {"Exp", Same<Exp>},
    {"Expand", Same<Expand>},
    {"Flatten", TranslateFlatten},
    {"Gather", TranslateGather},
    {"Gelu", TranslateGelu},
    {"Gemm", TranslateGemm},
    {"GlobalAveragePool", Same<GlobalAveragePool>},
    {"GroupNormalization", TranslateGroupNormalization},
    {"Identity", Same<Identity>},
    {"InstanceNormalization", TranslateInstanceNormalization},
    {"LayerNormalization", TranslateLayerNormalization},
    {"MatMul", Same<MatMul>},
    {"Mul", Same<Mul>},
    {"Pad", TranslatePad},
    {"Pow", Same<Pow>},
    {"Range", Same<Range>},
    {"ReduceMean", TranslateReduceMean},
    {"ReduceSum", TranslateReduceSum},
    {"Relu", Same<Relu>},
    {"Reshape", TranslateReshape},
    {"ScatterND", TranslateScatterND},
    {"Shape", TranslateShape},
    {"Slice", TranslateSlice},
    {"Softmax", TranslateSoftmax},
    {"Split", TranslateSplit},
    {"Sqrt", Same<Sqrt>},
    {"Squeeze", TranslateSqueeze},
    {"Sub", Same<Sub>},
    {"Tile", Same<Tile>},
    {"Transpose", TranslateTranspose},
    {"Unsqueeze", TranslateUnsqueeze},
    {"Where", Same<Where>},
};

template <typename T>
Tensor ListTensor(const std::vector<T>& values) {
  return Tensor::Of<T>({static_cast<int64_t>(values.size())},
                       std::span<const T>(values));
}

}  // namespace

Translate FindTranslator(std::string_view op_type) {
  static_assert(std::is_sorted(
      std::begin(kTable), std::end(kTable),
      [](const Row& a, const Row& b) { return a.op_type < b.op_type; }));
  const auto* const row = std::lower_bound(
      std::begin(kTable), std::end(kTable), op_type,
      [](const Row& a, std::string_view name) { return a.op_type < name; });
  if (row == std::end(kTable) || row->op_type != op_type) return nullptr;
  return row->translate;
}

Result<OpCall> TranslateConstant(ImportNode& node) {
  using onnx::AttributeType;
  BURIN_ASSIGN(const onnx::TensorProto* tensor, node.TensorValue("value"));
  if (tensor != nullptr) {
    BURIN_ASSIGN(Tensor value, ToTensor(*tensor));
    return OpCall{{}, {node.Constant(std::move(value))}};
  }
  BURIN_ASSIGN(const onnx::AttributeProto* i,
               node.Find("value_int", AttributeType::kInt));
  if (i != nullptr) {
    return OpCall{{}, {node.Constant(Tensor::Scalar<int64_t>(i->i))}};
  }
  BURIN_ASSIGN(const onnx::AttributeProto* f,
               node.Find("value_float", AttributeType::kFloat));
  if (f != nullptr) {
    return OpCall{{}, {node.Constant(Tensor::Scalar<float>(f->f))}};
  }
  BURIN_ASSIGN(const onnx::AttributeProto* is,
               node.Find("value_ints", AttributeType::kInts));
  if (is != nullptr) {
    return OpCall{{}, {node.Constant(ListTensor(is->ints))}};
  }
  BURIN_ASSIGN(const onnx::AttributeProto* fs,
               node.Find("value_floats", AttributeType::kFloats));
  if (fs != nullptr) {
    return OpCall{{}, {node.Constant(ListTensor(fs->floats))}};
  }
  return MakeError(ErrorCode::kUnsupportedOp,
                   "a constant that is neither numbers nor a tensor");
}

Result<OpCall> TranslateConstantOfShape(ImportNode& node) {
  BURIN_TRY(node.Require(1));
  BURIN_ASSIGN(const onnx::TensorProto* tensor, node.TensorValue("value"));
  Tensor value = Tensor::Scalar<float>(0);
  if (tensor != nullptr) {
    BURIN_ASSIGN(value, ToTensor(*tensor));
  }
  if (value.elements() != 1) return node.Bad("value is not one element");
  return OpCall{ConstantOfShape{},
                {node.input(0), node.Constant(std::move(value))}};
}

Result<OpCall> TranslateCast(ImportNode& node) {
  BURIN_ASSIGN(const int64_t to, node.Int("to", 0));
  node.Ignore("saturate");  // concerns 8-bit floats, which are not read
  const std::optional<DType> dtype = DTypeFromNumber(to);
  if (!dtype) {
    return MakeError(ErrorCode::kUnsupportedOp, "to element type ", to,
                     ", which is not known");
  }
  return OpCall{Cast{*dtype}, node.inputs()};
}

Result<OpCall> TranslateGelu(ImportNode& node) {
  BURIN_ASSIGN(const std::string_view form, node.Text("approximate", "none"));
  if (form != "none" && form != "tanh") {
    return node.Bad(StrCat("approximate is ", Quoted(form)));
  }
  return OpCall{Gelu{form == "tanh"}, node.inputs()};
}

// Nothing is dropped at inference.
Result<OpCall> TranslateDropout(ImportNode& node) {
  BURIN_TRY(node.Require(1));
  if (node.outputs() > 1) {
    return MakeError(ErrorCode::kUnsupportedOp, "the mask is asked for");
  }
  node.Ignore("ratio");
  node.Ignore("seed");
  return OpCall{Identity{}, {node.input(0)}};
}

}  // namespace burin
