// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See import_order.h.

#include "onnx/import_order.h"

#include <string_view>
#include <unordered_map>
#include <utility>

#include "formats/quote.h"
#include "onnx/import_check.h"

namespace burin {
namespace {

constexpr uint32_t kNoNode = 0xffffffff;  // inputs and initializers

using Producers = std::unordered_map<std::string_view, uint32_t>;

Result<Producers> FindProducers(const onnx::GraphProto& graph) {
  Producers out;
  for (const auto& input : graph.input) out.emplace(input.name, kNoNode);
  for (const auto& tensor : graph.initializer) {
    out.emplace(tensor.name, kNoNode);
  }
  for (uint32_t n = 0; n < graph.node.size(); ++n) {
    for (const std::string& name : graph.node[n].output) {
      if (name.empty()) continue;
      if (!out.emplace(name, n).second) {
        return MakeError(ErrorCode::kBadOnnx, "node ",
                         Quoted(NodeName(graph.node[n])), ": value ",
                         Quoted(name), " is defined twice");
      }
    }
  }
  return out;
}

}  // namespace

Result<std::vector<uint32_t>> NodeOrder(const onnx::GraphProto& graph) {
  BURIN_ASSIGN(const Producers producers, FindProducers(graph));
  enum class Mark : uint8_t { kNew, kOpen, kDone };
  std::vector<Mark> marks(graph.node.size(), Mark::kNew);
  std::vector<uint32_t> order;
  order.reserve(graph.node.size());
  std::vector<std::pair<uint32_t, size_t>> stack;  // node, next input
  for (uint32_t root = 0; root < graph.node.size(); ++root) {
    if (marks[root] != Mark::kNew) continue;
    marks[root] = Mark::kOpen;
    stack.push_back({root, 0});
    while (!stack.empty()) {
      auto& [index, next] = stack.back();
      const onnx::NodeProto& node = graph.node[index];
      if (next == node.input.size()) {
        marks[index] = Mark::kDone;
        order.push_back(index);
        stack.pop_back();
        continue;
      }
      const std::string& input = node.input[next++];
      if (input.empty()) continue;
      const auto producer = producers.find(input);
      if (producer == producers.end()) {
        return MakeError(ErrorCode::kBadOnnx, "node ", Quoted(NodeName(node)),
                         " reads ", Quoted(input), ", which nothing defines");
      }
      const uint32_t from = producer->second;
      if (from == kNoNode || marks[from] == Mark::kDone) continue;
      if (marks[from] == Mark::kOpen) {
        return MakeError(ErrorCode::kBadOnnx, "node ", Quoted(NodeName(node)),
                         " reads ", Quoted(input),
                         ", which depends on it: a cycle");
      }
      marks[from] = Mark::kOpen;
      stack.push_back({from, 0});
    }
  }
  return order;
}

}  // namespace burin
