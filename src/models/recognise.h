// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Which network a checkpoint holds: the door of this folder.

#ifndef BURIN_MODELS_RECOGNISE_H_
#define BURIN_MODELS_RECOGNISE_H_

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "formats/checkpoint.h"
#include "models/model.h"
#include "models/shiftvit.h"
#include "models/smlpnet.h"
#include "models/t2t_vit.h"
#include "models/weights.h"

namespace burin {

struct Recognition {
  std::variant<ShiftVitConfig, SmlpNetConfig, T2tVitConfig> config;
  std::string family;
  std::string variant;             // a registry name, or "custom"
  std::vector<std::string> notes;  // what was assumed, one line each
};

// The network that tensors of these names and shapes make up. `family` is
// "shiftvit", "smlpnet", "t2t_vit" ('-' and '_' are the same), or "auto": found
// by the tensors' names. Only the tensors that tell the configuration are
// looked at. Errors: kUnknownModel (no family fits, the nearest is named),
// kBadUsage (an option that is wrong or does not fit).
Result<Recognition> Recognise(const Weights& weights, std::string_view family,
                              const ModelOptions& options);

// The network of a checkpoint, all its tensors used. Errors: those of
// Recognise; kUnknownModel when a tensor is missing, misshapen or one too many
// (the tensor and its shapes are named); kBadCheckpoint when one is not of a
// float type.
Result<Model> BuildModel(Checkpoint checkpoint, std::string_view family,
                         const ModelOptions& options);

}  // namespace burin

#endif  // BURIN_MODELS_RECOGNISE_H_
