// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Which passes a fusion switch file turns off. Files of other compilers name
// other rewrites; a name means one of burin's passes when it is the pass's own,
// or what the pass lifts or fuses, in any spelling: "fuse-mlp", "FuseMlp",
// "MlpFusionPass"; "lift-layer-norm", "LayerNormFusionPass".

#ifndef BURIN_COMPILER_PASS_SWITCHES_H_
#define BURIN_COMPILER_PASS_SWITCHES_H_

#include <span>
#include <string>
#include <vector>

#include "formats/fusion_switch.h"
#include "passes/pass.h"

namespace burin {

struct SwitchedPasses {
  std::vector<std::string> off;      // in the order of the passes
  std::vector<std::string> unknown;  // names that are no pass here
};

// A pass's own entry beats ALL, which counts in every group but UBFusion: those
// rewrites have no counterpart here. Of several entries the last one counts.
SwitchedPasses ResolveSwitches(std::span<const FusionSwitch> switches,
                               std::span<const Pass> passes);

}  // namespace burin

#endif  // BURIN_COMPILER_PASS_SWITCHES_H_
