// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See compare.h.

#include "compare/compare.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/aligned_buffer.h"
#include "burin/session.h"
#include "compiler/emit.h"
#include "ir/evaluate_graph.h"
#include "plate/plate.h"

namespace burin {
namespace {

// The outputs of a node that can be compared.
bool IsFloat32(const Graph& graph, ValueId value) {
  return value.valid() && graph.type(value).dtype == DType::kFloat32;
}

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
    if (node.outputs.empty() || !IsFloat32(reference, node.outputs[0])) {
      continue;
    }
    for (const std::string& name : node.origins) {
      out[name] = {place, node.outputs[0]};
    }
  }
  return out;
}

// The value of the last of the step's source nodes.
std::optional<ValueId> SourceOf(const Node& step, const SourceValues& values) {
  std::optional<SourceValue> last;
  for (const std::string& name : step.origins) {
    const auto it = values.find(name);
    if (it == values.end()) continue;
    if (!last || it->second.place > last->place) last = it->second;
  }
  if (!last) return std::nullopt;
  return last->value;
}

std::string Joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : "+") + name;
  return out;
}

// `values` as outer x a x b, with a and b exchanged.
std::vector<float> Exchanged(std::span<const float> values, int64_t outer,
                             int64_t a, int64_t b) {
  std::vector<float> out;
  out.reserve(values.size());
  for (int64_t o = 0; o < outer; ++o) {
    for (int64_t j = 0; j < b; ++j) {
      for (int64_t i = 0; i < a; ++i) {
        out.push_back(values[static_cast<size_t>((o * a + i) * b + j)]);
      }
    }
  }
  return out;
}

// In the order of elements that fits best: as they are, channels moved from
// behind the batch to the end, or from the end to behind the batch.
Difference BestDifference(std::span<const float> computed, const Dims& dims,
                          const Tensor& reference) {
  const std::span<const float> values = reference.Span<float>();
  const Dims& source = reference.dims();
  Difference best = Differ(computed, values);
  if (dims == source || source.size() < 3 || values.empty()) return best;
  const int64_t outer = source[0];
  const int64_t rest = reference.elements() / outer;
  for (const int64_t channels : {source[1], rest / source.back()}) {
    const Difference other =
        Differ(computed, Exchanged(values, outer, channels, rest / channels));
    if (!(other.max_abs >= best.max_abs)) best = other;
  }
  return best;
}

// Runs every output of the plate at once.
Result<std::vector<AlignedBuffer>> RunPlate(const std::string& plate_path,
                                            std::span<const Tensor> inputs) {
  BURIN_ASSIGN(Session session, Session::Open(plate_path));
  std::vector<std::span<const std::byte>> in;
  for (const Tensor& tensor : inputs) {
    in.emplace_back(tensor.data(), tensor.bytes());
  }
  std::vector<AlignedBuffer> buffers;
  std::vector<std::span<std::byte>> out;
  for (const TensorInfo& info : session.outputs()) {
    BURIN_ASSIGN(AlignedBuffer buffer, AlignedBuffer::Allocate(info.bytes));
    out.push_back(buffer.span());
    buffers.push_back(std::move(buffer));
  }
  BURIN_TRY(session.Run(in, out));
  return buffers;
}

// What one output of the plate is to be compared with.
struct Pair {
  StepComparison comparison;
  Dims dims;                        // of the computed value
  std::optional<size_t> reference;  // output of the reference graph
};

// Makes every step's value an output of `compiled` and its source's value one
// of `reference`.
std::vector<Pair> AddStepOutputs(Graph& reference, Graph& compiled) {
  std::vector<Pair> out;
  for (size_t i = 0; i < compiled.outputs().size(); ++i) {
    const ValueId value = compiled.outputs()[i];
    out.push_back(
        {{compiled.output_name(i), DimsText(compiled.dims(value)), ""},
         compiled.dims(value),
         IsFloat32(compiled, value) ? std::optional(i) : std::nullopt});
  }
  const SourceValues sources = ValuesOfNodes(reference);
  std::map<size_t, size_t> reference_outputs;  // by value index
  for (const NodeId id : compiled.Order()) {
    const Node& step = compiled.node(id);
    if (step.outputs.empty() || !IsFloat32(compiled, step.outputs[0])) continue;
    const ValueId value = step.outputs[0];
    Pair pair{{std::string(OpName(step.op)), DimsText(compiled.dims(value)),
               Joined(step.origins)},
              compiled.dims(value),
              std::nullopt};
    const std::optional<ValueId> source = SourceOf(step, sources);
    // A selection may have been moved before the steps whose results it selects
    // from, so the source's node of its name says nothing of its values.
    const bool moved = std::holds_alternative<Gather>(step.op);
    if (source && !moved &&
        ElementCount(reference.dims(*source)) ==
            ElementCount(compiled.dims(value))) {
      const auto [it, inserted] =
          reference_outputs.emplace(source->index, reference.outputs().size());
      if (inserted) reference.AddOutput(*source, StrCat("step", it->second));
      pair.reference = it->second;
    }
    compiled.AddOutput(value, StrCat("step", out.size()));
    out.push_back(std::move(pair));
  }
  return out;
}

}  // namespace

Difference Differ(std::span<const float> computed,
                  std::span<const float> reference) {
  double dot = 0, squares_a = 0, squares_b = 0;
  Difference out;
  for (size_t i = 0; i < reference.size(); ++i) {
    const double a = computed[i], b = reference[i];
    dot += a * b;
    squares_a += a * a;
    squares_b += b * b;
    const double d = std::fabs(a - b);
    if (std::isnan(d) || d > out.max_abs) out.max_abs = d;
    if (std::isnan(out.max_abs)) break;
    out.reference_max = std::max(out.reference_max, std::fabs(b));
  }
  const double length = std::sqrt(squares_a) * std::sqrt(squares_b);
  const bool both_zero = squares_a == 0 && squares_b == 0;
  out.cosine = both_zero ? 1 : length > 0 ? dot / length : 0;
  return out;
}

Result<Comparison> CompareGraphs(Graph reference, Graph compiled, Isa isa,
                                 std::span<const Tensor> inputs,
                                 const std::string& plate_path) {
  const size_t outputs = compiled.outputs().size();
  std::vector<Pair> pairs = AddStepOutputs(reference, compiled);
  BURIN_ASSIGN(const Emitted emitted, Emit(compiled, isa));
  BURIN_TRY(WritePlate(plate_path, emitted.plan, emitted.weights.span()));
  BURIN_ASSIGN(const std::vector<AlignedBuffer> computed,
               RunPlate(plate_path, inputs));
  BURIN_ASSIGN(const std::vector<Tensor> expected,
               EvaluateGraph(reference, inputs));
  Comparison out;
  for (size_t i = 0; i < pairs.size(); ++i) {
    Pair& pair = pairs[i];
    if (pair.reference) {
      const std::span<const float> values(
          reinterpret_cast<const float*>(computed[i].data()),
          computed[i].size() / sizeof(float));
      pair.comparison.compared = true;
      pair.comparison.difference =
          BestDifference(values, pair.dims, expected[*pair.reference]);
    }
    (i < outputs ? out.outputs : out.steps)
        .push_back(std::move(pair.comparison));
  }
  return out;
}

}  // namespace burin
