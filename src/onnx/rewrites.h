// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The rewrites behind the table of optimize.cc. Each finds every match of its
// pattern, puts the new nodes in place (OnnxEditor::Replace) and returns the
// number of matches.

#ifndef BURIN_ONNX_REWRITES_H_
#define BURIN_ONNX_REWRITES_H_

#include <cstddef>

#include "base/result.h"
#include "onnx/onnx_editor.h"

namespace burin {

// f(constants) -> initializer, unless the result is much larger.
Result<size_t> RewriteConstants(OnnxEditor& editor);
// Identity(x), Dropout(x) -> x, unless a graph output is called so.
Result<size_t> RewriteIdentity(OnnxEditor& editor);
// BatchNormalization(Conv(x, W, b)) -> Conv(x, W', b')
Result<size_t> RewriteBatchNorm(OnnxEditor& editor);
// The erf form of GELU in any order -> Gelu (opset 20), else PyTorch's order.
Result<size_t> RewriteGelu(OnnxEditor& editor);
// The written-out form -> LayerNormalization (opset 17).
Result<size_t> RewriteLayerNorm(OnnxEditor& editor);
// ReduceSum(Unsqueeze(a) * Unsqueeze(b)) -> Einsum(a, b) (opset 12)
Result<size_t> RewriteEinsum(OnnxEditor& editor);
// Slice(Slice(x)) of different axes -> Slice(x) (opset 10)
Result<size_t> RewriteSlices(OnnxEditor& editor);
// Concat(Concat(a, b), c) along one axis -> Concat(a, b, c)
Result<size_t> RewriteConcats(OnnxEditor& editor);
// Mul -> Add -> GlobalAveragePool -> Flatten -> Gemm: Pow(x, 1) before the Mul.
Result<size_t> RewriteFinalNorm(OnnxEditor& editor);

}  // namespace burin

#endif  // BURIN_ONNX_REWRITES_H_
