// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// T2T-ViT from its tensors.

#include "models/t2t_vit.h"

#include <cmath>

#include "models/layers.h"
#include "models/position_embedding.h"
#include "models/registry.h"

namespace burin {
namespace {

float InverseRoot(int64_t n) {
  return static_cast<float>(1.0 / std::sqrt(static_cast<double>(n)));
}

class Builder {
 public:
  Builder(const T2tVitConfig& config, Weights& weights)
      : config_(config), layers_(graph_, weights) {}

  Result<Graph> Build() {
    ValueId x = graph_.AddInput(
        "image",
        {DType::kFloat32,
         {1, config_.in_channels, config_.image_size, config_.image_size}});
    BURIN_ASSIGN(x, Tokens(x));
    BURIN_ASSIGN(x, AddClassTokenAndPositions(x));
    for (int64_t i = 0; i < config_.depth; ++i) {
      BURIN_ASSIGN(x, Block(x, Layer() / StrCat("blocks.", i)));
    }
    BURIN_ASSIGN(x, layers_.LayerNorm(x, Layer() / "norm"));
    BURIN_ASSIGN(x,
                 graph_.Add(Gather{.axis = 1},
                            {x, graph_.AddConstant("/class_token",
                                                   Tensor::Scalar<int64_t>(0))},
                            "/Gather"));
    BURIN_ASSIGN(x, layers_.Head(x, Layer() / "head"));
    graph_.AddOutput(x, "class");
    return std::move(graph_);
  }

 private:
  // Three soft splits with an attention module between them.
  Result<ValueId> Tokens(ValueId x) {
    const Layer layer = Layer() / "tokens_to_token";
    BURIN_ASSIGN(x, Split(x, layer / "soft_split0", 7, 4, 2));
    for (int64_t i = 1; i <= 2; ++i) {
      const Layer attention = layer / StrCat("attention", i);
      BURIN_ASSIGN(x, config_.performer ? PerformerModule(x, attention)
                                        : TransformerModule(x, attention));
      // The rows back to an image: L tokens are a square.
      const int64_t side = config_.image_size / (i == 1 ? 4 : 8);
      BURIN_ASSIGN(x, graph_.Add(Transpose{.perm = {0, 2, 1}}, {x},
                                 layer.Name(StrCat("Transpose_", i))));
      BURIN_ASSIGN(
          x, graph_.Add(Reshape{},
                        {x, layers_.Ints(layer.Name(StrCat("image_shape_", i)),
                                         {0, config_.token_width, side, side})},
                        layer.Name(StrCat("Reshape_", i))));
      BURIN_ASSIGN(x, Split(x, layer / StrCat("soft_split", i), 3, 2, 1));
    }
    return layers_.Linear(x, layer / "project", config_.width);
  }

  Result<ValueId> Split(ValueId x, const Layer& layer, int64_t kernel,
                        int64_t stride, int64_t pad) {
    return graph_.Add(Unfold{.kernel = {kernel, kernel},
                             .strides = {stride, stride},
                             .pads = {pad, pad, pad, pad}},
                      {x}, layer.Name("Unfold"));
  }

  // y = v + proj(performer(k, q, v)); y + mlp(norm2(y)), where (k|q|v) =
  // kqv(norm1(x)).
  Result<ValueId> PerformerModule(ValueId x, const Layer& layer) {
    const int64_t e = config_.token_width;
    BURIN_ASSIGN(x, layers_.LayerNorm(x, layer / "norm1"));
    BURIN_ASSIGN(x, layers_.Linear(x, layer / "kqv", 3 * e));
    BURIN_ASSIGN(
        const NodeId split,
        graph_.AddNode(burin::Split{.axis = -1},
                       {x, layers_.Ints(layer.Name("parts"), {e, e, e})},
                       layer.Name("Split"), 3));
    const ValueId v = graph_.node(split).outputs[2];
    BURIN_ASSIGN(const ValueId features,
                 layers_.Parameter(layer.module + ".w", {config_.features, e}));
    BURIN_ASSIGN(ValueId y, graph_.Add(Performer{.epsilon = 1e-8f},
                                       {x, features}, layer.Name("Performer")));
    BURIN_ASSIGN(y, layers_.Linear(y, layer / "proj", e));
    BURIN_ASSIGN(y, graph_.Add(Add{}, {v, y}, layer.Name("Add")));
    return Mlp(y, layer / "norm2", layer.Item("mlp", 0), layer.Item("mlp", 1),
               layer.Item("mlp", 2), config_.token_hidden, layer.Name("Add_1"));
  }

