// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// ShiftViT from its tensors.

#include "models/shiftvit.h"

#include "models/layers.h"
#include "models/registry.h"

namespace burin {
namespace {

class Builder {
 public:
  Builder(const ShiftVitConfig& config, Weights& weights)
      : config_(config), layers_(graph_, weights) {}

  Result<Graph> Build() {
    const Layer root;
    ValueId x = graph_.AddInput(
        "input",
        {DType::kFloat32,
         {1, config_.in_channels, config_.image_size, config_.image_size}});
    BURIN_ASSIGN(x, layers_.Conv(x, root / "patch_embed" / "proj",
                                 {.out = config_.width,
                                  .kernel = config_.patch,
                                  .stride = config_.patch}));
    if (config_.patch_norm) {
      BURIN_ASSIGN(x, Norm(x, root / "patch_embed" / "norm"));
    }
    for (size_t stage = 0; stage < config_.depths.size(); ++stage) {
      const Layer layer = root / StrCat("layers.", stage);
      for (int64_t block = 0; block < config_.depths[stage]; ++block) {
        BURIN_ASSIGN(x, Block(x, layer / StrCat("blocks.", block)));
      }
      if (stage + 1 < config_.depths.size()) {
        BURIN_ASSIGN(x, Downsample(x, layer / "downsample"));
      }
    }
    BURIN_ASSIGN(x, Norm(x, root / "norm"));
    BURIN_ASSIGN(
        x, graph_.Add(GlobalAveragePool{}, {x}, "/avgpool/GlobalAveragePool"));
    BURIN_ASSIGN(x, graph_.Add(Flatten{.axis = 1}, {x}, "/Flatten"));
    BURIN_ASSIGN(x, layers_.Head(x, root / "head"));
    graph_.AddOutput(x, "output");
    return std::move(graph_);
  }

 private:
  Result<ValueId> Norm(ValueId x, const Layer& layer) {
    return config_.batch_norm ? layers_.BatchNorm(x, layer)
                              : layers_.GroupNorm(x, layer);
  }

  Result<ValueId> Block(ValueId x, const Layer& layer) {
    const int64_t channels = graph_.dims(x)[1];
    const int64_t group = channels / config_.n_div;
    if (group > 0) {
      BURIN_ASSIGN(x,
                   graph_.Add(Shift{.group = group}, {x}, layer.Name("Shift")));
    }
    const Layer mlp = layer / "mlp";
    BURIN_ASSIGN(ValueId y, Norm(x, layer / "norm2"));
    BURIN_ASSIGN(
        y, layers_.Conv(y, mlp / "fc1", {.out = channels * config_.mlp_ratio}));
    BURIN_ASSIGN(y, config_.relu ? layers_.Relu(y, mlp / "act")
                                 : layers_.Gelu(y, mlp / "act"));
    BURIN_ASSIGN(y, layers_.Conv(y, mlp / "fc2", {.out = channels}));
    return graph_.Add(Add{}, {x, y}, layer.Name("Add"));
  }

  Result<ValueId> Downsample(ValueId x, const Layer& layer) {
    const int64_t channels = graph_.dims(x)[1];
    BURIN_ASSIGN(x, Norm(x, layer / "norm"));
    return layers_.Conv(
        x, layer / "reduction",
        {.out = 2 * channels, .kernel = 2, .stride = 2, .bias = false});
  }

  const ShiftVitConfig& config_;
  Graph graph_;
  LayerBuilder layers_;
};

}  // namespace

Result<ShiftVitConfig> ReadShiftVitConfig(const Weights& weights,
                                          const ModelOptions& options,
                                          std::string& variant,
                                          std::vector<std::string>& notes) {
  ShiftVitConfig config;
  BURIN_ASSIGN(const Dims stem, weights.Shape("patch_embed.proj.weight", 4));
  BURIN_ASSIGN(const Dims fc1,
               weights.Shape("layers.0.blocks.0.mlp.fc1.weight", 4));
  config.width = stem[0];
  config.in_channels = stem[1];
  config.patch = stem[2];
  if (!options.activation.empty() && options.activation != "gelu" &&
      options.activation != "relu") {
    return MakeError(ErrorCode::kBadUsage, "activation '", options.activation,
                     "' is neither gelu nor relu");
  }
  config.image_size = options.image_size > 0 ? options.image_size : 224;
  config.mlp_ratio = fc1[0] / config.width;
  for (int64_t stage = 0;; ++stage) {
    const int64_t depth =
        weights.Count(StrCat("layers.", stage, ".blocks."), ".mlp.fc1.weight");
    if (depth == 0) break;
    config.depths.push_back(depth);
  }
  config.patch_norm = weights.Has("patch_embed.norm.weight");
  config.batch_norm = weights.Has("norm.running_mean");
  config.relu = options.activation == "relu";

  const NetworkShape shape = {Family::kShiftVit, config.width, config.depths,
                              fc1[0], true};
  BURIN_ASSIGN(const Variant* match,
               ChooseVariant(shape, options.variant, notes));
  variant = match != nullptr ? match->name : "custom";
  config.n_div = options.n_div > 0  ? options.n_div
                 : match != nullptr ? match->n_div
                                    : config.n_div;
  if (config.n_div < 4) {
    return MakeError(ErrorCode::kBadUsage, "n_div is ", config.n_div,
                     ", 4 at least: four groups of C / n_div channels shift");
  }
  // The first stage is the narrowest.
  if (options.n_div > config.width) {
    return MakeError(ErrorCode::kBadUsage, "n_div is ", config.n_div, ", 4 to ",
                     config.width, " expected: with ", config.width,
                     " channels none would shift");
  }
  if (match == nullptr) {
    std::string assumed = options.n_div == 0 ? "n_div 12" : "";
    if (options.activation.empty()) {
      assumed += assumed.empty() ? "gelu" : " and gelu";
    }
    if (!assumed.empty()) {
      notes.push_back(StrCat(
          "no registered variant has these shapes: ", assumed, " assumed"));
    }
  }
  return config;
}

Result<Graph> BuildShiftVit(const ShiftVitConfig& config, Weights& weights) {
  return Builder(config, weights).Build();
}

}  // namespace burin
