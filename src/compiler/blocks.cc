// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See blocks.h.

#include "compiler/blocks.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "compiler/lower.h"
#include "plate/plan.h"

namespace burin {
namespace {

template <typename T, typename... Ops>
concept OneOf = (std::is_same_v<T, Ops> || ...);

// The axes that a node's constant input names; empty where they are not known.
std::vector<int64_t> ConstantAxes(const Graph& graph, const Node& node,
                                  size_t input) {
  if (input >= node.inputs.size() || !graph.IsConstant(node.inputs[input])) {
    return {};
  }
  const Tensor& axes = graph.constant(node.inputs[input]);
  std::vector<int64_t> out;
  if (axes.dtype() == DType::kInt64) {
    const auto span = axes.Span<int64_t>();
    out.assign(span.begin(), span.end());
  }
  return out;
}

// Whether an axis, which may count from the end, is not the first.
bool BeyondFirst(int64_t axis, const Dims& dims) {
  return axis > 0 || (axis < 0 && axis + static_cast<int64_t>(dims.size()) > 0);
}

bool AllBeyondFirst(const std::vector<int64_t>& axes, const Dims& dims) {
  return !axes.empty() && std::ranges::all_of(axes, [&](int64_t axis) {
    return BeyondFirst(axis, dims);
  });
}

// Given that the first dimension of every input and output that is no constant
// is the batch.
class OpKeepsApart {
 public:
  OpKeepsApart(const Graph& graph, const Node& node)
      : graph_(graph), node_(node) {}

  template <typename T>
  bool operator()(const T& op) const {
    if constexpr (OneOf<T, Add, Sub, Mul, Div, Pow, Where>) {
      return RanksAreEqual();
    } else if constexpr (OneOf<T, Transpose>) {
      return !op.perm.empty() && op.perm[0] == 0;
    } else if constexpr (OneOf<T, Concat, Softmax>) {
      return BeyondFirst(op.axis, in());
    } else if constexpr (OneOf<T, Split, LayerNormalization, TokenMix>) {
      return BeyondFirst(op.axis, in()) && OnlyFirstVaries();
    } else if constexpr (OneOf<T, Gather>) {
      return BeyondFirst(op.axis, in()) && graph_.IsConstant(node_.inputs[1]);
    } else if constexpr (OneOf<T, Slice>) {
      return AllBeyondFirst(ConstantAxes(graph_, node_, 3), in()) &&
             OnlyFirstVaries();
    } else if constexpr (OneOf<T, ReduceMean, ReduceSum>) {
      return AllBeyondFirst(ConstantAxes(graph_, node_, 1), in());
    } else if constexpr (OneOf<T, MatMul>) {
      return RanksAreEqual() && in().size() >= 3;
    } else if constexpr (OneOf<T, Gemm>) {
      return !op.trans_a && OnlyFirstVaries();
    } else if constexpr (OneOf<T, FusedLinear>) {
      return WeightsAreConstant(static_cast<size_t>(op.sources), 0);
    } else if constexpr (OneOf<T, FusedMlp>) {
      return WeightsAreConstant(1, 3);
    } else {
      return OneOf<T, Erf, Exp, Sqrt, Relu, Gelu, Identity, Cast, Reshape,
                   Flatten, Squeeze, Unsqueeze, GlobalAveragePool, Attention,
                   GroupStats, Conv, BatchNormalization, InstanceNormalization,
                   GroupNormalization, Linear, Shift, Unfold, Performer,
                   DepthwiseConv> &&
             OnlyFirstVaries();
    }
  }

 private:
  const Dims& in() const { return graph_.dims(node_.inputs[0]); }
  // No value that is no constant is broadcast along new leading dimensions.
  bool RanksAreEqual() const {
    return std::ranges::all_of(node_.inputs, [&](ValueId id) {
      return !id.valid() || graph_.IsConstant(id) ||
             graph_.dims(id).size() == graph_.dims(node_.outputs[0]).size();
    });
  }
  // Scales, weights, tables, axes and shapes are constants.
  bool OnlyFirstVaries() const {
    return std::all_of(
        node_.inputs.begin() + 1, node_.inputs.end(),
        [&](ValueId id) { return !id.valid() || graph_.IsConstant(id); });
  }
  // Of a fused product: the weights at `first` and, unless 0, at `second`; and
  // no bias or scale varies, which have one dimension.
  bool WeightsAreConstant(size_t first, size_t second) const {
    for (size_t i = 0; i < node_.inputs.size(); ++i) {
      const ValueId id = node_.inputs[i];
      if (!id.valid() || graph_.IsConstant(id)) continue;
      if (i == first || (second != 0 && i == second)) return false;
      if (graph_.dims(id).size() < 2) return false;
    }
    return true;
  }

