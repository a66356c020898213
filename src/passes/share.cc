// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See share.h. Nodes and constants are compared by their encoded bytes.

#include "passes/share.h"

#include <string>
#include <unordered_map>

#include "base/byte_cursor.h"
#include "ops/codec.h"
#include "passes/rewriter.h"

namespace burin {
namespace {

// Larger constants are weights, which are seldom equal and slow to compare.
constexpr size_t kMaxSharedBytes = 4096;

void AppendNumber(std::string& key, uint64_t number) {
  key.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

class Sharer {
 public:
  explicit Sharer(Graph& graph) : graph_(graph), rewriter_(graph) {}

  Result<bool> Run() {
    bool constants = false;
    BURIN_ASSIGN(const bool nodes,
                 rewriter_.Sweep([&](NodeId id) -> Result<void> {
                   constants |= ShareConstants(id);
                   return ShareNode(id);
                 }));
    return nodes || constants;
  }

 private:
  bool ShareConstants(NodeId id) {
    bool changed = false;
    for (ValueId& input : graph_.node(id).inputs) {
      if (!graph_.IsConstant(input)) continue;
      const Tensor& tensor = graph_.constant(input);
      if (tensor.bytes() > kMaxSharedBytes) continue;
      std::string key;
      AppendNumber(key, static_cast<uint64_t>(tensor.dtype()));
      for (const int64_t dim : tensor.dims()) {
        AppendNumber(key, static_cast<uint64_t>(dim));
      }
      key += '/';
      key += AsText({tensor.data(), tensor.bytes()});
      const auto [first, added] = constants_.emplace(std::move(key), input);
      if (added || first->second == input) continue;
      input = first->second;
      changed = true;
    }
    return changed;
  }

  Result<void> ShareNode(NodeId id) {
    const Node& node = graph_.node(id);
    std::string key(AsText(EncodeOp(node.op)));
    AppendNumber(key, node.outputs.size());
    for (const ValueId input : node.inputs) AppendNumber(key, input.index);
    // What inference could not find out is part of the node.
    for (const ValueId output : node.outputs) {
      key += TypeText(graph_.type(output));
    }
    const auto [first, added] = nodes_.emplace(std::move(key), id);
    if (added) return {};
    Node& kept = graph_.node(first->second);
    for (size_t i = 0; i < node.outputs.size(); ++i) {
      rewriter_.Replace(node.outputs[i], kept.outputs[i]);
    }
    kept.origins.insert(kept.origins.end(), node.origins.begin(),
                        node.origins.end());
    return {};
  }

  Graph& graph_;
  Rewriter rewriter_;
  std::unordered_map<std::string, ValueId> constants_;
  std::unordered_map<std::string, NodeId> nodes_;
};

}  // namespace

Result<bool> Share(Graph& graph, const PassContext&) {
  return Sharer(graph).Run();
}

}  // namespace burin
