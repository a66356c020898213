// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Which network a checkpoint holds: the door of this folder.

#ifndef BURIN_MODELS_RECOGNISE_H_
#define BURIN_MODELS_RECOGNISE_H_

#include <string_view>

#include "formats/checkpoint.h"
#include "models/model.h"

namespace burin {

// The network of a checkpoint. `family` is "shiftvit", "smlpnet", "t2t_vit"
// ('-' and '_' are the same), or "auto": found by the tensors' names. Errors:
// kUnknownModel (no family fits, a tensor is missing, misshapen or one too
// many; the tensor and its shapes are named), kBadCheckpoint (a tensor is not
// of a float type), kBadUsage (an option that is wrong or does not fit).
Result<Model> BuildModel(Checkpoint checkpoint, std::string_view family,
                         const ModelOptions& options);

}  // namespace burin

#endif  // BURIN_MODELS_RECOGNISE_H_