  const Graph& graph_;
  const Node& node_;
};

bool StartsWith(const Dims& dims, int64_t first) {
  return !dims.empty() && dims[0] == first;
}

// Whether `b` is `a` with `samples` in the place of `batch` as its first
// dimension.
bool Shrunk(const TensorType& a, int64_t batch, const TensorType& b,
            int64_t samples) {
  return a.dtype == b.dtype && StartsWith(a.dims, batch) &&
         StartsWith(b.dims, samples) &&
         std::equal(a.dims.begin() + 1, a.dims.end(), b.dims.begin() + 1,
                    b.dims.end());
}

// Equal bytes, or a row for each sample, all of them equal.
bool SameConstant(const Tensor& a, int64_t batch, const Tensor& b,
                  int64_t samples) {
  const ConstTensorView x = a.view();
  const ConstTensorView y = b.view();
  if (x.bytes() == 0 || y.bytes() == 0) return a.type() == b.type();
  if (a.type() == b.type()) {
    return std::memcmp(x.data, y.data, x.bytes()) == 0;
  }
  if (!Shrunk(a.type(), batch, b.type(), samples)) return false;
  const size_t row = x.bytes() / static_cast<size_t>(batch);
  const auto rows_equal = [&](const std::byte* rows, int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
      if (std::memcmp(rows + static_cast<size_t>(i) * row, x.data, row) != 0) {
        return false;
      }
    }
    return true;
  };
  return rows_equal(x.data, batch) && rows_equal(y.data, samples);
}

// Shapes that reshapes are given hold the batch; the types of their results
// say the same.
bool IsShapeInput(const Node& node, size_t input) {
  return input == 1 && (std::holds_alternative<Reshape>(node.op) ||
                        std::holds_alternative<Expand>(node.op));
}

bool SameValues(const Graph& whole, const Node& a, int64_t batch,
                const Graph& block, const Node& b, int64_t samples) {
  if (a.inputs.size() != b.inputs.size() ||
      a.outputs.size() != b.outputs.size()) {
    return false;
  }
  for (size_t i = 0; i < a.inputs.size(); ++i) {
    const ValueId x = a.inputs[i];
    const ValueId y = b.inputs[i];
    if (x.valid() != y.valid()) return false;
    if (!x.valid() || IsShapeInput(a, i)) continue;
    if (whole.IsConstant(x) != block.IsConstant(y)) return false;
    const bool same =
        whole.IsConstant(x)
            ? SameConstant(whole.constant(x), batch, block.constant(y), samples)
            : Shrunk(whole.type(x), batch, block.type(y), samples);
    if (!same) return false;
  }
  for (size_t i = 0; i < a.outputs.size(); ++i) {
    if (!Shrunk(whole.type(a.outputs[i]), batch, block.type(b.outputs[i]),
                samples)) {
      return false;
    }
  }
  return true;
}

// Which node and output makes each value, or which input it is: ids of two
// graphs say nothing of one another.
bool SameWiring(const Graph& whole, const std::vector<NodeId>& order_a,
                const Graph& block, const std::vector<NodeId>& order_b) {
  std::vector<size_t> a(whole.value_count(), SIZE_MAX);
  std::vector<size_t> b(block.value_count(), SIZE_MAX);
  size_t next = 0;
  for (size_t i = 0; i < whole.inputs().size(); ++i, ++next) {
    a[whole.inputs()[i].index] = next;
    b[block.inputs()[i].index] = next;
  }
  for (size_t n = 0; n < order_a.size(); ++n) {
    const Node& x = whole.node(order_a[n]);
    const Node& y = block.node(order_b[n]);
    for (size_t i = 0; i < x.inputs.size(); ++i) {
      if (x.inputs[i].valid() && a[x.inputs[i].index] != b[y.inputs[i].index]) {
        return false;
      }
    }
    for (size_t i = 0; i < x.outputs.size(); ++i, ++next) {
      a[x.outputs[i].index] = next;
      b[y.outputs[i].index] = next;
    }
  }
  for (size_t i = 0; i < whole.outputs().size(); ++i) {
    if (a[whole.outputs()[i].index] != b[block.outputs()[i].index]) {
      return false;
    }
  }
  return true;
}

// The batch that all inputs have, if it is more than 1; else 0.
int64_t BatchOfInputs(const Graph& graph) {
  if (graph.inputs().empty()) return 0;
  const Dims& dims = graph.dims(graph.inputs()[0]);
  const int64_t batch = dims.empty() ? 0 : dims[0];
  const bool all = std::ranges::all_of(graph.inputs(), [&](ValueId id) {
    return StartsWith(graph.dims(id), batch);
  });
  return all && batch > 1 ? batch : 0;
}

CompileOptions ForSamples(const CompileOptions& options, int64_t samples) {
  CompileOptions out = options;
  for (auto& [name, dims] : out.input_shapes) {
    if (!dims.empty()) dims[0] = samples;
  }
  return out;
}

// The graph before the passes whose choices depend on the number of rows. What
// an option names may only come to be in those.
Result<Graph> FormsOf(const std::string& onnx_path, CompileOptions options) {
  options.dump_folder.clear();
  options.strict = false;
  options.precision = "fp32";
  for (const char* pass : {"fuse-mlp", "assign-precision", "pack-weights"}) {
    options.skip_passes.emplace_back(pass);
  }
  BURIN_ASSIGN(LoweredModel lowered, LowerModel(onnx_path, options));
  return std::move(lowered.graph);
}

}  // namespace

