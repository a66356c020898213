// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See ports.h.

#include "compiler/ports.h"

#include <algorithm>
#include <set>

#include "formats/quote.h"
#include "onnx/cut_outputs.h"

namespace burin {
namespace {

// --- Inputs

Result<void> TakeFloat16(const std::string& name, Graph& graph) {
  for (size_t i = 0; i < graph.inputs().size(); ++i) {
    const ValueId old = graph.inputs()[i];
    if (graph.value(old).name != name) continue;
    const TensorType type = graph.type(old);
    if (type.dtype != DType::kFloat32) {
      return MakeError(ErrorCode::kBadUsage, "input ", Quoted(name),
                       " of float16: the model's is ", DTypeName(type.dtype),
                       ", float32 expected");
    }
    const ValueId input =
        graph.ReplaceInput(i, name, {DType::kFloat16, type.dims});
    BURIN_ASSIGN(const ValueId made, graph.Add(Cast{DType::kFloat32}, {input},
                                               StrCat(name, "/from_float16")));
    graph.ReplaceUses(old, made);
    return {};
  }
  return MakeError(ErrorCode::kBadUsage, "input ", Quoted(name),
                   " of float16 is not in the model");
}

ValueId Integers(Graph& graph, const std::string& name,
                 const std::vector<int64_t>& values) {
  return graph.AddConstant(
      name, Tensor::Of<int64_t>({static_cast<int64_t>(values.size())},
                                std::span<const int64_t>(values)));
}

// The first `channels` of `values` for each pixel of a row: as wide as rows of
// pixels are, so that kernels go along whole rows.
ValueId PerChannel(Graph& graph, const std::string& name,
                   const std::array<float, 3>& values, int64_t width,
                   int64_t channels) {
  std::vector<float> row;
  for (int64_t x = 0; x < width; ++x) {
    row.insert(row.end(), values.begin(), values.begin() + channels);
  }
  return graph.AddConstant(
      name, Tensor::Of<float>({width, channels}, std::span<const float>(row)));
}

// The pictures' height and width and what is kept of them, sizes filled in.
Result<PixelInput> Resolved(PixelInput in, const TensorType& network) {
  const Dims& dims = network.dims;
  if (network.dtype != DType::kFloat32 || dims.size() != 4 ||
      dims[1] != in.channels) {
    return MakeError(ErrorCode::kShapeMismatch, "the network reads ",
                     TypeText(network), ", float32[n,", in.channels,
                     ",height,width] expected");
  }
  if (in.height == 0) in.height = dims[2];
  if (in.width == 0) in.width = dims[3];
  PixelCrop crop = in.crop.value_or(PixelCrop{0, 0, in.width, in.height});
  if (crop.width == 0) crop.width = dims[3];
  if (crop.height == 0) crop.height = dims[2];
  if (crop.width != dims[3] || crop.height != dims[2]) {
    return MakeError(ErrorCode::kShapeMismatch, "pictures give ", crop.width,
                     "x", crop.height,
                     " pixels (width x height), the network "
                     "reads ",
                     dims[3], "x", dims[2]);
  }
  if (crop.left + crop.width > in.width || crop.top + crop.height > in.height) {
    return MakeError(ErrorCode::kShapeMismatch, crop.width, "x", crop.height,
                     " pixels from (", crop.left, ",", crop.top,
                     ") on are not inside pictures of ", in.width, "x",
                     in.height);
  }
  in.crop = crop;
  return in;
}

// Adds ops one after the other, each reading the result of the last.
class Chain {
 public:
  Chain(Graph& graph, ValueId start, const std::string& name)
      : graph_(graph), at_(start), name_(name) {}
  Result<void> Then(Op op, std::vector<ValueId> more, std::string_view what) {
    more.insert(more.begin(), at_);
    BURIN_ASSIGN(at_, graph_.Add(std::move(op), std::move(more),
                                 StrCat(name_, "/", what)));
    return {};
  }
  ValueId at() const { return at_; }

