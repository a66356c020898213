// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Finding the family, then the family's own reading of the tensors.

#include "models/recognise.h"

#include <algorithm>
#include <array>

#include "models/registry.h"

namespace burin {
namespace {

// Far beyond any use; bounds what a position embedding grows to.
constexpr int64_t kMaxImageSize = 4096;

// How a family's tensors are named: by their first path component. `mark` is a
// tensor that no other known network has.
struct Naming {
  Family family;
  std::string_view mark;
  std::array<std::string_view, 6> first;
};
constexpr std::array<Naming, 3> kNamings = {{
    {Family::kShiftVit,
     "layers.0.blocks.0.mlp.fc1.weight",
     {"patch_embed", "layers", "norm", "head"}},
    {Family::kSmlpNet,
     "token_mix.0.1.proj_h.weight",
     {"to_patch_embedding", "token_mix", "channel_mix", "batch_norm",
      "mlp_head"}},
    {Family::kT2tVit,
     "tokens_to_token.project.weight",
     {"tokens_to_token", "cls_token", "pos_embed", "blocks", "norm", "head"}},
}};

bool NamedAs(const Naming& naming, std::string_view name) {
  const std::string_view first = name.substr(0, name.find('.'));
  return std::find(naming.first.begin(), naming.first.end(), first) !=
         naming.first.end();
}

size_t CountNamedAs(const Naming& naming, const Weights& weights) {
  size_t count = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (NamedAs(naming, weights.name(i))) ++count;
  }
  return count;
}

Result<Family> FindFamily(const Weights& weights) {
  const Naming* nearest = nullptr;
  size_t most = 0;
  for (const Naming& naming : kNamings) {
    if (weights.Has(naming.mark)) return naming.family;
    const size_t count = CountNamedAs(naming, weights);
    if (nearest == nullptr || count > most) {
      nearest = &naming;
      most = count;
    }
  }
  if (most == 0) {
    return MakeError(ErrorCode::kUnknownModel, "none of ", weights.size(),
                     " tensors is named as in shiftvit, smlpnet or t2t_vit");
  }
  return MakeError(ErrorCode::kUnknownModel, "no known family: nearest is ",
                   FamilyName(nearest->family), " with ", most, " of ",
                   weights.size(), " tensors, but tensor '", nearest->mark,
                   "' is missing");
}

Result<Family> FamilyByName(std::string_view name, const Weights& weights) {
  if (name == "auto") return FindFamily(weights);
  std::string folded(name);
  std::replace(folded.begin(), folded.end(), '-', '_');
  for (const Naming& naming : kNamings) {
    if (FamilyName(naming.family) == folded) return naming.family;
  }
  return MakeError(ErrorCode::kBadUsage, "no family '", name,
                   "'; there are auto, shiftvit, smlpnet, t2t_vit");
}

Result<void> ReadConfig(Family family, const Weights& weights,
                        const ModelOptions& options, Recognition& out) {
  switch (family) {
    case Family::kShiftVit: {
      BURIN_ASSIGN(out.config, ReadShiftVitConfig(weights, options, out.variant,
                                                  out.notes));
      return {};
    }
    case Family::kSmlpNet: {
      BURIN_ASSIGN(out.config,
                   ReadSmlpNetConfig(weights, options, out.variant, out.notes));
      return {};
    }
    case Family::kT2tVit: {
      BURIN_ASSIGN(out.config,
                   ReadT2tVitConfig(weights, options, out.variant, out.notes));
      return {};
    }
  }
  BURIN_CHECK(!"a Family outside its enumeration");
  __builtin_unreachable();
}

Result<Graph> Build(const ShiftVitConfig& config, Weights& weights) {
  return BuildShiftVit(config, weights);
}
Result<Graph> Build(const SmlpNetConfig& config, Weights& weights) {
  return BuildSmlpNet(config, weights);
}
Result<Graph> Build(const T2tVitConfig& config, Weights& weights) {
  return BuildT2tVit(config, weights);
}

// Shapes that do not fit although every tensor has its own: the image is too
// small for the stages, or it is no network after all.
Result<Model> RefusedGraph(Error error, const ModelOptions& options) {
  if (error.code == ErrorCode::kShapeMismatch ||
      error.code == ErrorCode::kTooLarge) {
    error.code = options.image_size > 0 ? ErrorCode::kBadUsage
                                        : ErrorCode::kUnknownModel;
  }
  return error;
}

// Options that say something about another family's networks.
void NoteUnused(Family family, const ModelOptions& options,
                std::vector<std::string>& notes) {
  const auto note = [&](std::string_view option, bool given, Family user) {
    if (!given || family == user) return;
    notes.push_back(StrCat(option, " left out: ", FamilyName(family),
                           " networks have none"));
  };
  note("the number of heads", options.num_heads > 0, Family::kT2tVit);
  note("n_div", options.n_div > 0, Family::kShiftVit);
  note("the activation", !options.activation.empty(), Family::kShiftVit);
}

}  // namespace

Result<Recognition> Recognise(const Weights& weights, std::string_view family,
                              const ModelOptions& options) {
  if (options.image_size < 0 || options.image_size > kMaxImageSize ||
      options.num_heads < 0 || options.n_div < 0) {
    return MakeError(ErrorCode::kBadUsage, "image size ", options.image_size,
                     ", heads ", options.num_heads, ", n_div ", options.n_div,
                     ": none may be negative, the size at most ",
                     kMaxImageSize);
  }
  BURIN_ASSIGN(const Family found, FamilyByName(family, weights));
  Recognition out;
  out.family = FamilyName(found);
  BURIN_TRY(ReadConfig(found, weights, options, out).Context(out.family));
  NoteUnused(found, options, out.notes);
  return out;
}

Result<Model> BuildModel(Checkpoint checkpoint, std::string_view family,
                         const ModelOptions& options) {
  Weights weights(std::move(checkpoint));
  BURIN_ASSIGN(Recognition network, Recognise(weights, family, options));
  Model model;
  Result<Graph> graph = std::visit(
      [&](const auto& c) { return Build(c, weights); }, network.config);
  if (!graph.ok()) {
    return RefusedGraph(std::move(graph).error(), options)
        .Context(network.family);
  }
  model.graph = std::move(graph).value();
  BURIN_TRY(weights.CheckAllTaken().Context(network.family));
  model.family = std::move(network.family);
  model.variant = std::move(network.variant);
  model.notes = std::move(network.notes);
  model.parameters = weights.parameters();
  return model;
}

}  // namespace burin
