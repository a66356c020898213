// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See optimize.h.

#include "onnx/optimize.h"

#include <algorithm>

#include "base/file.h"
#include "formats/quote.h"
#include "onnx/external_data.h"
#include "onnx/onnx_editor.h"
#include "onnx/rewrites.h"
#include "onnx/value_types.h"

namespace burin {
namespace {

constexpr OnnxRewrite kRewrites[] = {
    {"identity", "Identity and Dropout are left out", true, RewriteIdentity},
    {"constants", "nodes that read only constants become constants", true,
     RewriteConstants},
    {"slices", "slices of slices along other axes become one", true,
     RewriteSlices},
    {"concats", "concatenations of concatenations become one", true,
     RewriteConcats},
    {"batch-norm", "a batch norm after a convolution goes into its weights",
     true, RewriteBatchNorm},
    {"gelu", "the erf form of GELU becomes Gelu (opset 20) or one order", true,
     RewriteGelu},
    {"layer-norm", "a written-out layer norm becomes one node (opset 17)", true,
     RewriteLayerNorm},
    {"einsum", "sums of broadcast products become Einsum (opset 12)", true,
     RewriteEinsum},
    {"final-norm",
     "a power of 1 before the last norm's product, as the ShiftViT guide asks "
     "for; changes no value",
     false, RewriteFinalNorm},
};

Result<std::vector<const OnnxRewrite*>> Chosen(
    std::span<const std::string> names) {
  for (const std::string& name : names) {
    const bool known =
        std::any_of(std::begin(kRewrites), std::end(kRewrites),
                    [&](const OnnxRewrite& r) { return r.name == name; });
    if (!known) {
      return MakeError(ErrorCode::kBadUsage, "no rewrite is called ",
                       Quoted(name));
    }
  }
  std::vector<const OnnxRewrite*> out;
  for (const OnnxRewrite& rewrite : kRewrites) {
    const bool named =
        std::find(names.begin(), names.end(), rewrite.name) != names.end();
    if (names.empty() ? rewrite.by_default : named) out.push_back(&rewrite);
  }
  return out;
}

Result<int64_t> OpsetOf(const onnx::ModelProto& model) {
  for (const onnx::OpsetProto& opset : model.opset_import) {
    if (opset.domain.empty() || opset.domain == "ai.onnx") {
      return opset.version;
    }
  }
  return MakeError(ErrorCode::kBadOnnx,
                   "no opset of the standard operators is named");
}

}  // namespace

std::span<const OnnxRewrite> OnnxRewrites() { return kRewrites; }

Result<OptimizeReport> OptimizeModel(onnx::ModelProto& model,
                                     std::span<const std::string> names) {
  BURIN_ASSIGN(const std::vector<const OnnxRewrite*> chosen, Chosen(names));
  BURIN_ASSIGN(const int64_t opset, OpsetOf(model));
  auto types = TypesOf(model);
  const bool imported = !types.empty();
  OnnxEditor editor(model, opset, std::move(types));
  OptimizeReport report;
  report.nodes_before = editor.node_count();
  for (const OnnxRewrite* rewrite : chosen) {
    BURIN_ASSIGN(const size_t matches, rewrite->apply(editor).Context(
                                           StrCat("rewrite ", rewrite->name)));
    editor.Commit();
    editor.DropUnused();
    report.rewrites.push_back({std::string(rewrite->name), matches});
  }
  report.nodes_after = editor.node_count();
  if (imported && TypesOf(model).empty()) {
    return MakeError(ErrorCode::kInternal,
                     "the rewritten model cannot be imported");
  }
  return report;
}

Result<OptimizeReport> OptimizeFile(const std::string& in_path,
                                    const std::string& out_path,
                                    std::span<const std::string> names) {
  constexpr uint64_t kMaxFile = INT32_MAX;  // protobuf's own limit
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(in_path, kMaxFile));
  BURIN_ASSIGN(onnx::ModelProto model,
               onnx::ParseOnnx(file.span()).Context(in_path));
  BURIN_TRY(LoadExternalData(FolderOfPath(in_path), model).Context(in_path));
  BURIN_ASSIGN(OptimizeReport report,
               OptimizeModel(model, names).Context(in_path));
  if (out_path.empty()) return report;
  BURIN_ASSIGN(const std::string bytes,
               onnx::SerializeOnnx(model).Context(out_path));
  BURIN_TRY(WriteFile(out_path, AsBytes(bytes)));
  return report;
}

}  // namespace burin
