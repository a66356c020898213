// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The table of ONNX operators: how a node of each becomes an op of burin. To
// support another operator, write its translator and add one line to the table
// in import_ops.cc. Part of the importer.

#ifndef BURIN_ONNX_IMPORT_OPS_H_
#define BURIN_ONNX_IMPORT_OPS_H_

#include <string_view>
#include <vector>

#include "base/result.h"
#include "onnx/import_node.h"
#include "ops/ops.h"

namespace burin {

// What a node means. An op of std::monostate: the node is its first input,
// which is a constant (ONNX Constant).
struct OpCall {
  Op op;
  std::vector<ValueId> inputs;
};

using Translate = Result<OpCall> (*)(ImportNode& node);

// Null for an operator that burin does not know.
Translate FindTranslator(std::string_view op_type);

// Translators by kind; each reads every attribute of every opset it takes.
Result<OpCall> TranslateConstant(ImportNode& node);
Result<OpCall> TranslateConstantOfShape(ImportNode& node);
Result<OpCall> TranslateCast(ImportNode& node);
Result<OpCall> TranslateGelu(ImportNode& node);
Result<OpCall> TranslateDropout(ImportNode& node);

Result<OpCall> TranslateShape(ImportNode& node);
Result<OpCall> TranslateReshape(ImportNode& node);
Result<OpCall> TranslateFlatten(ImportNode& node);
Result<OpCall> TranslateSqueeze(ImportNode& node);
Result<OpCall> TranslateUnsqueeze(ImportNode& node);
Result<OpCall> TranslateTranspose(ImportNode& node);
Result<OpCall> TranslateConcat(ImportNode& node);
Result<OpCall> TranslateSplit(ImportNode& node);
Result<OpCall> TranslateSlice(ImportNode& node);
Result<OpCall> TranslateGather(ImportNode& node);
Result<OpCall> TranslateScatterND(ImportNode& node);
Result<OpCall> TranslatePad(ImportNode& node);

Result<OpCall> TranslateReduceMean(ImportNode& node);
Result<OpCall> TranslateReduceSum(ImportNode& node);
Result<OpCall> TranslateSoftmax(ImportNode& node);
Result<OpCall> TranslateGemm(ImportNode& node);
Result<OpCall> TranslateEinsum(ImportNode& node);
Result<OpCall> TranslateConv(ImportNode& node);
Result<OpCall> TranslateBatchNormalization(ImportNode& node);
Result<OpCall> TranslateInstanceNormalization(ImportNode& node);
Result<OpCall> TranslateGroupNormalization(ImportNode& node);
Result<OpCall> TranslateLayerNormalization(ImportNode& node);

}  // namespace burin

#endif  // BURIN_ONNX_IMPORT_OPS_H_