  // The same with softmax attention of one head. Its scale is that of the
  // module's input columns, not of the head's.
  Result<ValueId> TransformerModule(ValueId x, const Layer& layer) {
    const int64_t e = config_.token_width;
    const Layer attention = layer / "attn";
    const float scale = InverseRoot(graph_.dims(x).back());
    BURIN_ASSIGN(x, layers_.LayerNorm(x, layer / "norm1"));
    BURIN_ASSIGN(x, layers_.Linear(x, attention / "qkv", 3 * e));
    BURIN_ASSIGN(const ValueId v,
                 graph_.Add(Slice{},
                            {x, layers_.Ints(attention.Name("starts"), {2 * e}),
                             layers_.Ints(attention.Name("ends"), {3 * e}),
                             layers_.Ints(attention.Name("axes"), {2})},
                            attention.Name("Slice")));
    BURIN_ASSIGN(ValueId y, graph_.Add(Attention{.heads = 1, .scale = scale},
                                       {x}, attention.Name("Attention")));
    BURIN_ASSIGN(y, layers_.Linear(y, attention / "proj", e));
    BURIN_ASSIGN(y, graph_.Add(Add{}, {v, y}, attention.Name("Add")));
    const Layer mlp = layer / "mlp";
    return Mlp(y, layer / "norm2", mlp / "fc1", mlp / "act", mlp / "fc2",
               config_.token_hidden, layer.Name("Add"));
  }

  Result<ValueId> Mlp(ValueId x, const Layer& norm, const Layer& fc1,
                      const Layer& act, const Layer& fc2, int64_t hidden,
                      std::string sum) {
    const int64_t columns = graph_.dims(x).back();
    BURIN_ASSIGN(ValueId y, layers_.LayerNorm(x, norm));
    BURIN_ASSIGN(y, layers_.Linear(y, fc1, hidden));
    BURIN_ASSIGN(y, layers_.Gelu(y, act));
    BURIN_ASSIGN(y, layers_.Linear(y, fc2, columns));
    return graph_.Add(Add{}, {x, y}, std::move(sum));
  }

  // The class token is repeated for each image of the batch, so its shape is
  // read from the tokens at run time: (batch, 1, width).
  Result<ValueId> AddClassTokenAndPositions(ValueId x) {
    const int64_t width = config_.width;
    BURIN_ASSIGN(const ValueId token,
                 layers_.Parameter("cls_token", {1, 1, width}));
    BURIN_ASSIGN(const ValueId batch,
                 graph_.Add(Shape{.start = 0, .end = 1}, {x}, "/Shape"));
    BURIN_ASSIGN(const ValueId shape,
                 graph_.Add(Concat{.axis = 0},
                            {batch, layers_.Ints("/token_shape", {1, width})},
                            "/Concat"));
    const NodeId expand = graph_.AddNodeWithTypes(
        Expand{}, {token, shape}, "/Expand",
        {{DType::kFloat32, {graph_.dims(x)[0], 1, width}}});
    BURIN_ASSIGN(
        x, graph_.Add(Concat{.axis = 1}, {graph_.node(expand).outputs[0], x},
                      "/Concat_1"));
    const int64_t grid = config_.image_size / 16;
    BURIN_ASSIGN(Tensor positions,
                 layers_.weights().Take(
                     "pos_embed", {1, 1 + config_.grid * config_.grid, width}));
    if (grid != config_.grid) {
      BURIN_ASSIGN(positions,
                   ResizePositionEmbedding(positions, config_.grid, grid));
    }
    return graph_.Add(
        Add{}, {x, graph_.AddConstant("pos_embed", std::move(positions))},
        "/Add");
  }

  Result<ValueId> Block(ValueId x, const Layer& layer) {
    const Layer attention = layer / "attn";
    const int64_t width = config_.width;
    BURIN_ASSIGN(ValueId y, layers_.LayerNorm(x, layer / "norm1"));
    BURIN_ASSIGN(y, layers_.Linear(y, attention / "qkv", 3 * width));
    BURIN_ASSIGN(
        y, graph_.Add(Attention{.heads = config_.heads,
                                .scale = InverseRoot(width / config_.heads)},
                      {y}, attention.Name("Attention")));
    BURIN_ASSIGN(y, layers_.Linear(y, attention / "proj", width));
    BURIN_ASSIGN(x, graph_.Add(Add{}, {x, y}, layer.Name("Add")));
    const Layer mlp = layer / "mlp";
    return Mlp(x, layer / "norm2", mlp / "fc1", mlp / "act", mlp / "fc2",
               config_.hidden, layer.Name("Add_1"));
  }

