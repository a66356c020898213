// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Rewrites that leave nodes out or make one of several.

#include <algorithm>
#include <set>
#include <unordered_map>

#include "onnx/rewrites.h"

namespace burin {
namespace {

// The constant operands of a Slice of opset 10 or newer. Axes and steps are
// always there afterwards.
struct SliceLists {
  Dims starts;
  Dims ends;
  Dims axes;
  Dims steps;
};

std::optional<SliceLists> ListsOf(const OnnxEditor& editor,
                                  const onnx::NodeProto& slice) {
  if (slice.input.size() < 3) return std::nullopt;
  SliceLists out;
  const auto starts = editor.Integers(slice.input[1]);
  const auto ends = editor.Integers(slice.input[2]);
  if (!starts || !ends || starts->size() != ends->size()) return std::nullopt;
  out.starts = *starts;
  out.ends = *ends;
  for (size_t i = 0; i < starts->size(); ++i) {
    out.axes.push_back(static_cast<int64_t>(i));
  }
  out.steps.assign(starts->size(), 1);
  const auto list = [&](size_t i, Dims& to) {
    if (i >= slice.input.size() || slice.input[i].empty()) return true;
    const auto given = editor.Integers(slice.input[i]);
    if (!given || given->size() != starts->size()) return false;
    to = *given;
    return true;
  };
  if (!list(3, out.axes) || !list(4, out.steps)) return std::nullopt;
  // Counting from the end needs the rank, so such axes are not compared.
  const bool forward = std::all_of(out.axes.begin(), out.axes.end(),
                                   [](int64_t axis) { return axis >= 0; });
  if (!forward) return std::nullopt;
  return out;
}

std::string AddList(OnnxEditor& editor, const std::string& stem,
                    const Dims& list) {
  std::string name = editor.NewName(stem);
  editor.AddInitializer(onnx::MakeTensor(
      name, Tensor::Of<int64_t>({static_cast<int64_t>(list.size())},
                                std::span<const int64_t>(list))
                .view()));
  return name;
}

bool HasInnerGraphs(const OnnxEditor& editor) {
  for (size_t i = 0; i < editor.node_count(); ++i) {
    for (const onnx::AttributeProto& attribute : editor.node(i).attribute) {
      if (!attribute.graphs.empty()) return true;
    }
  }
  return false;
}

}  // namespace

Result<size_t> RewriteIdentity(OnnxEditor& editor) {
  // A graph inside a node may read any name, which renaming does not reach.
  if (HasInnerGraphs(editor)) return size_t{0};
  // Renames are collected first: chains of identities end at their source.
  std::unordered_map<std::string, std::string> renames;
  size_t matches = 0;
  const auto source = [&](std::string name) {
    for (auto at = renames.find(name); at != renames.end();
         at = renames.find(name)) {
      name = at->second;
    }
    return name;
  };
  for (size_t i = 0; i < editor.node_count(); ++i) {
    const onnx::NodeProto& node = editor.node(i);
    onnx::NodeProto renamed = node;
    bool changed = false;
    for (std::string& input : renamed.input) {
      std::string to = source(input);
      changed |= to != input;
      input = std::move(to);
    }
    const bool same = (node.op_type == "Identity" ||
                       (node.op_type == "Dropout" && node.output.size() == 1 &&
                        node.input.size() == 1)) &&
                      !node.input.empty() && !node.output.empty();
    if (same && !editor.IsOutput(node.output[0])) {
      renames[node.output[0]] = renamed.input[0];
      editor.Replace(i, {});
      ++matches;
    } else if (changed) {
      editor.Replace(i, {std::move(renamed)});
    }
  }
  return matches;
}

Result<size_t> RewriteSlices(OnnxEditor& editor) {
  if (editor.opset() < 10) return size_t{0};
  size_t matches = 0;
  for (bool again = true; again; editor.Commit(), editor.DropUnused()) {
    again = false;
    std::set<size_t> touched;
    for (size_t i = 0; i < editor.node_count(); ++i) {
      const onnx::NodeProto outer = editor.node(i);
      if (outer.op_type != "Slice") continue;
      const size_t at = editor.MakerIndex(outer.input[0]);
      const onnx::NodeProto* inner = editor.Maker(outer.input[0], "Slice");
      // One replacement at a time: a slice that changed is read next round.
      if (inner == nullptr || editor.Uses(outer.input[0]) != 1 ||
          touched.contains(at)) {
        continue;
      }
      auto a = ListsOf(editor, *inner);
      const auto b = ListsOf(editor, outer);
      if (!a || !b) continue;
      const bool shared =
          std::any_of(a->axes.begin(), a->axes.end(), [&](int64_t axis) {
            return std::find(b->axes.begin(), b->axes.end(), axis) !=
                   b->axes.end();
          });
      if (shared) continue;
      a->starts.insert(a->starts.end(), b->starts.begin(), b->starts.end());
      a->ends.insert(a->ends.end(), b->ends.begin(), b->ends.end());
      a->axes.insert(a->axes.end(), b->axes.begin(), b->axes.end());
      a->steps.insert(a->steps.end(), b->steps.begin(), b->steps.end());
      const std::string& stem = outer.output[0];
      editor.Replace(
          i, {onnx::MakeNode(
                 "Slice", outer.name,
                 {inner->input[0], AddList(editor, stem + "_starts", a->starts),
                  AddList(editor, stem + "_ends", a->ends),
                  AddList(editor, stem + "_axes", a->axes),
                  AddList(editor, stem + "_steps", a->steps)},
                 outer.output)});
      touched.insert(i);
      ++matches;
      again = true;
    }
  }
  return matches;
}

Result<size_t> RewriteConcats(OnnxEditor& editor) {
  size_t matches = 0;
  const auto axis = [](const onnx::NodeProto& node) -> std::optional<int64_t> {
    const auto* found = onnx::FindAttribute(node, "axis");
    if (found == nullptr) return std::nullopt;
    return found->i;
  };
  for (bool again = true; again; editor.Commit(), editor.DropUnused()) {
    again = false;
    std::set<size_t> touched;
    for (size_t i = 0; i < editor.node_count(); ++i) {
      const onnx::NodeProto& outer = editor.node(i);
      if (outer.op_type != "Concat" || !axis(outer)) continue;
      onnx::NodeProto merged = outer;
      merged.input.clear();
      for (const std::string& input : outer.input) {
        const onnx::NodeProto* inner = editor.Maker(input, "Concat");
        if (inner == nullptr || editor.Uses(input) != 1 ||
            axis(*inner) != axis(outer) ||
            touched.contains(editor.MakerIndex(input))) {
          merged.input.push_back(input);
          continue;
        }
        merged.input.insert(merged.input.end(), inner->input.begin(),
                            inner->input.end());
      }
      if (merged.input.size() == outer.input.size()) continue;
      editor.Replace(i, {std::move(merged)});
      touched.insert(i);
      ++matches;
      again = true;
    }
  }
  return matches;
}

}  // namespace burin
