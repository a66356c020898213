// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The table of contents of the program.

#include "cli/verbs.h"

namespace burin::cli {
namespace {

constexpr const Verb* kVerbs[] = {
    &kExportVerb,     &kOptimizeVerb, &kPrecisionVerb, &kCompileVerb,
    &kPreprocessVerb, &kInferVerb,    &kEvaluateVerb,  &kBenchVerb,
    &kCompareVerb,    &kInspectVerb,  &kDevicesVerb,   &kDemoDataVerb,
    &kCompletionVerb,
};

}  // namespace

std::span<const Verb* const> AllVerbs() { return kVerbs; }

const Verb* FindVerb(std::string_view name) {
  for (const Verb* verb : kVerbs) {
    if (verb->name == name) return verb;
  }
  return nullptr;
}

}  // namespace burin::cli
