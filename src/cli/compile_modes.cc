// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See compile_modes.h.

#include "cli/compile_modes.h"

#include "base/file.h"
#include "cli/console.h"
#include "cli/describe.h"
#include "cli/json_output.h"
#include "cli/model_json.h"
#include "cli/model_options.h"
#include "cli/shared.h"
#include "cli/sniff.h"
#include "compiler/lower.h"
#include "onnx/import.h"

namespace burin::cli {
namespace {

// The model's tensors with the shapes that the batch gives them.
Result<Json> InferredShapes(const onnx::ModelProto& model,
                            const Arguments& args) {
  ImportOptions options;
  BURIN_ASSIGN(options.input_shapes,
               ParseInputShapes(args.Text("input_shape")));
  BURIN_ASSIGN(const Graph graph, ImportModel(model, options));
  Json out = Json::array();
  for (const NodeId id : graph.Order()) {
    for (const ValueId value : graph.node(id).outputs) {
      out.push_back({{"name", graph.value(value).name},
                     {"elemType", DTypeName(graph.type(value).dtype)},
                     {"shape", graph.dims(value)}});
    }
  }
  return out;
}

Result<Json> OnnxJson(const std::string& path, const Arguments& args) {
  BURIN_ASSIGN(const AlignedBuffer bytes, ReadFile(path));
  BURIN_ASSIGN(const onnx::ModelProto model,
               onnx::ParseOnnx(bytes.span()).Context(path));
  Json out = ModelJson(model);
  if (args.Text("dump_mode") == "1") {
    BURIN_ASSIGN(out["graph"]["valueInfo"],
                 InferredShapes(model, args).Context(path));
  }
  return out;
}

Result<FileKind> ModelOrPlate(const std::string& path, std::string_view mode) {
  BURIN_ASSIGN(const FileKind kind, SniffFile(path));
  if (kind != FileKind::kCheckpoint) return kind;
  return MakeError(ErrorCode::kBadUsage, path, ": --mode ", mode,
                   " reads ONNX files and plates");
}

}  // namespace

std::string ShownFile(const Arguments& args) {
  const std::string& path = args.Text(args.Has("om") ? "om" : "model");
  return path.ends_with(".om") ? PlatePath(path) : path;
}

Result<void> WriteModelJson(const Arguments& args) {
  const std::string path = ShownFile(args);
  const std::string& to = args.Text("json");
  BURIN_ASSIGN(const FileKind kind, ModelOrPlate(path, "1"));
  BURIN_ASSIGN(const Json json, kind == FileKind::kPlate
                                    ? DescribePlate(path)
                                    : OnnxJson(path, args));
  BURIN_TRY(WriteOrPrintJson(to, json));
  Print("json ", to);
  return {};
}

Result<void> CheckModel(const Arguments& args, const CompileOptions& options) {
  const std::string& model = args.Text("model");
  CompileOptions one = options;
  for (auto& [name, shape] : one.input_shapes) {
    if (shape[0] == -1) shape[0] = options.batches.front();
  }
  const Result<LoweredModel> lowered = LowerModel(model, one);
  const std::string report = args.Has("check_report")
                                 ? args.Text("check_report")
                                 : "check_result.json";
  Json json = {{"model", model},
               {"result", lowered.ok() ? "success" : "failed"}};
  if (lowered.ok()) {
    json["steps"] = lowered->graph.Order().size();
    json["notes"] = lowered->notes;
  } else {
    json["code"] = ErrorCodeName(lowered.error().code);
    json["reason"] = lowered.error().message;
  }
  BURIN_TRY(WriteJson(report, json));
  if (!lowered.ok()) return lowered.error();
  for (const std::string& note : lowered->notes) Note(note);
  Print("check report ", report, ": ", lowered->graph.Order().size(), " steps");
  return {};
}

Result<void> ShowModelInfo(const std::string& path, const std::string& to) {
  BURIN_ASSIGN(const FileKind kind, ModelOrPlate(path, "6"));
  const bool plate = kind == FileKind::kPlate;
  BURIN_ASSIGN(Json json, plate ? DescribePlate(path) : DescribeOnnx(path));
  if (!to.empty()) BURIN_TRY(WriteOrPrintJson(to, json));
  Print("============ Display Model Info start ============");
  if (plate) {
    Print("resource info: memory_size[", json["arena bytes"].dump(),
          " B], weight_size[", json["weight bytes"].dump(),
          " B], stream_num[1], event_num[0].");
  }
  json.erase("steps");
  if (TextIsOn()) WriteOut(DescriptionText(json));
  Print("============ Display Model Info end   ============");
  return {};
}

}  // namespace burin::cli
