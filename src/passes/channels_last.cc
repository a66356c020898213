// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// One visit a node, in order; the map of twins is the only state.

#include "passes/channels_last.h"

#include <algorithm>
#include <numeric>

#include "passes/constants.h"
#include "passes/match.h"

namespace burin {
namespace {

const Dims kToLast4 = {0, 2, 3, 1};
const Dims kToFirst4 = {0, 3, 1, 2};
const Dims kSwap3 = {0, 2, 1};

bool AllEqual(const Dims& dims, int64_t wanted) {
  return std::all_of(dims.begin(), dims.end(),
                     [&](int64_t d) { return d == wanted; });
}

Dims OrOnes(const Dims& dims) { return dims.empty() ? Dims{1, 1} : dims; }
Dims OrZeros(const Dims& dims) {
  return dims.empty() ? Dims{0, 0, 0, 0} : dims;
}

class Converter {
 public:
  explicit Converter(Graph& graph) : graph_(graph) {}

  Result<bool> Run() {
    for (const NodeId id : graph_.Order()) {
      const Node node = graph_.node(id);  // a copy: nodes move as we add some
      BURIN_TRY(
          std::visit([&](const auto& op) { return Visit(op, node); }, node.op));
    }
    return changed_;
  }

 private:
  // --- Twins -----------------------------------------------------------------
  ValueId Twin(ValueId value) const {
    if (!value.valid() || value.index >= twins_.size()) return {};
    return twins_[value.index];
  }
  void SetTwin(ValueId value, ValueId twin) {
    if (twins_.size() <= value.index) twins_.resize(value.index + 1);
    twins_[value.index] = twin;
  }
  bool IsImage(ValueId value) const {
    return value.valid() && graph_.dims(value).size() == 4;
  }

  Result<ValueId> ToLast(ValueId value) {
    if (Twin(value).valid()) return Twin(value);
    ValueId twin;
    if (graph_.IsConstant(value)) {
      BURIN_ASSIGN(twin, PermuteConstant(graph_, value, kToLast4));
    } else {
      BURIN_ASSIGN(twin, graph_.Add(Transpose{kToLast4}, {value},
                                    graph_.value(value).name + "/nhwc"));
    }
    SetTwin(value, twin);
    return twin;
  }

  // `twin` is the channels-last form of `old`, whose node it replaces.
  Result<void> Publish(ValueId old, ValueId twin) {
    BURIN_ASSIGN(const ValueId first,
                 graph_.Add(Transpose{kToFirst4}, {twin},
                            graph_.value(old).name + "/nchw"));
    graph_.ReplaceUses(old, first);
    SetTwin(first, twin);
    changed_ = true;
    return {};
  }

  // The common case: the same op, made channels last, on the twin of input 0.
  Result<void> Convert(const Node& node, Op op) {
    if (!IsImage(node.inputs[0])) return {};
    std::vector<ValueId> inputs = node.inputs;
    BURIN_ASSIGN(inputs[0], ToLast(node.inputs[0]));
    BURIN_ASSIGN(const ValueId made,
                 AddFrom(graph_, {&node}, std::move(op), std::move(inputs)));
    return Publish(node.outputs[0], made);
  }

  Result<ValueId> ReshapeTo(const Node& node, ValueId value, Dims dims) {
    const Dims rank = {static_cast<int64_t>(dims.size())};
    const ValueId shape = graph_.AddConstant(
        node.name + "/shape",
        Tensor::Of<int64_t>(rank, std::span<const int64_t>(dims)));
    return AddFrom(graph_, {&node}, Reshape{}, {value, shape});
  }

  // --- Ops that stay as they are
  // ----------------------------------------------
  Result<void> Visit(const auto&, const Node&) { return {}; }

  // --- Ops with a channels-last form
  // -------------------------------------------
  Result<void> Visit(GroupNormalization op, const Node& node) {
    if (op.channels_last || op.per_group) return {};
    op.channels_last = true;
    return Convert(node, op);
  }
  Result<void> Visit(BatchNormalization op, const Node& node) {
    if (op.channels_last) return {};
    op.channels_last = true;
    return Convert(node, op);
  }
  Result<void> Visit(Shift op, const Node& node) {
    if (op.channels_last) return {};
    op.channels_last = true;
    return Convert(node, op);
  }
  Result<void> Visit(GlobalAveragePool op, const Node& node) {
    if (op.channels_last) return {};
    op.channels_last = true;
    return Convert(node, op);
  }
  Result<void> Visit(TokenMix op, const Node& node) {
    if (!Twin(node.inputs[0]).valid() || !IsImage(node.inputs[0])) return {};
    constexpr int64_t kMoved[] = {0, 3, 1, 2};
    BURIN_ASSIGN(const int64_t axis, NormalizeAxis(op.axis, 4));
    op.axis = kMoved[axis];
    return Convert(node, op);
  }

