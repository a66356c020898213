// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See emit.h.

#include "compiler/emit.h"

#include <algorithm>
#include <cstring>
#include <span>

#include "base/checked_math.h"
#include "compiler/plan_memory.h"

namespace burin {
namespace {

// Ops whose result is their first input's bytes under other dimensions. A shape
// that is known only at run time needs the op itself, which checks it.
bool IsView(const Graph& graph, const Node& node) {
  const Op& op = node.op;
  for (size_t i = 1; i < node.inputs.size(); ++i) {
    if (node.inputs[i].valid() && !graph.IsConstant(node.inputs[i])) {
      return false;
    }
  }
  return std::holds_alternative<Reshape>(op) ||
         std::holds_alternative<Flatten>(op) ||
         std::holds_alternative<Squeeze>(op) ||
         std::holds_alternative<Unsqueeze>(op) ||
         std::holds_alternative<Identity>(op);
}

bool IsReduced(const Op& op) {
  return std::visit(
      [](const auto& body) {
        if constexpr (requires { body.precision; }) {
          return body.precision != Precision::kFloat32;
        } else {
          return false;
        }
      },
      op);
}

// The lowest tier that runs the steps as `isa` does.
Isa NeededIsa(Isa isa, std::span<const Step> steps) {
  const bool reduced = std::ranges::any_of(
      steps, [](const Step& step) { return IsReduced(step.op); });
  return isa == Isa::kAvx512Bf16 && !reduced ? Isa::kAvx512 : isa;
}

class Emitter {
 public:
  Emitter(const Graph& graph, Isa isa) : graph_(graph), isa_(isa) {}

  Result<Emitted> Run() {
    CollectSteps();
    PlaceArena();
    BURIN_TRY(PlaceWeights());
    for (size_t i = 0; i < graph_.inputs().size(); ++i) {
      const ValueId id = graph_.inputs()[i];
      out_.plan.inputs.push_back({graph_.value(id).name, At(id)});
    }
    for (const NodeId id : steps_) out_.plan.steps.push_back(StepOf(id));
    EmitOutputs();
    out_.plan.isa = NeededIsa(isa_, out_.plan.steps);
    return std::move(out_);
  }

 private:
  // The value whose memory `id` shares.
  ValueId Root(ValueId id) const {
    for (;;) {
      const Node* producer = graph_.Producer(id);
      if (producer == nullptr || !IsView(graph_, *producer)) return id;
      id = producer->inputs[0];
    }
  }

  void CollectSteps() {
    for (const NodeId id : graph_.Order()) {
      if (!IsView(graph_, graph_.node(id))) steps_.push_back(id);
    }
  }

  // An output that is an input, a constant or another output under a second
  // name has memory of its own and a copying step at the end.
  bool NeedsCopy(size_t output) const {
    const ValueId root = Root(graph_.outputs()[output]);
    if (!graph_.value(root).producer.valid()) return true;
    for (size_t i = 0; i < output; ++i) {
      if (Root(graph_.outputs()[i]) == root) return true;
    }
    return false;
  }

  void PlaceArena() {
    lives_.assign(graph_.value_count(), {});
    std::vector<bool> used(graph_.value_count(), false);
    const int64_t end = static_cast<int64_t>(steps_.size());
    const auto live = [&](ValueId id, int64_t step) {
      const ValueId root = Root(id);
      if (graph_.IsConstant(root)) return;
      Lifetime& life = lives_[root.index];
      if (!used[root.index]) {
        life = {graph_.type(root).bytes(), step, step};
        used[root.index] = true;
      }
      life.last = std::max(life.last, step);
    };
    for (const ValueId id : graph_.inputs()) live(id, -1);
    for (int64_t s = 0; s < end; ++s) {
      const Node& node = graph_.node(steps_[static_cast<size_t>(s)]);
      for (const ValueId id : node.outputs) live(id, s);
      for (const ValueId id : node.inputs) {
        if (id.valid()) live(id, s);
      }
    }
    for (const ValueId id : graph_.outputs()) live(id, end);

    std::vector<Lifetime> wanted;
    std::vector<uint32_t> owner;
    for (uint32_t v = 0; v < lives_.size(); ++v) {
      if (!used[v]) continue;
      wanted.push_back(lives_[v]);
      owner.push_back(v);
    }
    for (size_t i = 0; i < graph_.outputs().size(); ++i) {
      if (!NeedsCopy(i)) continue;
      copies_.push_back(i);
      wanted.push_back({graph_.type(graph_.outputs()[i]).bytes(), end, end});
    }
    const MemoryPlan plan = PlanMemory(wanted);
    offsets_.assign(graph_.value_count(), 0);
    for (size_t i = 0; i < owner.size(); ++i) {
      offsets_[owner[i]] = plan.offsets[i];
    }
    copy_offsets_.assign(
        plan.offsets.begin() + static_cast<ptrdiff_t>(owner.size()),
        plan.offsets.end());
    out_.plan.arena_bytes = plan.arena_bytes;
  }

