// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See compare.h. For each batch the plate runs first and its steps' values are
// kept; the source model is evaluated node by node, each value being held
// against the kept ones as it is made; then, to locate, the plate runs again
// with the source's values put in the place of its own.

#include "compare/compare.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

#include "compare/element_order.h"
#include "compare/step_pairs.h"
#include "compare/step_runner.h"
#include "compare/top_class.h"
#include "ir/evaluate_graph.h"

namespace burin {
namespace {

using Floats = std::vector<float>;

class Comparer {
 public:
  Comparer(const Graph& reference, StepRunner runner,
           const CompareOptions& options)
      : reference_(reference),
        runner_(std::move(runner)),
        options_(options),
        locate_(options.locate),
        pairs_(PairSteps(reference, plan())),
        steps_(plan().steps.size()),
        outputs_(plan().outputs.size()) {
    for (const auto& [value, steps] : pairs_) {
      for (const size_t step : steps) steps_[step].source = ValueId{value};
    }
  }

  // Before the first batch: how many there will be.
  void ExpectBatches(size_t batches) {
    size_t values = 0;
    for (const NodeId id : reference_.Order()) {
      values += reference_.node(id).outputs.size();
    }
    total_values_ = batches * values;
  }

  Result<void> AddBatch(const BatchBuffers& inputs, size_t real) {
    runner_.SetInputs(inputs.ConstSpans());
    BURIN_TRY(RunAndKeep());
    BURIN_ASSIGN(const std::vector<Tensor> expected, Evaluate(inputs));
    CompareOutputs(expected, real);
    if (locate_) {
      runner_.SetInputs(inputs.ConstSpans());
      BURIN_TRY(RunAlone());
    }
    samples_ += real;
    return {};
  }

  Comparison Finish() const;

 private:
  struct OfStep {
    std::optional<ValueId> source;
    std::optional<ElementOrder> order;  // of the source's value, once known
    Floats computed;                    // of this batch
    Floats reference;                   // of this batch, in the step's order
    DifferenceSums accumulated;
    DifferenceSums single;
  };

  const Plan& plan() const { return runner_.plan(); }

  Result<void> RunAndKeep() {
    for (size_t i = 0; i < runner_.steps(); ++i) {
      BURIN_TRY(runner_.RunStep(i));
      if (!steps_[i].source) continue;
      const auto values = runner_.Floats(plan().steps[i].outputs[0]);
      steps_[i].computed.assign(values.begin(), values.end());
    }
    computed_outputs_.clear();
    for (const Port& port : plan().outputs) {
      computed_outputs_.emplace_back();
      if (port.operand.type.dtype != DType::kFloat32) continue;
      const auto values = runner_.Floats(port.operand);
      computed_outputs_.back().assign(values.begin(), values.end());
    }
    return {};
  }

  Result<std::vector<Tensor>> Evaluate(const BatchBuffers& inputs) {
    std::vector<Tensor> tensors;
    for (size_t i = 0; i < reference_.inputs().size(); ++i) {
      const TensorType& type = reference_.type(reference_.inputs()[i]);
      BURIN_ASSIGN(Tensor tensor,
                   Tensor::FromBytes(type.dtype, type.dims, inputs.spans()[i]));
      tensors.push_back(std::move(tensor));
    }
    return EvaluateGraph(reference_, tensors,
                         [&](ValueId id, const Tensor& value) {
                           TellProgress();
                           const auto it = pairs_.find(id.index);
                           if (it == pairs_.end()) return;
                           for (const size_t i : it->second) Take(i, value);
                         });
  }

  void TellProgress() {
    ++values_;
    if (options_.progress) options_.progress(values_, total_values_);
  }

  // The source's value of step `i`.
  void Take(size_t i, const Tensor& value) {
    OfStep& step = steps_[i];
    const std::span<const float> values = value.Span<float>();
    if (!step.order) {
      step.order =
          BestOrder(step.computed, plan().steps[i].outputs[0].type.dims, values,
                    value.dims());
    }
    Floats reference = InOrder(values, *step.order);
    step.accumulated.AddFully(step.computed, reference);
    step.computed = {};
    if (locate_) step.reference = std::move(reference);
  }

  void CompareOutputs(std::span<const Tensor> expected, size_t real) {
    for (size_t i = 0; i < outputs_.size(); ++i) {
      if (expected[i].dtype() != DType::kFloat32) continue;
      outputs_[i].AddFully(computed_outputs_[i], expected[i].Span<float>());
    }
    if (expected.empty() || expected[0].dtype() != DType::kFloat32 ||
        expected[0].dims().empty()) {
      return;
    }
    const auto rows = static_cast<size_t>(expected[0].dims()[0]);
    const auto ours = TopClasses(computed_outputs_[0], rows);
    const auto theirs = TopClasses(expected[0].Span<float>(), rows);
    for (size_t i = 0; i < std::min(ours.size(), real); ++i) {
      ++rows_;
      agreeing_ += ours[i] == theirs[i] ? 1 : 0;
    }
  }

