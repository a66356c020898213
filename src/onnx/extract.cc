// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See extract.h.

#include "onnx/extract.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/file.h"
#include "base/nearest.h"
#include "formats/onnx_build.h"
#include "formats/quote.h"
#include "onnx/cut_outputs.h"
#include "onnx/external_data.h"
#include "onnx/import_check.h"
#include "onnx/onnx_editor.h"
#include "onnx/value_types.h"

namespace burin {
namespace {

using NameSet = std::unordered_set<std::string>;

void AddOnce(std::vector<std::string>& list, const std::string& name) {
  if (std::ranges::find(list, name) == list.end()) list.push_back(name);
}

// What the names of starts and ends may mean.
class Names {
 public:
  explicit Names(const onnx::GraphProto& graph) : graph_(graph) {
    for (const onnx::TensorProto& tensor : graph.initializer) {
      constants_.insert(tensor.name);
    }
    for (const onnx::ValueInfoProto& input : graph.input) {
      tensors_.insert(input.name);
      if (!constants_.contains(input.name)) varying_.insert(input.name);
    }
    for (size_t n = 0; n < graph.node.size(); ++n) {
      const onnx::NodeProto& node = graph.node[n];
      nodes_.emplace(NodeName(node), n);
      const bool varies = std::ranges::any_of(
          node.input,
          [&](const std::string& input) { return varying_.contains(input); });
      for (const std::string& output : node.output) {
        if (output.empty()) continue;
        tensors_.insert(output);
        if (varies) varying_.insert(output);
      }
    }
  }

  // Null when no node is called so.
  const onnx::NodeProto* Node(const std::string& name) const {
    const auto found = nodes_.find(name);
    return found == nodes_.end() ? nullptr : &graph_.node[found->second];
  }

  Result<void> AddStart(const std::string& name,
                        std::vector<std::string>& out) const {
    const onnx::NodeProto* node = Node(name);
    if (node == nullptr && !tensors_.contains(name)) {
      return Unknown("start", name);
    }
    if (node == nullptr) {
      AddOnce(out, name);
      return {};
    }
    bool any = false;
    for (const std::string& input : node->input) {
      if (!varying_.contains(input)) continue;
      AddOnce(out, input);
      any = true;
    }
    if (any) return {};
    return MakeError(ErrorCode::kBadUsage, "start ", Quoted(name),
                     ": the node reads nothing that depends on an input");
  }

  Result<void> AddEnd(const std::string& name,
                      std::vector<std::string>& out) const {
    if (const onnx::NodeProto* node = Node(name)) {
      for (const std::string& output : node->output) {
        if (!output.empty()) AddOnce(out, output);
      }
      return {};
    }
    const std::string node(ParseNodeOutput(name).node);
    if (!tensors_.contains(name) && Node(node) == nullptr) {
      return Unknown("end", name);
    }
    AddOnce(out, name);
    return {};
  }

 private:
  Error Unknown(std::string_view what, const std::string& name) const {
    std::vector<std::string_view> known(tensors_.begin(), tensors_.end());
    for (const auto& [node, index] : nodes_) known.push_back(node);
    std::ranges::sort(known);
    const std::string nearest = Nearest(name, known);
    return MakeError(ErrorCode::kBadUsage, what, " ", Quoted(name),
                     " is no node and no tensor of the model",
                     nearest.empty() ? "" : "; the nearest name is ",
                     nearest.empty() ? "" : Quoted(nearest));
  }

