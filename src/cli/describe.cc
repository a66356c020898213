// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See describe.h.

#include "cli/describe.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/file.h"
#include "cli/console.h"
#include "formats/checkpoint.h"
#include "formats/onnx_proto.h"
#include "kernels/isa.h"
#include "models/recognise.h"
#include "passes/precision_policy.h"
#include "plate/gears.h"
#include "plate/plate.h"
#include "runtime/cost.h"

namespace burin::cli {
namespace {

Json PortJson(std::string name, std::string_view dtype, std::string shape) {
  return {{"name", std::move(name)},
          {"type", std::string(dtype)},
          {"shape", std::move(shape)}};
}

Json ValueInfoJson(const onnx::ValueInfoProto& value) {
  std::string shape;
  for (const onnx::DimensionProto& dim : value.shape) {
    if (!shape.empty()) shape += 'x';
    shape += dim.value >= 0      ? std::to_string(dim.value)
             : dim.param.empty() ? "?"
                                 : dim.param;
  }
  const std::optional<DType> dtype = DTypeFromNumber(value.elem_type);
  return PortJson(value.name, dtype ? DTypeName(*dtype) : "?",
                  value.has_shape ? shape : "?");
}

// Counts as a list, the most frequent first.
Json CountsJson(const std::map<std::string, size_t>& counts) {
  std::vector<std::pair<std::string, size_t>> sorted(counts.begin(),
                                                     counts.end());
  std::stable_sort(
      sorted.begin(), sorted.end(),
      [](const auto& a, const auto& b) { return a.second > b.second; });
  Json out = Json::array();
  for (const auto& [name, count] : sorted) {
    out.push_back({{"op", name}, {"count", count}});
  }
  return out;
}

std::string HashText(uint64_t hash) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx",
                static_cast<unsigned long long>(hash));
  return text;
}

std::string ScalarText(const Json& value) {
  return value.is_string() ? OneLine(value.get<std::string>()) : value.dump();
}

// Rows of objects with the same keys, columns as wide as their widest cell.
std::string TableText(const Json& rows) {
  std::vector<size_t> widths;
  for (const Json& row : rows) {
    size_t column = 0;
    for (const auto& [key, value] : row.items()) {
      if (widths.size() <= column) widths.push_back(0);
      widths[column] = std::max(widths[column], ScalarText(value).size());
      ++column;
    }
  }
  std::string out;
  for (const Json& row : rows) {
    std::string line = " ";
    size_t column = 0;
    for (const auto& [key, value] : row.items()) {
      std::string cell = ScalarText(value);
      cell.resize(std::max(cell.size(), widths[column++]), ' ');
      line += " " + cell;
    }
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return out;
}

}  // namespace

Result<Json> DescribeCheckpoint(const std::string& path) {
  BURIN_ASSIGN(Checkpoint checkpoint, ReadCheckpoint(path));
  Json tensors = Json::array();
  uint64_t bytes = 0;
  int64_t elements = 0;
  for (const NamedTensor& named : checkpoint.tensors) {
    bytes += named.tensor.bytes();
    elements += named.tensor.elements();
    tensors.push_back(PortJson(named.name, DTypeName(named.tensor.dtype()),
                               DimsText(named.tensor.dims())));
  }
  Json out;
  out["file"] = path;
  out["kind"] = "checkpoint";
  out["container"] = checkpoint.container;
  out["weights under"] =
      checkpoint.chosen.empty() ? "the top level" : checkpoint.chosen;
  out["tensor count"] = tensors.size();
  out["elements"] = elements;
  out["bytes"] = bytes;
  const Result<Model> model = BuildModel(std::move(checkpoint), "auto", {});
  out["family"] = model.ok() ? model->family : "unknown";
  if (model.ok()) {
    out["variant"] = model->variant;
    if (!model->notes.empty()) out["notes"] = model->notes;
  } else {
    out["because"] = model.error().message;
  }
  out["tensors"] = std::move(tensors);
  return out;
}

