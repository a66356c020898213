// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What is the same for the evaluation of every op: the outputs are held
// against the inferred types, 16-bit floats are widened, and the op is found.

#include "ops/evaluate.h"

#include <algorithm>
#include <type_traits>

#include "ops/infer.h"
#include "ops/reference/convert.h"
#include "ops/reference/reference.h"

namespace burin {
namespace {

using reference::Args;

// Ops that only move or convert elements take every type as it is; all others
// calculate.
template <typename T, typename... List>
inline constexpr bool kIsOneOf = (std::is_same_v<T, List> || ...);
template <typename T>
inline constexpr bool kCalculates =
    !kIsOneOf<T, Where, Identity, Cast, Shape, ConstantOfShape, Reshape,
              Flatten, Squeeze, Unsqueeze, Expand, Tile, Transpose, Concat,
              Split, Slice, Gather, Pad>;

bool Is16BitFloat(DType dtype) {
  return dtype == DType::kFloat16 || dtype == DType::kBFloat16;
}

Result<void> RunOp(const Op& op, const Args& args) {
  return std::visit(
      [&]<typename T>(const T& each) -> Result<void> {
        if constexpr (std::is_same_v<T, std::monostate>) {
          return MakeError(ErrorCode::kUnsupportedOp, "no op");
        } else {
          return reference::Run(each, args);
        }
      },
      op);
}

bool Calculates(const Op& op) {
  return std::visit([]<typename T>(const T&) { return kCalculates<T>; }, op);
}

// Runs with float32 in place of the 16-bit floats.
Result<void> RunWidened(const Op& op, const Args& args) {
  std::vector<Tensor> wide_inputs(args.inputs.size());
  std::vector<ConstTensorView> inputs(args.inputs.begin(), args.inputs.end());
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i].present || !Is16BitFloat(inputs[i].dtype)) continue;
    BURIN_ASSIGN(wide_inputs[i],
                 reference::ConvertTensor(inputs[i], DType::kFloat32));
    inputs[i] = wide_inputs[i].view();
  }
  std::vector<Tensor> wide_outputs(args.outputs.size());
  std::vector<TensorView> outputs(args.outputs.begin(), args.outputs.end());
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (!outputs[i].present || !Is16BitFloat(outputs[i].dtype)) continue;
    BURIN_ASSIGN(
        wide_outputs[i],
        Tensor::Allocate(DType::kFloat32,
                         Dims(outputs[i].dims.begin(), outputs[i].dims.end())));
    outputs[i] = wide_outputs[i].view();
  }
  BURIN_TRY(RunOp(op, {inputs, outputs}));
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].data == args.outputs[i].data) continue;
    reference::ConvertElements(outputs[i], args.outputs[i]);
  }
  return {};
}

// A byte that is neither false nor true would be undefined to read as a bool.
Result<void> CheckBools(const ConstTensorView& input, size_t i) {
  if (!input.present || input.dtype != DType::kBool) return {};
  for (const std::byte b : std::span(input.data, input.bytes())) {
    if (std::to_integer<int>(b) > 1) {
      return MakeError(ErrorCode::kBadValue, "input ", i,
                       " has a bool of value ", std::to_integer<int>(b));
    }
  }
  return {};
}

Result<std::vector<TensorType>> TypesOf(const Op& op,
                                        std::span<const ConstTensorView> inputs,
                                        size_t outputs) {
  std::vector<OpInput> known;
  for (const ConstTensorView& input : inputs) {
    if (!input.present) {
      known.push_back({.present = false});
      continue;
    }
    known.push_back({true,
                     {input.dtype, Dims(input.dims.begin(), input.dims.end())},
                     input});
  }
  return InferTypes(op, known, outputs);
}

Result<void> RunChecked(const Op& op, const Args& args) {
  bool empty = true;
  bool has_16_bits = false;
  for (size_t i = 0; i < args.inputs.size(); ++i) {
    BURIN_TRY(CheckBools(args.inputs[i], i));
    has_16_bits |= args.Has(i) && Is16BitFloat(args.inputs[i].dtype);
  }
  for (const TensorView& output : args.outputs) {
    empty &= !output.present || output.elements() == 0;
  }
  if (empty) return {};
  if (has_16_bits && Calculates(op)) return RunWidened(op, args);
  return RunOp(op, args);
}

}  // namespace

Result<void> Evaluate(const Op& op, std::span<const ConstTensorView> inputs,
                      std::span<const TensorView> outputs) {
  BURIN_ASSIGN(const std::vector<TensorType> types,
               TypesOf(op, inputs, outputs.size()));
  for (size_t i = 0; i < types.size(); ++i) {
    const TensorType given = {
        outputs[i].dtype, Dims(outputs[i].dims.begin(), outputs[i].dims.end())};
    if (outputs[i].present && given != types[i]) {
      return MakeError(ErrorCode::kShapeMismatch, OpName(op), ": output ", i,
                       " is ", TypeText(types[i]), ", ", TypeText(given),
                       " expected");
    }
  }
  return RunChecked(op, {inputs, outputs}).Context(OpName(op));
}

Result<std::vector<Tensor>> EvaluateToTensors(
    const Op& op, std::span<const ConstTensorView> inputs, size_t outputs) {
  BURIN_ASSIGN(std::vector<TensorType> types, TypesOf(op, inputs, outputs));
  std::vector<Tensor> tensors;
  std::vector<TensorView> views;
  for (TensorType& type : types) {
    BURIN_ASSIGN(Tensor tensor,
                 Tensor::Allocate(type.dtype, std::move(type.dims)));
    tensors.push_back(std::move(tensor));
  }
  for (Tensor& tensor : tensors) views.push_back(tensor.view());
  BURIN_TRY(RunChecked(op, {inputs, views}).Context(OpName(op)));
  return tensors;
}

}  // namespace burin
