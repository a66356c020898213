// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See kept_names.h.

#include "compiler/kept_names.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/nearest.h"
#include "formats/quote.h"

namespace burin {
namespace {

constexpr std::string_view kTypePrefix = "OpType::";

struct VendorType {
  std::string_view name;
  std::string_view onnx[2];
};

// The vendor's graph has its own operators, which its users' files name.
constexpr VendorType kVendorTypes[] = {
    {"BNInfer", {"BatchNormalization"}},
    {"BatchMatMul", {"MatMul"}},
    {"BatchMatMulV2", {"MatMul"}},
    {"BatchNorm", {"BatchNormalization"}},
    {"ConcatD", {"Concat"}},
    {"ConcatV2", {"Concat"}},
    {"Conv2D", {"Conv"}},
    {"DepthwiseConv2D", {"Conv"}},
    {"FullyConnection", {"Gemm", "MatMul"}},
    {"MatMulV2", {"MatMul", "Gemm"}},
    {"RealDiv", {"Div"}},
    {"ReduceMeanD", {"ReduceMean"}},
    {"ReduceSumD", {"ReduceSum"}},
    {"SoftmaxV2", {"Softmax"}},
    {"SplitD", {"Split"}},
    {"SplitV", {"Split"}},
    {"SplitVD", {"Split"}},
    {"TileD", {"Tile"}},
    {"TransposeD", {"Transpose"}},
};

void SortUnique(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

// Adds the nodes of that type; whether there are any.
bool AddType(std::string_view type,
             const std::multimap<std::string_view, std::string_view>& by_type,
             std::vector<std::string>& out) {
  const auto [first, last] = by_type.equal_range(type);
  for (auto it = first; it != last; ++it) out.emplace_back(it->second);
  return first != last;
}

}  // namespace

std::span<const std::string_view> OnnxTypesOf(std::string_view vendor_type) {
  for (const VendorType& type : kVendorTypes) {
    if (type.name != vendor_type) continue;
    return std::span(type.onnx).first(type.onnx[1].empty() ? 1 : 2);
  }
  return {};
}

KeptNames ResolveKept(std::span<const std::string> entries,
                      std::span<const SourceNode> nodes) {
  std::map<std::string_view, std::string_view> by_name;
  std::multimap<std::string_view, std::string_view> by_type;
  for (const SourceNode& node : nodes) {
    for (const std::string& output : node.outputs) {
      by_name.emplace(output, node.name);
    }
    by_type.emplace(node.type, node.name);
  }
  // A node's own name comes before another node's tensor of that name.
  for (const SourceNode& node : nodes) by_name[node.name] = node.name;

  KeptNames out;
  std::set<std::string_view> seen;
  for (const std::string& entry : entries) {
    if (!seen.insert(entry).second) continue;
    if (!entry.starts_with(kTypePrefix)) {
      const auto found = by_name.find(entry);
      if (found == by_name.end()) {
        out.unknown.push_back(entry);
      } else {
        out.names.nodes.emplace_back(found->second);
      }
      continue;
    }
    const std::string type = entry.substr(kTypePrefix.size());
    bool found = AddType(type, by_type, out.names.nodes);
    for (const std::string_view onnx : OnnxTypesOf(type)) {
      found |= AddType(onnx, by_type, out.names.nodes);
    }
    out.names.kinds.push_back(type);
    if (!found) out.kinds_only.push_back(type);
  }
  SortUnique(out.names.nodes);
  SortUnique(out.names.kinds);
  return out;
}

std::vector<std::string> MissesOf(const KeptNames& kept, const Graph& steps) {
  std::set<std::string_view> kinds;
  for (const NodeId id : steps.Order()) {
    for (const std::string_view kind : KindsOf(steps.node(id).op)) {
      kinds.insert(kind);
    }
  }
  std::vector<std::string> out = kept.unknown;
  for (const std::string& type : kept.kinds_only) {
    if (!kinds.contains(type)) out.push_back(StrCat(kTypePrefix, type));
  }
  return out;
}

std::string MissesText(std::span<const std::string> misses, size_t entries,
                       std::span<const SourceNode> nodes) {
  constexpr size_t kNamed = 10;
  std::vector<std::string_view> names;
  std::set<std::string_view> types;
  for (const SourceNode& node : nodes) {
    names.push_back(node.name);
    types.insert(node.type);
  }
  for (const std::string_view kind : FusedKinds()) types.insert(kind);
  const std::vector<std::string_view> type_list(types.begin(), types.end());
  std::string out =
      StrCat(misses.size(), " of ", entries, " entries are not in the model: ");
  for (size_t i = 0; i < std::min(misses.size(), kNamed); ++i) {
    const bool is_type = misses[i].starts_with(kTypePrefix);
    const std::string_view word =
        std::string_view(misses[i]).substr(is_type ? kTypePrefix.size() : 0);
    const std::string nearest = Nearest(word, is_type ? type_list : names);
    out += StrCat(i == 0 ? "" : ", ", Quoted(misses[i]));
    if (!nearest.empty()) {
      out += StrCat(" (nearest: ",
                    Quoted(StrCat(is_type ? kTypePrefix : "", nearest)), ")");
    }
  }
  if (misses.size() > kNamed) out += ", ...";
  if (misses.size() > entries / 2 && entries > 1) {
    out += "; exporters name nodes anew, so such a list belongs to one file";
  }
  return out;
}

}  // namespace burin