  Result<void> PlaceWeights() {
    std::vector<bool> needed(graph_.value_count(), false);
    for (const NodeId id : steps_) {
      for (const ValueId input : graph_.node(id).inputs) {
        if (input.valid()) needed[Root(input).index] = true;
      }
    }
    for (const ValueId id : graph_.outputs()) needed[Root(id).index] = true;
    uint64_t size = 0;
    for (uint32_t v = 0; v < graph_.value_count(); ++v) {
      if (!needed[v] || !graph_.IsConstant(ValueId{v})) continue;
      offsets_[v] = size;
      size =
          RoundUp(size + graph_.type(ValueId{v}).bytes(), uint64_t{kAlignment});
    }
    out_.plan.weight_bytes = size;
    BURIN_ASSIGN(out_.weights, AlignedBuffer::Allocate(size));
    for (uint32_t v = 0; v < graph_.value_count(); ++v) {
      if (!needed[v] || !graph_.IsConstant(ValueId{v})) continue;
      const Tensor& tensor = graph_.constant(ValueId{v});
      if (tensor.bytes() == 0) continue;
      std::memcpy(out_.weights.data() + offsets_[v], tensor.data(),
                  tensor.bytes());
    }
    return {};
  }

  Operand At(ValueId id) const {
    const ValueId root = Root(id);
    const Section section =
        graph_.IsConstant(root) ? Section::kWeights : Section::kArena;
    return {graph_.type(id), section, offsets_[root.index]};
  }

  Step StepOf(NodeId id) const {
    const Node& node = graph_.node(id);
    Step step;
    step.op = node.op;
    for (const ValueId input : node.inputs) {
      step.inputs.push_back(input.valid() ? At(input) : Operand{});
    }
    for (const ValueId output : node.outputs)
      step.outputs.push_back(At(output));
    for (const std::string& origin : node.origins) {
      if (!step.name.empty()) step.name += '+';
      step.name += origin;
    }
    return step;
  }

  void EmitOutputs() {
    size_t next_copy = 0;
    for (size_t i = 0; i < graph_.outputs().size(); ++i) {
      const ValueId id = graph_.outputs()[i];
      Operand place = At(id);
      if (next_copy < copies_.size() && copies_[next_copy] == i) {
        const Operand from = place;
        place.section = Section::kArena;
        place.offset = copy_offsets_[next_copy++];
        out_.plan.steps.push_back(
            {Identity{}, {from}, {place}, graph_.output_name(i)});
      }
      out_.plan.outputs.push_back({graph_.output_name(i), place});
    }
  }

  const Graph& graph_;
  Isa isa_;
  Emitted out_;
  std::vector<NodeId> steps_;
  std::vector<Lifetime> lives_;         // by value
  std::vector<uint64_t> offsets_;       // by value
  std::vector<size_t> copies_;          // outputs that need a copy
  std::vector<uint64_t> copy_offsets_;  // as copies_
};

}  // namespace

Result<Emitted> Emit(const Graph& graph, Isa isa) {
  return Emitter(graph, isa).Run();
}

Result<Plate> PlateInMemory(Emitted emitted) {
  BURIN_TRY(VerifyPlan(emitted.plan, emitted.weights.span()));
  Plate out;
  out.plan = std::move(emitted.plan);
  out.file = std::move(emitted.weights);
  return out;
}

}  // namespace burin
