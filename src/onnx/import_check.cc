// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See import_check.h.

#include "onnx/import_check.h"

#include <optional>
#include <utility>

#include "formats/quote.h"
#include "onnx/import.h"
#include "onnx/import_ops.h"

namespace burin {
namespace {

bool IsDefaultDomain(std::string_view domain) {
  return domain.empty() || domain == "ai.onnx";
}

Result<int64_t> DefaultOpset(const onnx::ModelProto& model) {
  std::optional<int64_t> version;
  for (const onnx::OpsetProto& opset : model.opset_import) {
    if (!IsDefaultDomain(opset.domain)) continue;
    if (version && *version != opset.version) {
      return MakeError(ErrorCode::kBadOnnx, "opsets ", *version, " and ",
                       opset.version, " of one domain");
    }
    version = opset.version;
  }
  if (!version) {
    return MakeError(ErrorCode::kBadOnnx,
                     "no opset of the standard operators is named");
  }
  if (*version < kMinOpset || *version > kMaxOpset) {
    return MakeError(ErrorCode::kUnsupportedFormat, "opset ", *version,
                     " is not read, ", kMinOpset, " to ", kMaxOpset, " are");
  }
  return *version;
}

// The type with its domain: "com.example.Foo".
std::string FullType(const onnx::NodeProto& node) {
  std::string type =
      IsDefaultDomain(node.domain) ? "" : StrCat(node.domain, ".");
  type += node.op_type;
  const std::string quoted = Quoted(type);
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

std::string NodeName(const onnx::NodeProto& node) {
  if (!node.name.empty()) return node.name;
  return node.output.empty() ? std::string() : node.output[0];
}

Result<int64_t> CheckModel(const onnx::ModelProto& model) {
  BURIN_ASSIGN(const int64_t opset, DefaultOpset(model));
  if (model.has_functions) {
    return MakeError(ErrorCode::kUnsupportedFormat,
                     "model-local functions are not read");
  }
  if (model.graph.has_sparse_initializer) {
    return MakeError(ErrorCode::kUnsupportedFormat,
                     "sparse initializers are not read");
  }
  constexpr size_t kMaxPorts = 4096;
  if (model.graph.output.size() > kMaxPorts ||
      model.graph.input.size() > kMaxPorts + model.graph.initializer.size()) {
    return MakeError(ErrorCode::kTooLarge, "more than ", kMaxPorts,
                     " inputs or outputs");
  }
  constexpr size_t kMaxListed = 50;
  size_t unknown = 0;
  std::string list;
  for (const onnx::NodeProto& node : model.graph.node) {
    if (IsDefaultDomain(node.domain) && FindTranslator(node.op_type)) continue;
    if (++unknown > kMaxListed) continue;
    list += StrCat(unknown == 1 ? "" : ", ", FullType(node), " ",
                   Quoted(NodeName(node)));
  }
  if (unknown == 0) return opset;
  if (unknown > kMaxListed) {
    list += StrCat(" and ", unknown - kMaxListed, " more");
  }
  return MakeError(
      ErrorCode::kUnsupportedOp, unknown, unknown == 1 ? " node" : " nodes",
      " of operators that burin does not have (opset ", opset, "): ", list);
}

Error ExplainBakedBatch(const Graph& graph, const Op& op,
                        std::span<const ValueId> inputs, Error error) {
  if (!std::holds_alternative<Reshape>(op) || inputs.size() != 2 ||
      graph.inputs().empty() || !graph.IsConstant(inputs[1])) {
    return error;
  }
  const Dims& given = graph.dims(graph.inputs()[0]);
  const auto shape = ToInt64s(graph.constant(inputs[1]).view());
  if (given.empty() || !shape.ok()) return error;
  int64_t product = 1;
  for (const int64_t dim : *shape) {
    if (dim < 1 || __builtin_mul_overflow(product, dim, &product)) return error;
  }
  const int64_t elements = graph.type(inputs[0]).elements();
  const int64_t batch = given[0];
  int64_t scaled;
  if (batch < 2 || shape->empty() ||
      __builtin_mul_overflow(product, batch, &scaled)) {
    return error;
  }
  if ((*shape)[0] < 1 || scaled % (*shape)[0] != 0 ||
      scaled / (*shape)[0] != elements) {
    return error;
  }
  error.message += StrCat("; the constant shape ", DimsText(*shape),
                          " was written when the model was exported with "
                          "batch ",
                          (*shape)[0],
                          ": export it with a dynamic batch, or "
                          "compile it with batch ",
                          (*shape)[0]);
  return error;
}

}  // namespace burin