  // --- Maps of each element
  // ------------------------------------------------------
  Result<void> VisitUnary(const Node& node) {
    if (!IsImage(node.inputs[0]) || !Twin(node.inputs[0]).valid()) return {};
    return Convert(node, node.op);
  }
  Result<void> Visit(const Gelu&, const Node& node) { return VisitUnary(node); }
  Result<void> Visit(const Relu&, const Node& node) { return VisitUnary(node); }
  Result<void> Visit(const Exp&, const Node& node) { return VisitUnary(node); }
  Result<void> Visit(const Sqrt&, const Node& node) { return VisitUnary(node); }

  // A constant operand, its dimensions filled up with ones, channels last.
  Result<ValueId> ConstantToLast(ValueId value) {
    Dims dims = graph_.dims(value);
    dims.insert(dims.begin(), 4 - dims.size(), 1);
    BURIN_ASSIGN(Tensor tensor, graph_.constant(value).Clone());
    tensor.Reshape(dims);
    const ValueId filled =
        graph_.AddConstant(graph_.value(value).name, std::move(tensor));
    return PermuteConstant(graph_, filled, kToLast4);
  }
  Result<void> VisitBinary(const Node& node) {
    if (!IsImage(node.outputs[0])) return {};
    bool any_twin = false;
    for (const ValueId id : node.inputs) {
      const bool constant =
          graph_.IsConstant(id) && graph_.dims(id).size() <= 4;
      const bool twin = IsImage(id) && Twin(id).valid();
      if (!twin && !constant) return {};
      any_twin |= twin;
    }
    if (!any_twin) return {};
    std::vector<ValueId> inputs;
    for (const ValueId id : node.inputs) {
      ValueId twin = Twin(id);
      if (!twin.valid()) {
        BURIN_ASSIGN(twin, ConstantToLast(id));
      }
      inputs.push_back(twin);
    }
    BURIN_ASSIGN(const ValueId made,
                 AddFrom(graph_, {&node}, node.op, std::move(inputs)));
    return Publish(node.outputs[0], made);
  }
  Result<void> Visit(const Add&, const Node& node) { return VisitBinary(node); }
  Result<void> Visit(const Sub&, const Node& node) { return VisitBinary(node); }
  Result<void> Visit(const Mul&, const Node& node) { return VisitBinary(node); }
  Result<void> Visit(const Div&, const Node& node) { return VisitBinary(node); }

  Result<void> Visit(Concat op, const Node& node) {
    if (!IsImage(node.outputs[0])) return {};
    constexpr int64_t kMoved[] = {0, 3, 1, 2};
    BURIN_ASSIGN(const int64_t axis, NormalizeAxis(op.axis, 4));
    op.axis = kMoved[axis];
    std::vector<ValueId> inputs;
    for (const ValueId id : node.inputs) {
      if (!Twin(id).valid()) return {};
      inputs.push_back(Twin(id));
    }
    BURIN_ASSIGN(const ValueId made,
                 AddFrom(graph_, {&node}, op, std::move(inputs)));
    return Publish(node.outputs[0], made);
  }

  // --- Convolutions
  // ----------------------------------------------------------------
  Result<void> Visit(const Conv& op, const Node& node) {
    const ValueId x = node.inputs[0];
    const ValueId w = node.inputs[1];
    const bool known = IsImage(x) && !op.channels_last &&
                       FloatConstant(graph_, w).has_value() &&
                       op.auto_pad == "NOTSET";
    if (!known) return {};
    const int64_t channels = graph_.dims(x)[1];
    const Dims& shape = graph_.dims(w);
    if (op.group == 1) return VisitDenseConv(op, node);
    if (op.group == channels && shape[0] == channels && shape[1] == 1) {
      return VisitDepthwise(op, node);
    }
    Conv last = op;
    last.channels_last = true;
    return Convert(node, last);
  }