Result<Json> DescribeOnnx(const std::string& path) {
  BURIN_ASSIGN(const AlignedBuffer bytes, ReadFile(path));
  BURIN_ASSIGN(const onnx::ModelProto model,
               onnx::ParseOnnx(bytes.span()).Context(path));
  Json out;
  out["file"] = path;
  out["kind"] = "ONNX";
  out["bytes"] = bytes.size();
  out["ir version"] = model.ir_version;
  out["producer"] = StrCat(model.producer_name, " ", model.producer_version);
  out["graph"] = model.graph.name;
  for (const onnx::OpsetProto& opset : model.opset_import) {
    out[StrCat("opset ", opset.domain.empty() ? "ai.onnx" : opset.domain)] =
        opset.version;
  }
  std::set<std::string_view> constants;
  uint64_t weight_bytes = 0;
  for (const onnx::TensorProto& tensor : model.graph.initializer) {
    constants.insert(tensor.name);
    weight_bytes += tensor.bytes().size();
  }
  std::map<std::string, size_t> ops;
  for (const onnx::NodeProto& node : model.graph.node) {
    const bool standard = node.domain.empty() || node.domain == "ai.onnx";
    ++ops[standard ? node.op_type : StrCat(node.domain, "::", node.op_type)];
  }
  out["nodes"] = model.graph.node.size();
  out["initializers"] = model.graph.initializer.size();
  out["initializer bytes"] = weight_bytes;
  Json inputs = Json::array();
  for (const onnx::ValueInfoProto& value : model.graph.input) {
    if (!constants.contains(value.name)) inputs.push_back(ValueInfoJson(value));
  }
  Json outputs = Json::array();
  for (const onnx::ValueInfoProto& value : model.graph.output) {
    outputs.push_back(ValueInfoJson(value));
  }
  out["inputs"] = std::move(inputs);
  out["outputs"] = std::move(outputs);
  out["operators"] = CountsJson(ops);
  return out;
}

Result<Json> DescribePlate(const std::string& path, int64_t gear) {
  BURIN_ASSIGN(const Plate plate, ReadPlate(path, gear));
  const Plan& plan = plate.plan;
  Json out;
  out["file"] = path;
  out["kind"] = "plate";
  out["bytes"] = plate.file.size();
  out["format version"] =
      plate.gears.empty() ? kPlateVersion : kGearPlateVersion;
  if (!plate.gears.empty()) {
    out["gears"] = BatchesText(plate.gears);
    out["shown gear"] = BatchOf(plan);
  }
  out["target"] = IsaName(plan.isa);
  out["runs here"] = plan.isa <= DetectIsa() ? "yes" : "no";
  out["plan hash"] = HashText(PlanHash(plan));
  out["weight bytes"] = plan.weight_bytes;
  out["arena bytes"] = plan.arena_bytes;
  out["blocks"] = plan.blocks;
  for (const auto& [key, value] : plan.metadata)
    out["made from " + key] = value;
  const auto ports = [&](const std::vector<Port>& list) {
    Json json = Json::array();
    for (const Port& port : list) {
      json.push_back(PortJson(port.name, DTypeName(port.operand.type.dtype),
                              DimsText(WholeType(plan, port).dims)));
    }
    return json;
  };
  out["inputs"] = ports(plan.inputs);
  out["outputs"] = ports(plan.outputs);
  std::map<std::string, size_t> counts;
  std::map<std::string_view, size_t> products;
  Json steps = Json::array();
  double flops = 0;
  for (const Step& step : plan.steps) {
    const std::string op(OpName(step.op));
    ++counts[op];
    flops += WorkOf(step).flops * static_cast<double>(plan.blocks);
    const Precision* precision = PrecisionField(step.op);
    if (precision != nullptr) ++products[PrecisionName(*precision)];
    steps.push_back(
        {{"op", op},
         {"precision", PrecisionName(precision == nullptr ? Precision::kFloat32
                                                          : *precision)},
         {"output", step.outputs.empty() ? "" : TypeText(step.outputs[0].type)},
         {"nodes", step.name}});
  }
  // Of one execution, the whole batch; four decimals.
  out["matrix GFLOP"] = std::round(flops / 1e5) / 1e4;
  out["step count"] = plan.steps.size();
  for (const auto& [precision, count] : products) {
    out[StrCat("products in ", precision)] = count;
  }
  out["operators"] = CountsJson(counts);
  out["steps"] = std::move(steps);
  return out;
}

std::string DescriptionText(const Json& description) {
  std::string out;
  for (const auto& [key, value] : description.items()) {
    if (!value.is_array()) {
      out += StrCat(key, ": ", ScalarText(value), "\n");
      continue;
    }
    out += key + ":\n";
    if (!value.empty() && value[0].is_object()) {
      out += TableText(value);
      continue;
    }
    for (const Json& line : value) out += "  " + ScalarText(line) + "\n";
  }
  return out;
}

}  // namespace burin::cli