  const T2tVitConfig& config_;
  Graph graph_;
  LayerBuilder layers_;
};

// The token modules: performer or transformer, and their widths.
Result<void> ReadTokenModules(const Weights& weights, T2tVitConfig& config) {
  const std::string module = "tokens_to_token.attention1.";
  config.performer = weights.Has(module + "kqv.weight");
  BURIN_ASSIGN(
      const Dims kqv,
      weights.Shape(
          module + (config.performer ? "kqv.weight" : "attn.qkv.weight"), 2));
  BURIN_ASSIGN(
      const Dims fc1,
      weights.Shape(
          module + (config.performer ? "mlp.0.weight" : "mlp.fc1.weight"), 2));
  config.in_channels = kqv[1] / 49;  // windows of 7 x 7
  config.token_width = kqv[0] / 3;
  config.token_hidden = fc1[0];
  if (config.performer) {
    BURIN_ASSIGN(const Dims w, weights.Shape(module + "w", 2));
    config.features = w[0];
  }
  return {};
}

Result<void> ReadImageSize(const Weights& weights, const ModelOptions& options,
                           T2tVitConfig& config,
                           std::vector<std::string>& notes) {
  BURIN_ASSIGN(const Dims positions, weights.Shape("pos_embed", 3));
  const int64_t cells = positions[1] - 1;
  config.grid = std::llround(std::sqrt(static_cast<double>(cells)));
  if (config.grid < 1 || config.grid * config.grid != cells) {
    return MakeError(ErrorCode::kUnknownModel, "tensor 'pos_embed' is ",
                     DimsText(positions),
                     ", one class token and a square expected");
  }
  config.image_size =
      options.image_size > 0 ? options.image_size : 16 * config.grid;
  if (config.image_size % 16 != 0) {
    return MakeError(ErrorCode::kBadUsage, "image size ", config.image_size,
                     " is not a multiple of 16");
  }
  if (config.image_size != 16 * config.grid) {
    notes.push_back(StrCat("position embedding resized from ", config.grid, "x",
                           config.grid, " to ", config.image_size / 16, "x",
                           config.image_size / 16));
  }
  return {};
}

Result<int64_t> ReadHeads(const ModelOptions& options, const Variant* match,
                          int64_t width, std::vector<std::string>& notes) {
  int64_t heads = options.num_heads;
  if (heads == 0 && match != nullptr) heads = match->heads;
  if (heads == 0 && width % 64 == 0) {
    heads = width / 64;
    notes.push_back(StrCat("no registered variant has these shapes: ", heads,
                           " heads of 64 assumed"));
  }
  if (heads < 1 || width % heads != 0) {
    return MakeError(ErrorCode::kBadUsage, "width ", width,
                     heads == 0
                         ? " is not a multiple of 64: give the number "
                           "of heads"
                         : StrCat(" does not divide into ", heads, " heads"));
  }
  return heads;
}

}  // namespace

Result<T2tVitConfig> ReadT2tVitConfig(const Weights& weights,
                                      const ModelOptions& options,
                                      std::string& variant,
                                      std::vector<std::string>& notes) {
  T2tVitConfig config;
  BURIN_TRY(ReadTokenModules(weights, config));
  BURIN_ASSIGN(const Dims token, weights.Shape("cls_token", 3));
  BURIN_ASSIGN(const Dims fc1, weights.Shape("blocks.0.mlp.fc1.weight", 2));
  config.width = token[2];
  config.depth = weights.Count("blocks.", ".mlp.fc1.weight");
  config.hidden = fc1[0];
  BURIN_TRY(ReadImageSize(weights, options, config, notes));

  const NetworkShape shape = {Family::kT2tVit,
                              config.width,
                              {config.depth},
                              config.hidden,
                              config.performer};
  BURIN_ASSIGN(const Variant* match,
               ChooseVariant(shape, options.variant, notes));
  variant = match != nullptr ? match->name : "custom";
  BURIN_ASSIGN(config.heads, ReadHeads(options, match, config.width, notes));
  return config;
}

Result<Graph> BuildT2tVit(const T2tVitConfig& config, Weights& weights) {
  return Builder(config, weights).Build();
}

}  // namespace burin