  const onnx::GraphProto& graph_;
  NameSet constants_, tensors_, varying_;
  std::unordered_map<std::string, size_t> nodes_;
};

template <typename T>
const T* Given(const std::vector<std::pair<std::string, T>>& list,
               const std::string& name) {
  for (const auto& [key, value] : list) {
    if (key == name) return &value;
  }
  return nullptr;
}

// The type of a tensor that becomes an input or output: as the model states it,
// else as it was inferred, else a name alone.
onnx::ValueInfoProto Stated(const onnx::GraphProto& graph,
                            const ValueTypes& types, const std::string& name) {
  for (const auto* list : {&graph.input, &graph.value_info, &graph.output}) {
    const auto found =
        std::ranges::find(*list, name, &onnx::ValueInfoProto::name);
    if (found != list->end() && found->elem_type != 0) return *found;
  }
  const auto type = types.find(name);
  if (type != types.end()) {
    return onnx::MakeValueInfo(name, type->second.dtype, type->second.dims);
  }
  onnx::ValueInfoProto out;
  out.name = name;
  return out;
}

Result<onnx::ValueInfoProto> InputOf(const onnx::GraphProto& graph,
                                     const ValueTypes& types,
                                     const std::string& name,
                                     const ExtractOptions& options) {
  onnx::ValueInfoProto out = Stated(graph, types, name);
  if (const std::string* dtype = Given(options.input_dtypes, name)) {
    const std::optional<DType> known = DTypeFromName(*dtype);
    if (!known) {
      return MakeError(ErrorCode::kBadUsage, "input ", Quoted(name),
                       ": element type ", Quoted(*dtype), " is not known");
    }
    out.elem_type = static_cast<int64_t>(*known);
  }
  if (const std::vector<int64_t>* dims = Given(options.input_shapes, name)) {
    const DType dtype =
        DTypeFromNumber(out.elem_type).value_or(DType::kFloat32);
    out = onnx::MakeValueInfo(name, dtype, *dims);
  }
  if (out.elem_type == 0) {
    return MakeError(ErrorCode::kBadUsage, "input ", Quoted(name),
                     ": its type is not known and must be given");
  }
  return out;
}

// Shapes and types are given for inputs of the part, each for one of them.
template <typename T>
Result<void> CheckGiven(const std::vector<std::pair<std::string, T>>& list,
                        const std::vector<onnx::ValueInfoProto>& inputs,
                        std::string_view what) {
  for (const auto& [name, value] : list) {
    if (std::ranges::find(inputs, name, &onnx::ValueInfoProto::name) !=
        inputs.end()) {
      continue;
    }
    std::string known;
    for (const onnx::ValueInfoProto& input : inputs) {
      known += StrCat(known.empty() ? "" : ", ", Quoted(input.name));
    }
    return MakeError(ErrorCode::kBadUsage, what, " of ", Quoted(name),
                     ": no input of the part, which has ", known);
  }
  return {};
}

// With other inputs than the model's, its types of what lies behind them may
// be wrong: outputs have what follows now; where nothing can be inferred, they
// keep their element type alone.
void StateTypesAnew(onnx::ModelProto& model) {
  onnx::GraphProto& graph = model.graph;
  graph.value_info.clear();
  const ValueTypes types = DynamicTypesOf(model);
  for (onnx::ValueInfoProto& output : graph.output) {
    const auto type = types.find(output.name);
    if (type == types.end()) {
      output.has_shape = false;
      output.shape.clear();
      continue;
    }
    output =
        onnx::MakeValueInfo(output.name, type->second.dtype, type->second.dims);
  }
}

// Every name that a node or a graph inside one reads.
void AddReads(const onnx::NodeProto& node, NameSet& out) {
  out.insert(node.input.begin(), node.input.end());
  for (const onnx::AttributeProto& attribute : node.attribute) {
    for (const onnx::GraphProto& graph : attribute.graphs) {
      for (const onnx::NodeProto& inner : graph.node) AddReads(inner, out);
      for (const onnx::ValueInfoProto& value : graph.output) {
        out.insert(value.name);
      }
    }
  }
}

// The nodes that make these tensors make others instead, which nobody reads.
void CutOff(const NameSet& starts, onnx::GraphProto& graph) {
  NameSet used;
  for (const onnx::NodeProto& node : graph.node) {
    used.insert(node.output.begin(), node.output.end());
    AddReads(node, used);
  }
  for (onnx::NodeProto& node : graph.node) {
    for (std::string& output : node.output) {
      if (!starts.contains(output)) continue;
      std::string other = output + "_cut";
      while (!used.insert(other).second) other += "_";
      output = std::move(other);
    }
  }
}

// Every name that the graph still reads; outputs count.
NameSet ReadsOf(const onnx::GraphProto& graph) {
  NameSet out;
  for (const onnx::NodeProto& node : graph.node) AddReads(node, out);
  for (const onnx::ValueInfoProto& output : graph.output) {
    out.insert(output.name);
  }
  return out;
}

}  // namespace

Result<ExtractReport> ExtractModel(onnx::ModelProto& model,
                                   const ExtractOptions& options) {
  onnx::GraphProto& graph = model.graph;
  ExtractReport report;
  report.nodes_before = graph.node.size();
  std::vector<std::string> starts, ends;
  {
    const Names names(graph);
    for (const std::string& start : options.starts) {
      BURIN_TRY(names.AddStart(start, starts));
    }
    for (const std::string& end : options.ends) {
      BURIN_TRY(names.AddEnd(end, ends));
    }
  }
  const ValueTypes types = DynamicTypesOf(model);
  std::vector<onnx::ValueInfoProto> inputs;
  for (const std::string& start : starts) {
    BURIN_ASSIGN(onnx::ValueInfoProto input,
                 InputOf(graph, types, start, options));
    inputs.push_back(std::move(input));
  }
  if (!ends.empty()) BURIN_TRY(CutOutputs(ends, model));
  for (onnx::ValueInfoProto& output : graph.output) {
    if (output.elem_type == 0) output = Stated(graph, types, output.name);
  }
  const NameSet start_set(starts.begin(), starts.end());
  CutOff(start_set, graph);
  OnnxEditor(model, 0, {}).DropUnused();

  const NameSet reads = ReadsOf(graph);
  for (const std::string& start : starts) {
    if (reads.contains(start)) continue;
    return MakeError(ErrorCode::kBadUsage, "start ", Quoted(start),
                     " leads to none of the ends");
  }
  if (graph.node.empty()) {
    return MakeError(ErrorCode::kBadUsage,
                     "no node lies between the starts and the ends",
                     starts.empty() ? "" : ", the first of which is ",
                     starts.empty() ? "" : Quoted(starts[0]));
  }
  for (onnx::ValueInfoProto& input : graph.input) {
    if (start_set.contains(input.name) || !reads.contains(input.name)) continue;
    const bool constant = std::ranges::any_of(
        graph.initializer,
        [&](const onnx::TensorProto& t) { return t.name == input.name; });
    if (!starts.empty() && !constant) {
      report.further_inputs.push_back(input.name);
    }
    if (Given(options.input_shapes, input.name) != nullptr ||
        Given(options.input_dtypes, input.name) != nullptr) {
      BURIN_ASSIGN(input, InputOf(graph, types, input.name, options));
    }
    inputs.push_back(std::move(input));
  }
  BURIN_TRY(CheckGiven(options.input_shapes, inputs, "shape"));
  BURIN_TRY(CheckGiven(options.input_dtypes, inputs, "type"));
  graph.input = std::move(inputs);
  // Constants that only the cut part had as inputs.
  std::erase_if(graph.initializer, [&](const onnx::TensorProto& tensor) {
    return !reads.contains(tensor.name) || start_set.contains(tensor.name);
  });
  std::erase_if(graph.value_info, [&](const onnx::ValueInfoProto& value) {
    return start_set.contains(value.name);
  });
  if (!options.input_shapes.empty() || !options.input_dtypes.empty()) {
    StateTypesAnew(model);
  }
  report.nodes_after = graph.node.size();
  for (const auto& input : graph.input) report.inputs.push_back(input.name);
  for (const auto& output : graph.output) report.outputs.push_back(output.name);
  return report;
}

Result<ExtractReport> ExtractFile(const std::string& in_path,
                                  const std::string& out_path,
                                  const ExtractOptions& options) {
  constexpr uint64_t kMaxFile = INT32_MAX;  // protobuf's own limit
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(in_path, kMaxFile));
  BURIN_ASSIGN(onnx::ModelProto model,
               onnx::ParseOnnx(file.span()).Context(in_path));
  BURIN_TRY(LoadExternalData(FolderOfPath(in_path), model).Context(in_path));
  BURIN_ASSIGN(ExtractReport report,
               ExtractModel(model, options).Context(in_path));
  BURIN_ASSIGN(const std::string bytes,
               onnx::SerializeOnnx(model).Context(out_path));
  BURIN_TRY(WriteFile(out_path, AsBytes(bytes)));
  return report;
}

}  // namespace burin