bool KeepsSamplesApart(const Graph& graph, int64_t batch) {
  const auto has_batch = [&](ValueId id) {
    return !id.valid() || graph.IsConstant(id) ||
           StartsWith(graph.dims(id), batch);
  };
  for (const NodeId id : graph.Order()) {
    const Node& node = graph.node(id);
    if (!std::ranges::all_of(node.inputs, has_batch) ||
        !std::ranges::all_of(node.outputs, has_batch)) {
      return false;
    }
    const bool apart = std::visit(
        [&]<typename T>(const T& op) {
          if constexpr (std::is_same_v<T, std::monostate>) {
            return false;
          } else {
            return OpKeepsApart(graph, node)(op);
          }
        },
        node.op);
    if (!apart) return false;
  }
  return std::ranges::all_of(graph.outputs(), [&](ValueId id) {
    return !graph.IsConstant(id) && StartsWith(graph.dims(id), batch);
  });
}

bool SameButForBatch(const Graph& whole, int64_t batch, const Graph& block,
                     int64_t samples) {
  const std::vector<NodeId> a = whole.Order();
  const std::vector<NodeId> b = block.Order();
  if (a.size() != b.size() || whole.inputs().size() != block.inputs().size() ||
      whole.outputs().size() != block.outputs().size()) {
    return false;
  }
  for (size_t i = 0; i < whole.inputs().size(); ++i) {
    if (!Shrunk(whole.type(whole.inputs()[i]), batch,
                block.type(block.inputs()[i]), samples)) {
      return false;
    }
  }
  for (size_t i = 0; i < a.size(); ++i) {
    const Node& x = whole.node(a[i]);
    const Node& y = block.node(b[i]);
    if (x.op != y.op || !SameValues(whole, x, batch, block, y, samples)) {
      return false;
    }
  }
  return SameWiring(whole, a, block, b);
}

int64_t SamplesOfBlock(const Graph& whole, int64_t batch) {
  double weights = 0;
  double products = 0;  // of one sample: weights times rows that they serve
  for (const NodeId id : whole.Order()) {
    const Node& node = whole.node(id);
    const TensorType& out = whole.type(node.outputs[0]);
    if (out.dims.empty() || out.dims.back() == 0) continue;
    const auto rows = static_cast<double>(out.elements() / out.dims.back());
    for (const ValueId in : node.inputs) {
      if (!whole.IsConstant(in) || whole.dims(in).size() < 2) continue;
      const auto size = static_cast<double>(whole.type(in).elements());
      weights += size;
      products += size * rows / static_cast<double>(batch);
    }
  }
  // Beyond so many samples a block is not worth looking for.
  constexpr int64_t kMost = 4 * kRowsForWeight;
  const double least = kRowsForWeight * weights / products;
  for (int64_t samples = 1; samples <= std::min(batch, kMost); ++samples) {
    if (batch % samples == 0 && batch / samples <= kMaxBlocks &&
        static_cast<double>(samples) >= least) {
      return samples;
    }
  }
  return batch;
}

Result<Blocking> FindBlocks(const std::string& onnx_path,
                            const CompileOptions& options) {
  Blocking out{options, 1};
  // Only a batch that the options say can be another one.
  const bool divisible =
      !options.input_shapes.empty() &&
      std::ranges::all_of(options.input_shapes, [](const auto& input) {
        return !input.second.empty() && input.second[0] > 1;
      });
  if (!divisible) return out;
  BURIN_ASSIGN(const Graph whole, FormsOf(onnx_path, options));
  const int64_t batch = BatchOfInputs(whole);
  if (batch == 0 || !KeepsSamplesApart(whole, batch)) return out;
  const int64_t samples = SamplesOfBlock(whole, batch);
  if (samples == batch) return out;
  CompileOptions own = ForSamples(options, samples);
  // A file with a fixed batch cannot be had for another.
  const Result<Graph> block = FormsOf(onnx_path, own);
  if (!block.ok() || !SameButForBatch(whole, batch, *block, samples)) {
    return out;
  }
  out.options = std::move(own);
  out.count = batch / samples;
  return out;
}

}  // namespace burin