  Result<void> VisitDenseConv(const Conv& op, const Node& node) {
    const ValueId x = node.inputs[0];
    const Dims w = graph_.dims(node.inputs[1]);
    const Dims y = graph_.dims(node.outputs[0]);
    const ValueId bias = node.inputs.size() > 2 ? node.inputs[2] : ValueId{};
    const bool pointwise = w[2] == 1 && w[3] == 1 && AllEqual(op.pads, 0) &&
                           AllEqual(op.strides, 1);
    if (pointwise) {
      BURIN_ASSIGN(const ValueId twin, ToLast(x));
      BURIN_ASSIGN(const ValueId weights,
                   Weights(node.inputs[1], {1, 0, 2, 3}, w[1], w[0]));
      BURIN_ASSIGN(const ValueId made,
                   AddFrom(graph_, {&node}, Linear{}, {twin, weights, bias}));
      return Publish(node.outputs[0], made);
    }
    const bool first = !Twin(x).valid();
    Unfold unfold{{w[2], w[3]},
                  OrOnes(op.strides),
                  OrZeros(op.pads),
                  OrOnes(op.dilations),
                  !first};
    BURIN_ASSIGN(const ValueId source, first ? Result<ValueId>(x) : ToLast(x));
    BURIN_ASSIGN(const ValueId rows,
                 AddFrom(graph_, {&node}, unfold, {source}));
    const Dims order = first ? Dims{1, 2, 3, 0} : Dims{2, 3, 1, 0};
    BURIN_ASSIGN(const ValueId weights,
                 Weights(node.inputs[1], order, w[1] * w[2] * w[3], w[0]));
    BURIN_ASSIGN(const ValueId product,
                 AddFrom(graph_, {&node}, Linear{}, {rows, weights, bias}));
    BURIN_ASSIGN(const ValueId image,
                 ReshapeTo(node, product, {y[0], y[2], y[3], y[1]}));
    return Publish(node.outputs[0], image);
  }

  Result<void> VisitDepthwise(const Conv& op, const Node& node) {
    const Dims w = graph_.dims(node.inputs[1]);
    BURIN_ASSIGN(const ValueId twin, ToLast(node.inputs[0]));
    BURIN_ASSIGN(const ValueId moved,
                 PermuteConstant(graph_, node.inputs[1], {2, 3, 0, 1}));
    BURIN_ASSIGN(Tensor weights, graph_.constant(moved).Clone());
    weights.Reshape({w[2], w[3], w[0]});
    const ValueId filter =
        graph_.AddConstant(graph_.value(moved).name, std::move(weights));
    const ValueId bias = node.inputs.size() > 2 ? node.inputs[2] : ValueId{};
    const DepthwiseConv depthwise{OrOnes(op.strides), OrZeros(op.pads),
                                  OrOnes(op.dilations)};
    BURIN_ASSIGN(const ValueId made,
                 AddFrom(graph_, {&node}, depthwise, {twin, filter, bias}));
    return Publish(node.outputs[0], made);
  }

  // The constant permuted and reshaped to rows x columns.
  Result<ValueId> Weights(ValueId constant, const Dims& perm, int64_t rows,
                          int64_t columns) {
    BURIN_ASSIGN(const ValueId moved, PermuteConstant(graph_, constant, perm));
    BURIN_ASSIGN(Tensor tensor, graph_.constant(moved).Clone());
    tensor.Reshape({rows, columns});
    return graph_.AddConstant(graph_.value(moved).name, std::move(tensor));
  }

  // --- Rows of windows
  // ---------------------------------------------------------------
  Result<void> Visit(Unfold op, const Node& node) {
    const ValueId x = node.inputs[0];
    if (op.channels_last || !Twin(x).valid()) return {};
    const int64_t channels = graph_.dims(x)[1];
    const int64_t window = op.kernel[0] * op.kernel[1];
    if (channels == 0 || !ReadersReorder(node.outputs[0])) return {};
    // New column (k, c) was column (c, k).
    std::vector<int64_t> from;
    for (int64_t k = 0; k < window; ++k) {
      for (int64_t c = 0; c < channels; ++c) from.push_back(c * window + k);
    }
    op.channels_last = true;
    BURIN_ASSIGN(const ValueId twin, ToLast(x));
    BURIN_ASSIGN(const ValueId rows, AddFrom(graph_, {&node}, op, {twin}));
    BURIN_TRY(ReorderReaders(node.outputs[0], from));
    graph_.ReplaceUses(node.outputs[0], rows);
    changed_ = true;
    return {};
  }