  // Every step once more, fed with the source's values where they are known,
  // and else with what this run made of them.
  Result<void> RunAlone() {
    std::map<uint64_t, size_t> writers;  // by place in the arena
    for (size_t i = 0; i < runner_.steps(); ++i) {
      const Step& step = plan().steps[i];
      for (const Operand& operand : step.inputs) {
        if (operand.section != Section::kArena) continue;
        const auto writer = writers.find(operand.offset);
        if (writer == writers.end()) continue;
        const Floats& known = steps_[writer->second].reference;
        const std::span<std::byte> to = runner_.Bytes(operand);
        if (!known.empty() && to.size() == known.size() * sizeof(float)) {
          std::memcpy(to.data(), known.data(), to.size());
        }
      }
      BURIN_TRY(runner_.RunStep(i));
      if (!steps_[i].reference.empty()) {
        steps_[i].single.Add(runner_.Floats(step.outputs[0]),
                             steps_[i].reference);
      }
      writers[step.outputs[0].offset] = i;
      for (size_t o = 1; o < step.outputs.size(); ++o) {
        writers.erase(step.outputs[o].offset);
      }
    }
    for (OfStep& step : steps_) step.reference = {};
    return {};
  }

  const Graph& reference_;
  StepRunner runner_;
  const CompareOptions& options_;
  bool locate_;
  StepPairs pairs_;
  std::vector<OfStep> steps_;
  std::vector<DifferenceSums> outputs_;
  std::vector<Floats> computed_outputs_;
  size_t samples_ = 0, rows_ = 0, agreeing_ = 0;
  size_t values_ = 0, total_values_ = 0;  // evaluated, of all batches
};

Comparison Comparer::Finish() const {
  Comparison out;
  out.located = locate_;
  out.samples = samples_;
  out.rows = rows_;
  out.agreeing = agreeing_;
  const auto is_output = [&](const Operand& operand) {
    return std::ranges::any_of(plan().outputs, [&](const Port& port) {
      return port.operand.offset == operand.offset;
    });
  };
  for (size_t i = 0; i < steps_.size(); ++i) {
    const Step& step = plan().steps[i];
    StepComparison& row = out.steps.emplace_back();
    row.op = OpName(step.op);
    row.precision = PrecisionName(PrecisionOf(step));
    row.shape = DimsText(step.outputs[0].type.dims);
    row.nodes = step.name;
    row.compared = steps_[i].source.has_value();
    if (!row.compared) continue;
    row.source = reference_.value(*steps_[i].source).name;
    row.is_output =
        is_output(step.outputs[0]) &&
        std::ranges::find(reference_.outputs(), *steps_[i].source) !=
            reference_.outputs().end();
    row.difference = steps_[i].accumulated.Total();
    row.single = steps_[i].single.Total();
  }
  for (size_t i = 0; i < outputs_.size(); ++i) {
    const Port& port = plan().outputs[i];
    StepComparison& row = out.outputs.emplace_back();
    row.op = port.name;
    row.shape = DimsText(port.operand.type.dims);
    row.source = port.name;
    row.is_output = true;
    row.compared = port.operand.type.dtype == DType::kFloat32;
    row.difference = outputs_[i].Total();
  }
  return out;
}

}  // namespace

Result<Comparison> ComparePlate(const Graph& reference, Plate plate,
                                const Samples& samples,
                                const CompareOptions& options) {
  BURIN_TRY(CheckSameModel(reference, plate.plan));
  std::vector<Plate> plates;
  plates.push_back(std::move(plate));
  BURIN_ASSIGN(StepRunner runner,
               StepRunner::Make(std::move(plates), options.threads));
  Comparer comparer(reference, std::move(runner), options);
  BURIN_ASSIGN(const BatchBuffers inputs, samples.Allocate());
  size_t batches = 0;
  while (samples.InBatch(batches, options.most) > 0) ++batches;
  comparer.ExpectBatches(batches);
  for (size_t b = 0; samples.InBatch(b, options.most) > 0; ++b) {
    BURIN_TRY(samples.Read(b, inputs));
    BURIN_TRY(comparer.AddBatch(inputs, samples.InBatch(b, options.most)));
  }
  return comparer.Finish();
}

}  // namespace burin
