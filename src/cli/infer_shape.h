// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The shape of the inputs that a command line of `burin infer` names, in any of
// four ways: --dymBatch, --dymHW, --dymDims, --dymShape. A plate's shapes are
// fixed but for the batch of its gears, so these choose a gear, and are held
// against what was opened.

#ifndef BURIN_CLI_INFER_SHAPE_H_
#define BURIN_CLI_INFER_SHAPE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "burin/session.h"
#include "cli/options.h"

namespace burin::cli {

struct NamedShape {
  std::string input;
  std::vector<int64_t> sizes;
};

struct WantedShape {
  std::string option;  // the one that was given; empty: none
  int64_t batch = 0;   // of the gear; 0: whatever the plate has
  std::vector<NamedShape> inputs;
  std::optional<std::pair<int64_t, int64_t>> height_width;
};

// kBadUsage for more than one of the options and for texts that are no sizes:
// "4", "224,224", "data:4,3,224,224;info:4,2".
Result<WantedShape> WantedShapeOf(const Arguments& args);

// kBadUsage when a session's inputs have other names or shapes.
Result<void> CheckWantedShape(const WantedShape& wanted,
                              std::span<const TensorInfo> inputs);

}  // namespace burin::cli

#endif  // BURIN_CLI_INFER_SHAPE_H_
