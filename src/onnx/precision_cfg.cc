// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See precision_cfg.h.

#include "onnx/precision_cfg.h"

#include <string_view>
#include <unordered_map>

#include "base/file.h"
#include "onnx/import_check.h"
#include "onnx/import_order.h"

namespace burin {
namespace {

constexpr uint32_t kNone = 0xffffffff;

class Finder {
 public:
  Finder(const onnx::GraphProto& graph, std::vector<uint32_t> order)
      : nodes_(graph.node), order_(std::move(order)) {
    for (uint32_t n = 0; n < nodes_.size(); ++n) {
      for (const std::string& output : nodes_[n].output) {
        if (!output.empty()) makers_[output] = n;
      }
    }
  }

  // Marks the attention that starts at the Split, if one does.
  bool Mark(uint32_t split) {
    if (nodes_[split].op_type != "Split" || nodes_[split].output.size() != 3) {
      return false;
    }
    const uint32_t end = FindEnd(split);
    if (end == kNone) return false;
    MarkBetween(split, end);
    return true;
  }

  std::vector<std::string> Names() const {
    std::vector<std::string> out;
    for (size_t n = 0; n < nodes_.size(); ++n) {
      if (marked_.size() > n && marked_[n]) out.push_back(NodeName(nodes_[n]));
    }
    return out;
  }

 private:
  uint32_t Maker(const std::string& value) const {
    const auto found = makers_.find(value);
    return found == makers_.end() ? kNone : found->second;
  }

  // What of the Split a node depends on: a bit for the third part, v, and how
  // many exponentials; two are enough.
  struct Reach {
    bool split = false;
    bool v = false;
    uint32_t first_exp = kNone;
    bool two_exps = false;
  };

  // The first quotient, in order, of a value of v and of both exponentials.
  uint32_t FindEnd(uint32_t split) {
    // An attention has some 50 nodes; beyond this many it is none.
    constexpr size_t kMaxNodes = 500;
    reach_.assign(nodes_.size(), {});
    reach_[split].split = true;
    size_t reached = 0;
    bool after = false;
    for (const uint32_t n : order_) {
      if (n == split) after = true;
      if (!after || n == split) continue;
      Reach& r = reach_[n];
      for (const std::string& input : nodes_[n].input) {
        const uint32_t from = Maker(input);
        if (from == kNone || !reach_[from].split) continue;
        r.split = true;
        r.v |=
            from == split ? input == nodes_[split].output[2] : reach_[from].v;
        Merge(r, reach_[from]);
      }
      if (!r.split) continue;
      if (nodes_[n].op_type == "Exp") MergeExp(r, n);
      if (nodes_[n].op_type == "Div" && r.v && r.two_exps) return n;
      if (++reached > kMaxNodes) break;
    }
    return kNone;
  }
  static void MergeExp(Reach& r, uint32_t exp) {
    if (r.first_exp == kNone) r.first_exp = exp;
    r.two_exps |= r.first_exp != exp;
  }
  static void Merge(Reach& r, const Reach& from) {
    if (from.first_exp != kNone) MergeExp(r, from.first_exp);
    r.two_exps |= from.two_exps;
  }

  // The Split, the end, what lies on a way from one to the other, and the
  // constants that feed it.
  void MarkBetween(uint32_t split, uint32_t end) {
    marked_.resize(nodes_.size(), false);
    std::vector<uint32_t> stack = {end};
    std::vector<bool> seen(nodes_.size(), false);
    seen[end] = seen[split] = true;
    marked_[split] = true;
    while (!stack.empty()) {
      const uint32_t n = stack.back();
      stack.pop_back();
      marked_[n] = true;
      for (const std::string& input : nodes_[n].input) {
        const uint32_t from = Maker(input);
        if (from == kNone || seen[from]) continue;
        const bool constant = nodes_[from].op_type == "Constant" ||
                              nodes_[from].op_type == "ConstantOfShape";
        if (!reach_[from].split && !constant) continue;
        seen[from] = true;
        stack.push_back(from);
      }
    }
  }

  const std::vector<onnx::NodeProto>& nodes_;
  std::vector<uint32_t> order_;
  std::unordered_map<std::string_view, uint32_t> makers_;
  std::vector<Reach> reach_;
  std::vector<bool> marked_;
};

}  // namespace

Result<std::vector<std::string>> KeepDtypeNames(const onnx::ModelProto& model) {
  BURIN_ASSIGN(std::vector<uint32_t> order, NodeOrder(model.graph));
  Finder finder(model.graph, order);
  size_t found = 0;
  size_t splits = 0;
  constexpr size_t kMaxSplits = 1000;  // each costs a walk over the model
  for (const uint32_t n : order) {
    if (model.graph.node[n].op_type != "Split") continue;
    if (++splits > kMaxSplits) break;
    found += finder.Mark(n);
  }
  if (found == 0) {
    return MakeError(ErrorCode::kUnknownModel,
                     "no performer attention found (a Split into three that "
                     "feeds two exponentials and a quotient)");
  }
  return finder.Names();
}

Result<KeepDtypeReport> WriteKeepDtype(const std::string& onnx_path,
                                       const std::string& cfg_path) {
  constexpr uint64_t kMaxFile = INT32_MAX;  // protobuf's own limit
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(onnx_path, kMaxFile));
  BURIN_ASSIGN(const onnx::ModelProto model,
               onnx::ParseOnnx(file.span()).Context(onnx_path));
  BURIN_ASSIGN(const std::vector<std::string> names,
               KeepDtypeNames(model).Context(onnx_path));
  std::string text;
  for (const std::string& name : names) text += name + "\n";
  BURIN_TRY(WriteFile(cfg_path, AsBytes(text)));
  return KeepDtypeReport{names.size()};
}

}  // namespace burin