  // Whether every reader is a product with constant weights, or a norm of the
  // rows whose readers are.
  bool ReadersReorder(ValueId value, int depth = 0) const {
    constexpr int kMostNorms = 4;  // in a row
    if (depth > kMostNorms) return false;
    const int64_t columns = graph_.dims(value).back();
    for (const ValueId id : graph_.outputs()) {
      if (id == value) return false;
    }
    const std::vector<NodeId> readers = graph_.Readers()[value.index];
    for (const NodeId reader : readers) {
      const Node& node = graph_.node(reader);
      if (std::holds_alternative<Linear>(node.op)) {
        if (node.inputs[0] != value || node.inputs[1] == value ||
            !FloatConstant(graph_, node.inputs[1])) {
          return false;
        }
        continue;
      }
      const auto* norm = std::get_if<LayerNormalization>(&node.op);
      const bool last_axis =
          norm != nullptr && (norm->axis == -1 || norm->axis == 2);
      if (!last_axis || node.outputs.size() != 1 ||
          !IsFloatRow(graph_, node.inputs[1], columns) ||
          (node.inputs.size() > 2 && node.inputs[2].valid() &&
           !IsFloatRow(graph_, node.inputs[2], columns)) ||
          !ReadersReorder(node.outputs[0], depth + 1)) {
        return false;
      }
    }
    return true;
  }

  Result<void> ReorderReaders(ValueId value, const std::vector<int64_t>& from) {
    const std::vector<NodeId> readers = graph_.Readers()[value.index];
    for (const NodeId reader : readers) {
      const bool product =
          std::holds_alternative<Linear>(graph_.node(reader).op);
      const size_t last = product ? 2 : graph_.node(reader).inputs.size();
      for (size_t i = 1; i < last; ++i) {
        const ValueId old = graph_.node(reader).inputs[i];
        if (!old.valid()) continue;
        const ValueId moved = GatherRows(old, from);
        graph_.node(reader).inputs[i] = moved;
      }
      if (product) continue;
      const ValueId output = graph_.node(reader).outputs[0];
      BURIN_TRY(ReorderReaders(output, from));
    }
    return {};
  }

  ValueId GatherRows(ValueId constant, const std::vector<int64_t>& from) {
    const Dims dims = graph_.dims(constant);
    const auto floats = *FloatConstant(graph_, constant);
    const size_t width = floats.size() / from.size();
    std::vector<float> out;
    for (const int64_t row : from) {
      const auto start = floats.begin() + row * static_cast<int64_t>(width);
      out.insert(out.end(), start, start + static_cast<int64_t>(width));
    }
    return AddFloats(graph_, graph_.value(constant).name, dims, out);
  }

  // --- Layout changes
  // ------------------------------------------------------------------
  Result<void> Visit(const Transpose& op, const Node& node) {
    const ValueId x = node.inputs[0];
    const ValueId y = node.outputs[0];
    if (op.perm == kToFirst4) SetTwin(y, x);
    if (op.perm == kSwap3) SetTwin(y, x);
    if ((op.perm == kToLast4 || op.perm == kSwap3) && Twin(x).valid()) {
      graph_.ReplaceUses(y, Twin(x));
      changed_ = true;
    }
    return {};
  }

  // B x C x H x W <-> B x C x L keep their twins; B x C x 1 x 1 -> B x C too.
  Result<void> Relabel(const Node& node) {
    const ValueId x = node.inputs[0];
    const ValueId y = node.outputs[0];
    if (!Twin(x).valid()) return {};
    const Dims from = graph_.dims(x);
    const Dims to = graph_.dims(y);
    if (from.size() < 3 || to.size() < 2 || from[0] != to[0] ||
        from[1] != to[1]) {
      return {};
    }
    Dims last = {to[0]};
    last.insert(last.end(), to.begin() + 2, to.end());
    last.push_back(to[1]);
    BURIN_ASSIGN(const ValueId twin, ReshapeTo(node, Twin(x), last));
    if (to.size() == 2) {
      graph_.ReplaceUses(y, twin);
      changed_ = true;
    } else if (to.size() <= 4) {
      SetTwin(y, twin);
    }
    return {};
  }
  Result<void> Visit(const Reshape&, const Node& node) { return Relabel(node); }
  Result<void> Visit(const Flatten&, const Node& node) { return Relabel(node); }
  Result<void> Visit(const Squeeze&, const Node& node) { return Relabel(node); }

  Graph& graph_;
  std::vector<ValueId> twins_;  // by value index
  bool changed_ = false;
};

}  // namespace

Result<bool> ChannelsLast(Graph& graph, const PassContext&) {
  return Converter(graph).Run();
}

}  // namespace burin
