// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Translators of reductions, products and normalizations.

#include <limits>
#include <utility>

#include "base/checked_math.h"
#include "formats/quote.h"
#include "onnx/import_ops.h"

namespace burin {
namespace {

// Reductions took `axes` as an attribute before opset `since`.
template <typename T>
Result<OpCall> Reduce(ImportNode& node, int64_t since) {
  BURIN_TRY(node.Require(1));
  T op;
  BURIN_ASSIGN(op.keepdims, node.Bool("keepdims", true));
  if (node.opset() >= since) {
    BURIN_ASSIGN(op.noop_with_empty_axes,
                 node.Bool("noop_with_empty_axes", false));
    return OpCall{op, node.inputs()};
  }
  if (node.input_count() != 1) return node.Bad("more than one input");
  BURIN_ASSIGN(const std::optional<Dims> axes, node.Ints("axes"));
  OpCall out{op, {node.input(0)}};
  if (axes && !axes->empty()) out.inputs.push_back(node.IntsConstant(*axes));
  return out;
}

// The pads that auto_pad stands for: enough for ceil(size / stride) windows,
// the odd one at the end (SAME_UPPER) or at the beginning (SAME_LOWER).
Result<Dims> SamePads(std::span<const int64_t> sizes,
                      std::span<const int64_t> kernel, const Conv& conv,
                      bool upper) {
  const size_t n = kernel.size();
  Dims pads(2 * n, 0);
  for (size_t i = 0; i < n; ++i) {
    const int64_t stride = conv.strides.empty() ? 1 : conv.strides[i];
    const int64_t dilation = conv.dilations.empty() ? 1 : conv.dilations[i];
    if (stride < 1 || dilation < 1 || kernel[i] < 1) {
      return MakeError(ErrorCode::kBadOnnx,
                       "kernel, strides and dilations must be 1 or more");
    }
    const auto reach = CheckedMul(kernel[i] - 1, dilation);
    const int64_t windows = CeilDiv(sizes[i], stride);
    const auto covered = CheckedMul(windows > 0 ? windows - 1 : 0, stride);
    if (!reach || !covered) {
      return MakeError(ErrorCode::kTooLarge, "strides or dilations of ", stride,
                       " and ", dilation);
    }
    // Both are below 2^63 / 2 for sizes that CheckedElementCount passed.
    const auto needed = CheckedAdd(*covered - sizes[i] + 1, *reach);
    if (!needed) return MakeError(ErrorCode::kTooLarge, "a dilated kernel");
    const int64_t total = std::max<int64_t>(*needed, 0);
    pads[i] = upper ? total / 2 : total - total / 2;
    pads[n + i] = total - pads[i];
  }
  return pads;
}

Result<void> ResolveAutoPad(ImportNode& node, std::string_view auto_pad,
                            Conv& op) {
  if (auto_pad == "NOTSET") return {};
  if (auto_pad == "VALID") {
    op.pads.clear();
    return {};
  }
  if (auto_pad != "SAME_UPPER" && auto_pad != "SAME_LOWER") {
    return node.Bad(StrCat("auto_pad is ", Quoted(auto_pad)));
  }
  const Dims& x = node.type(0).dims;
  const Dims& w = node.type(1).dims;
  const size_t spatial = w.size() - 2;
  if ((!op.strides.empty() && op.strides.size() != spatial) ||
      (!op.dilations.empty() && op.dilations.size() != spatial)) {
    return node.Bad("strides or dilations of another rank than the kernel");
  }
  BURIN_ASSIGN(op.pads,
               SamePads(std::span(x).subspan(2), std::span(w).subspan(2), op,
                        auto_pad == "SAME_UPPER"));
  return {};
}

}  // namespace

Result<OpCall> TranslateReduceMean(ImportNode& node) {
  return Reduce<ReduceMean>(node, 18);
}

Result<OpCall> TranslateReduceSum(ImportNode& node) {
  return Reduce<ReduceSum>(node, 13);
}

Result<OpCall> TranslateSoftmax(ImportNode& node) {
  BURIN_TRY(node.Require(1));
  const bool old = node.opset() < 13;
  BURIN_ASSIGN(const int64_t axis, node.Int("axis", old ? 1 : -1));
  Softmax op{axis, old};
  // Both meanings agree on the last dimension; there the newer one is used.
  const auto rank = static_cast<int64_t>(node.type(0).dims.size());
  if (old && (axis == -1 || axis == rank - 1)) op = Softmax{-1, false};
  if (!old && axis == rank - 1) op.axis = -1;
  return OpCall{op, node.inputs()};
}

Result<OpCall> TranslateGemm(ImportNode& node) {
  Gemm op;
  BURIN_ASSIGN(op.alpha, node.Float("alpha", 1));
  BURIN_ASSIGN(op.beta, node.Float("beta", 1));
  BURIN_ASSIGN(op.trans_a, node.Bool("transA", false));
  BURIN_ASSIGN(op.trans_b, node.Bool("transB", false));
  return OpCall{op, node.inputs()};
}

Result<OpCall> TranslateEinsum(ImportNode& node) {
  BURIN_ASSIGN(const std::string_view equation, node.Text("equation", ""));
  return OpCall{Einsum{std::string(equation)}, node.inputs()};
}

Result<OpCall> TranslateConv(ImportNode& node) {
  BURIN_TRY(node.Require(2));
  Conv op;
  const Dims& x = node.type(0).dims;
  const Dims& w = node.type(1).dims;
  if (w.size() < 3 || x.size() != w.size()) {
    return MakeError(ErrorCode::kShapeMismatch, "an input of ", DimsText(x),
                     " and weights of ", DimsText(w));
  }
  BURIN_ASSIGN(const std::optional<Dims> kernel, node.Ints("kernel_shape"));
  if (kernel &&
      !std::equal(kernel->begin(), kernel->end(), w.begin() + 2, w.end())) {
    return MakeError(ErrorCode::kShapeMismatch, "kernel_shape ",
                     DimsText(*kernel), ", but weights of ", DimsText(w));
  }
  BURIN_ASSIGN(const std::optional<Dims> strides, node.Ints("strides"));
  BURIN_ASSIGN(const std::optional<Dims> pads, node.Ints("pads"));
  BURIN_ASSIGN(const std::optional<Dims> dilations, node.Ints("dilations"));
  BURIN_ASSIGN(op.group, node.Int("group", 1));
  BURIN_ASSIGN(const std::string_view auto_pad,
               node.Text("auto_pad", "NOTSET"));
  op.strides = strides.value_or(Dims{});
  op.pads = pads.value_or(Dims{});
  op.dilations = dilations.value_or(Dims{});
  BURIN_TRY(ResolveAutoPad(node, auto_pad, op));
  // One spelling: everything written out.
  const size_t spatial = w.size() - 2;
  if (op.strides.empty()) op.strides.assign(spatial, 1);
  if (op.dilations.empty()) op.dilations.assign(spatial, 1);
  if (op.pads.empty()) op.pads.assign(2 * spatial, 0);
  return OpCall{op, node.inputs()};
}

Result<OpCall> TranslateBatchNormalization(ImportNode& node) {
  BURIN_TRY(node.Require(5));
  BatchNormalization op;
  BURIN_ASSIGN(op.epsilon, node.Float("epsilon", op.epsilon));
  node.Ignore("momentum");
  BURIN_ASSIGN(const int64_t spatial, node.Int("spatial", 1));
  BURIN_ASSIGN(const bool training, node.Bool("training_mode", false));
  if (training || node.outputs() > 1) {
    return MakeError(ErrorCode::kUnsupportedOp, "in training form");
  }
  if (spatial != 1) {
    return MakeError(ErrorCode::kUnsupportedOp, "with spatial ", spatial);
  }
  return OpCall{op, node.inputs()};
}

Result<OpCall> TranslateInstanceNormalization(ImportNode& node) {
  InstanceNormalization op;
  BURIN_ASSIGN(op.epsilon, node.Float("epsilon", op.epsilon));
  return OpCall{op, node.inputs()};
}

Result<OpCall> TranslateGroupNormalization(ImportNode& node) {
  GroupNormalization op;
  BURIN_ASSIGN(op.epsilon, node.Float("epsilon", op.epsilon));
  BURIN_ASSIGN(op.num_groups, node.Int("num_groups", 0));
  op.per_group = node.opset() < 21;
  node.Ignore("stash_type");  // the statistics are float32 or better here
  return OpCall{op, node.inputs()};
}

Result<OpCall> TranslateLayerNormalization(ImportNode& node) {
  LayerNormalization op;
  BURIN_ASSIGN(op.epsilon, node.Float("epsilon", op.epsilon));
  BURIN_ASSIGN(op.axis, node.Int("axis", op.axis));
  node.Ignore("stash_type");
  BURIN_TRY(node.Require(2));
  const auto rank = static_cast<int64_t>(node.type(0).dims.size());
  if (op.axis == rank - 1) op.axis = -1;
  return OpCall{op, node.inputs()};
}

}  // namespace burin
