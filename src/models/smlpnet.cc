// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// sMLPNet from its tensors.

#include "models/smlpnet.h"

#include "models/layers.h"
#include "models/registry.h"

namespace burin {
namespace {

class Builder {
 public:
  Builder(const SmlpNetConfig& config, Weights& weights)
      : config_(config), layers_(graph_, weights) {}

  Result<Graph> Build() {
    ValueId x = graph_.AddInput(
        "input",
        {DType::kFloat32,
         {1, config_.in_channels, config_.image_size, config_.image_size}});
    int64_t block = 0;
    for (size_t stage = 0; stage < config_.depths.size(); ++stage) {
      const int64_t width = config_.width << stage;
      const int64_t step = stage == 0 ? config_.patch : 2;
      BURIN_ASSIGN(
          x,
          layers_.Conv(
              x, Layer().Item(StrCat("to_patch_embedding.", stage), 0),
              {.out = width, .kernel = step, .stride = step, .bias = false}));
      for (int64_t i = 0; i < config_.depths[stage]; ++i, ++block) {
        BURIN_ASSIGN(const ValueId mixed, MixTokens(x, block));
        BURIN_ASSIGN(x, Sum(x, mixed));
        BURIN_ASSIGN(const ValueId fed, MixChannels(x, block));
        BURIN_ASSIGN(x, Sum(x, fed));
      }
    }
    BURIN_ASSIGN(x, layers_.BatchNorm(x, Layer() / "batch_norm"));
    BURIN_ASSIGN(x,
                 graph_.Add(ReduceMean{.keepdims = false},
                            {x, layers_.Ints("/axes", {2, 3})}, "/ReduceMean"));
    BURIN_ASSIGN(x, graph_.Add(Flatten{.axis = 1}, {x}, "/Flatten"));
    BURIN_ASSIGN(x, layers_.Head(x, Layer().Item("mlp_head", 0)));
    graph_.AddOutput(x, "output");
    return std::move(graph_);
  }

 private:
  Result<ValueId> Sum(ValueId x, ValueId y) {
    const int64_t i = sums_++;
    return graph_.Add(Add{}, {x, y}, i == 0 ? "/Add" : StrCat("/Add_", i));
  }

  Result<ValueId> MixTokens(ValueId x, int64_t block) {
    const std::string sequence = StrCat("token_mix.", block);
    const Layer depthwise = Layer().Item(sequence, 0) / "conv_merge";
    const Layer mixer = Layer().Item(sequence, 1);
    const int64_t channels = graph_.dims(x)[1];
    BURIN_ASSIGN(x, layers_.BatchNorm(x, depthwise / "BN"));
    BURIN_ASSIGN(x, layers_.Gelu(x, depthwise / "Activation"));
    BURIN_ASSIGN(x, layers_.Conv(x, depthwise / "Conv",
                                 {.out = channels,
                                  .kernel = 3,
                                  .pad = 1,
                                  .group = channels,
                                  .bias = false}));
    BURIN_ASSIGN(x, layers_.BatchNorm(x, mixer / "BN"));
    BURIN_ASSIGN(x, layers_.Gelu(x, mixer / "activation"));
    // The tensors' names have the axes the other way round: proj_h mixes the
    // positions of a row, "proh_w" those of a column.
    BURIN_ASSIGN(const ValueId row, layers_.TokenMix(x, mixer / "proj_h", 3));
    BURIN_ASSIGN(const ValueId column,
                 layers_.TokenMix(x, mixer / "proh_w", 2));
    BURIN_ASSIGN(x, graph_.Add(Concat{.axis = 1}, {x, row, column},
                               mixer.Name("Concat")));
    return layers_.Conv(x, mixer / "fuse", {.out = channels, .bias = false});
  }

