// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs a list of passes in order: times each, verifies the graph after each,
// leaves out those that the user skips, prints the graph where asked.

#ifndef BURIN_PASSES_RUNNER_H_
#define BURIN_PASSES_RUNNER_H_

#include <span>
#include <string>
#include <vector>

#include "passes/pass.h"

namespace burin {

struct RunnerOptions {
  std::vector<std::string> skip;  // names of passes
  std::string dump_folder;        // "" for none: 00-import.ir, 01-NAME.ir, ...
};

struct PassRecord {
  std::string name;
  bool changed = false;
  double milliseconds = 0;
};

// kBadUsage when a name in `skip` is none of the passes'; kInternal, with the
// pass's name, when a pass leaves a broken graph.
Result<std::vector<PassRecord>> RunPasses(Graph& graph,
                                          std::span<const Pass> passes,
                                          const PassContext& context,
                                          const RunnerOptions& options);

}  // namespace burin

#endif  // BURIN_PASSES_RUNNER_H_