 private:
  Graph& graph_;
  ValueId at_;
  std::string name_;
};

Result<void> TakePixels(const PixelInput& options, Graph& graph) {
  if (options.input < 0 ||
      static_cast<size_t>(options.input) >= graph.inputs().size()) {
    return MakeError(ErrorCode::kBadUsage, "pictures for input ", options.input,
                     ": the model has ", graph.inputs().size());
  }
  const auto i = static_cast<size_t>(options.input);
  const ValueId old = graph.inputs()[i];
  const TensorType network = graph.type(old);
  const std::string name = graph.value(old).name;
  BURIN_ASSIGN(const PixelInput in,
               Resolved(options, network)
                   .Context(StrCat("pictures for input ", Quoted(name))));
  const PixelCrop& crop = *in.crop;
  const ValueId input = graph.ReplaceInput(
      i, name,
      {DType::kUint8, {network.dims[0], in.height, in.width, in.channels}});
  Chain chain(graph, input, name);
  if (crop.width != in.width || crop.height != in.height) {
    BURIN_TRY(
        chain.Then(Slice{},
                   {Integers(graph, name + "/crop_from", {crop.top, crop.left}),
                    Integers(graph, name + "/crop_to",
                             {crop.top + crop.height, crop.left + crop.width}),
                    Integers(graph, name + "/crop_axes", {1, 2})},
                   "crop"));
  }
  if (in.swap_red_blue && in.channels == 3) {
    BURIN_TRY(chain.Then(Gather{3}, {Integers(graph, name + "/bgr", {2, 1, 0})},
                         "swap"));
  }
  BURIN_TRY(chain.Then(Cast{DType::kFloat32}, {}, "from_bytes"));
  if (in.mean != std::array<float, 3>{0, 0, 0}) {
    const ValueId mean =
        PerChannel(graph, name + "/mean", in.mean, crop.width, in.channels);
    BURIN_TRY(chain.Then(Sub{}, {mean}, "subtract_mean"));
  }
  if (in.scale != std::array<float, 3>{1, 1, 1}) {
    const ValueId scale =
        PerChannel(graph, name + "/scale", in.scale, crop.width, in.channels);
    BURIN_TRY(chain.Then(Mul{}, {scale}, "multiply"));
  }
  BURIN_TRY(chain.Then(Transpose{{0, 3, 1, 2}}, {}, "to_channels_first"));
  graph.ReplaceUses(old, chain.at());
  return {};
}

// --- Outputs

// Whether `name` means output `i`: its tensor, or "node:k".
bool Means(const std::string& name, size_t i, const Graph& graph) {
  if (graph.output_name(i) == name) return true;
  const ValueId value = graph.outputs()[i];
  const Node* producer = graph.Producer(value);
  const NodeOutput at = ParseNodeOutput(name);
  return producer != nullptr && at.output < producer->outputs.size() &&
         producer->outputs[at.output] == value &&
         std::ranges::find(producer->origins, at.node) !=
             producer->origins.end();
}

Result<DType> OutputType(const std::string& text) {
  for (const DType dtype :
       {DType::kFloat32, DType::kFloat16, DType::kUint8, DType::kInt8}) {
    if (text == DTypeName(dtype)) return dtype;
  }
  return MakeError(ErrorCode::kBadUsage, "output type ", Quoted(text),
                   " is none of float32, float16, uint8, int8");
}

Result<void> ConvertOutputs(const CompileOptions& options, Graph& graph) {
  std::set<std::string> used;
  for (size_t i = 0; i < graph.outputs().size(); ++i) {
    const std::pair<std::string, std::string>* wanted = nullptr;
    for (const auto& entry : options.output_types) {
      const bool named = !entry.first.empty() && Means(entry.first, i, graph);
      if (named) used.insert(entry.first);
      if (named || (entry.first.empty() && wanted == nullptr)) wanted = &entry;
    }
    if (wanted == nullptr) continue;
    BURIN_ASSIGN(const DType dtype, OutputType(wanted->second));
    const ValueId value = graph.outputs()[i];
    if (graph.type(value).dtype == dtype) continue;
    BURIN_ASSIGN(
        const ValueId made,
        graph.Add(Cast{dtype}, {value},
                  StrCat(graph.output_name(i), "/to_", DTypeName(dtype))));
    graph.SetOutput(i, made);
  }
  for (const auto& [name, type] : options.output_types) {
    if (name.empty() || used.contains(name)) continue;
    return MakeError(ErrorCode::kBadUsage, "output ", Quoted(name), " of ",
                     type, " is no output of the plate");
  }
  return {};
}

}  // namespace

Result<void> ApplyPorts(const CompileOptions& options, Graph& graph) {
  for (const std::string& name : options.fp16_inputs) {
    BURIN_TRY(TakeFloat16(name, graph));
  }
  for (const PixelInput& input : options.pixel_inputs) {
    BURIN_TRY(TakePixels(input, graph));
  }
  return ConvertOutputs(options, graph);
}

}  // namespace burin