  Result<ValueId> MixChannels(ValueId x, int64_t block) {
    const std::string sequence = StrCat("channel_mix.", block);
    const int64_t channels = graph_.dims(x)[1];
    BURIN_ASSIGN(x, graph_.Add(Transpose{.perm = {0, 2, 3, 1}}, {x},
                               Layer().Item(sequence, 0).Name("Transpose")));
    BURIN_ASSIGN(x, layers_.LayerNorm(x, Layer().Item(sequence, 1)));
    const Layer feed = Layer().Item(sequence, 2);
    BURIN_ASSIGN(x, layers_.Linear(x, feed.Item("net", 0),
                                   channels * config_.mlp_ratio));
    BURIN_ASSIGN(x, layers_.Gelu(x, feed.Item("net", 1)));
    BURIN_ASSIGN(x, layers_.Linear(x, feed.Item("net", 3), channels));
    return graph_.Add(Transpose{.perm = {0, 3, 1, 2}}, {x},
                      Layer().Item(sequence, 3).Name("Transpose"));
  }

  const SmlpNetConfig& config_;
  Graph graph_;
  LayerBuilder layers_;
  int64_t sums_ = 0;
};

// Widths double at each stage; the registered networks have four.
constexpr int64_t kMaxStages = 16;

// The blocks of all stages are numbered through; a stage is as long as the
// blocks keep its width. Widths that do not double are caught when the tensors
// are taken.
Result<std::vector<int64_t>> ReadDepths(const Weights& weights, int64_t width) {
  const int64_t stages = weights.Count("to_patch_embedding.", ".0.weight");
  const int64_t blocks = weights.Count("channel_mix.", ".1.weight");
  if (stages > kMaxStages) {
    return MakeError(ErrorCode::kUnknownModel, stages, " stages, ", kMaxStages,
                     " at most");
  }
  std::vector<int64_t> depths;
  int64_t block = 0;
  for (int64_t stage = 0; stage < stages; ++stage) {
    const int64_t first = block;
    while (block < blocks) {
      BURIN_ASSIGN(
          const Dims norm,
          weights.Shape(StrCat("channel_mix.", block, ".1.weight"), 1));
      if (norm[0] >> stage != width) break;
      ++block;
    }
    depths.push_back(block - first);
  }
  if (block != blocks) {
    return MakeError(ErrorCode::kUnknownModel, "tensor 'channel_mix.", block,
                     ".1.weight' fits none of ", stages,
                     " stages whose width doubles from ", width);
  }
  return depths;
}

}  // namespace

Result<SmlpNetConfig> ReadSmlpNetConfig(const Weights& weights,
                                        const ModelOptions& options,
                                        std::string& variant,
                                        std::vector<std::string>& notes) {
  SmlpNetConfig config;
  BURIN_ASSIGN(const Dims stem,
               weights.Shape("to_patch_embedding.0.0.weight", 4));
  BURIN_ASSIGN(const Dims mix, weights.Shape("token_mix.0.1.proj_h.weight", 4));
  BURIN_ASSIGN(const Dims fc1,
               weights.Shape("channel_mix.0.2.net.0.weight", 2));
  config.width = stem[0];
  config.in_channels = stem[1];
  config.patch = stem[2];
  config.mlp_ratio = fc1[0] / config.width;
  BURIN_ASSIGN(config.depths, ReadDepths(weights, config.width));
  BURIN_ASSIGN(config.image_size,
               CheckedElementCount({{mix[0], config.patch}}));
  if (options.image_size > 0 && options.image_size != config.image_size) {
    return MakeError(ErrorCode::kBadUsage, "image size ", options.image_size,
                     " asked for, but the mixing matrices (", DimsText(mix),
                     ") fix it at ", config.image_size);
  }
  const NetworkShape shape = {Family::kSmlpNet, config.width, config.depths,
                              fc1[0], true};
  BURIN_ASSIGN(const Variant* match,
               ChooseVariant(shape, options.variant, notes));
  variant = match != nullptr ? match->name : "custom";
  return config;
}

Result<Graph> BuildSmlpNet(const SmlpNetConfig& config, Weights& weights) {
  return Builder(config, weights).Build();
}

}  // namespace burin
