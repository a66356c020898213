// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See cut_outputs.h.

#include "onnx/cut_outputs.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/nearest.h"
#include "formats/quote.h"
#include "onnx/import_check.h"

namespace burin {
namespace {

// Tensors and nodes by name.
struct Names {
  std::unordered_map<std::string_view, uint32_t> made_by;  // tensor -> node
  std::unordered_map<std::string, uint32_t> nodes;
};

Names Collect(const onnx::GraphProto& graph) {
  Names out;
  for (uint32_t n = 0; n < graph.node.size(); ++n) {
    const onnx::NodeProto& node = graph.node[n];
    out.nodes.emplace(NodeName(node), n);
    for (const std::string& output : node.output) {
      if (!output.empty()) out.made_by.emplace(output, n);
    }
  }
  return out;
}

Error Unknown(const std::string& name, const Names& names) {
  std::vector<std::string_view> known;
  for (const auto& [tensor, node] : names.made_by) known.push_back(tensor);
  for (const auto& [node, index] : names.nodes) known.push_back(node);
  std::ranges::sort(known);
  const std::string nearest = Nearest(name, known);
  return MakeError(ErrorCode::kBadUsage, "out node ", Quoted(name),
                   " is not in the model",
                   nearest.empty() ? "" : "; the nearest name is ",
                   nearest.empty() ? "" : Quoted(nearest));
}

Result<std::string> TensorOf(const std::string& name, const Names& names,
                             const onnx::GraphProto& graph) {
  if (names.made_by.contains(name)) return name;
  const NodeOutput at = ParseNodeOutput(name);
  const auto node = names.nodes.find(std::string(at.node));
  if (node == names.nodes.end()) return Unknown(name, names);
  const std::vector<std::string>& outputs = graph.node[node->second].output;
  if (at.output >= outputs.size() || outputs[at.output].empty()) {
    return MakeError(ErrorCode::kBadUsage, "out node ", Quoted(name),
                     ": the node has ", outputs.size(), " outputs");
  }
  return outputs[at.output];
}

// Every name that the node reads, graphs in its attributes included, whose
// depth the parser bounds.
void AppendReads(const onnx::NodeProto& node,
                 std::vector<std::string_view>& out) {
  out.insert(out.end(), node.input.begin(), node.input.end());
  for (const onnx::AttributeProto& attribute : node.attribute) {
    for (const onnx::GraphProto& graph : attribute.graphs) {
      for (const onnx::NodeProto& inner : graph.node) AppendReads(inner, out);
      for (const onnx::ValueInfoProto& value : graph.output) {
        out.push_back(value.name);
      }
    }
  }
}

void DropUnread(const Names& names, onnx::GraphProto& graph) {
  std::vector<bool> live(graph.node.size(), false);
  std::vector<std::string_view> waiting;
  for (const onnx::ValueInfoProto& output : graph.output) {
    waiting.push_back(output.name);
  }
  while (!waiting.empty()) {
    const auto made = names.made_by.find(waiting.back());
    waiting.pop_back();
    if (made == names.made_by.end() || live[made->second]) continue;
    live[made->second] = true;
    AppendReads(graph.node[made->second], waiting);
  }
  std::vector<onnx::NodeProto> kept;
  for (size_t n = 0; n < graph.node.size(); ++n) {
    if (live[n]) kept.push_back(std::move(graph.node[n]));
  }
  graph.node = std::move(kept);
}

}  // namespace

NodeOutput ParseNodeOutput(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {text, 0};
  NodeOutput out{text.substr(0, colon), 0};
  const char* end = text.data() + text.size();
  const auto [at, error] =
      std::from_chars(text.data() + colon + 1, end, out.output);
  return error == std::errc() && at == end ? out : NodeOutput{text, 0};
}

Result<void> CutOutputs(std::span<const std::string> names,
                        onnx::ModelProto& model) {
  onnx::GraphProto& graph = model.graph;
  const Names known = Collect(graph);
  std::vector<onnx::ValueInfoProto> outputs;
  std::unordered_set<std::string> seen;
  for (const std::string& name : names) {
    onnx::ValueInfoProto output;
    BURIN_ASSIGN(output.name, TensorOf(name, known, graph));
    if (!seen.insert(output.name).second) {
      return MakeError(ErrorCode::kBadUsage, "out node ", Quoted(name),
                       " comes twice");
    }
    for (const auto* list : {&graph.output, &graph.value_info}) {
      const auto stated =
          std::ranges::find(*list, output.name, &onnx::ValueInfoProto::name);
      if (stated == list->end()) continue;
      output = *stated;
      break;
    }
    outputs.push_back(std::move(output));
  }
  graph.output = std::move(outputs);
  DropUnread(known, graph);
  return {};
}

}  // namespace burin
