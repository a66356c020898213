// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See step_pairs.h.

#include "compare/step_pairs.h"

#include <string>

namespace burin {
namespace {

// The value that each source node makes, and its place in the order.
struct SourceValue {
  size_t place = 0;
  ValueId value;
};
using SourceValues = std::map<std::string, SourceValue, std::less<>>;

SourceValues ValuesOfNodes(const Graph& reference) {
  SourceValues out;
  size_t place = 0;
  for (const NodeId id : reference.Order()) {
    const Node& node = reference.node(id);
    ++place;
    if (node.outputs.empty() || !node.outputs[0].valid() ||
        reference.type(node.outputs[0]).dtype != DType::kFloat32) {
      continue;
    }
    for (const std::string& name : node.origins) {
      out[name] = {place, node.outputs[0]};
    }
  }
  return out;
}

Result<void> CheckPort(const Graph& reference, ValueId value,
                       const std::string& name, const Port& port,
                       std::string_view what) {
  const TensorType& type = reference.type(value);
  if (name == port.name && type == port.operand.type) return {};
  return MakeError(ErrorCode::kBadInput, "the plate's ", what, " '", port.name,
                   "' is ", TypeText(port.operand.type), ", the model's '",
                   name, "' ", TypeText(type));
}

}  // namespace

std::vector<std::string> SplitNames(const std::string& joined) {
  std::vector<std::string> out(1);
  for (const char c : joined) {
    if (c == '+') {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

StepPairs PairSteps(const Graph& reference, const Plan& plan) {
  const SourceValues values = ValuesOfNodes(reference);
  StepPairs out;
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    const TensorType& type = step.outputs[0].type;
    if (type.dtype != DType::kFloat32 ||
        std::holds_alternative<Gather>(step.op)) {
      continue;
    }
    const SourceValue* last = nullptr;
    for (const std::string& name : SplitNames(step.name)) {
      const auto it = values.find(name);
      if (it == values.end()) continue;
      if (last == nullptr || it->second.place > last->place) {
        last = &it->second;
      }
    }
    if (last != nullptr &&
        ElementCount(reference.dims(last->value)) == type.elements()) {
      out[last->value.index].push_back(i);
    }
  }
  return out;
}

Result<void> CheckSameModel(const Graph& reference, const Plan& plan) {
  if (reference.inputs().size() != plan.inputs.size() ||
      reference.outputs().size() != plan.outputs.size()) {
    return MakeError(ErrorCode::kBadInput, "the plate has ", plan.inputs.size(),
                     " inputs and ", plan.outputs.size(),
                     " outputs, the model ", reference.inputs().size(), " and ",
                     reference.outputs().size());
  }
  for (size_t i = 0; i < plan.inputs.size(); ++i) {
    const ValueId id = reference.inputs()[i];
    BURIN_TRY(CheckPort(reference, id, reference.value(id).name, plan.inputs[i],
                        "input"));
  }
  for (size_t i = 0; i < plan.outputs.size(); ++i) {
    BURIN_TRY(CheckPort(reference, reference.outputs()[i],
                        reference.output_name(i), plan.outputs[i], "output"));
  }
  return {};
}

}  // namespace burin
