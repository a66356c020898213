// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See runner.h.

#include "passes/runner.h"

#include <algorithm>
#include <chrono>

#include "base/file.h"
#include "ir/text.h"
#include "ir/verify.h"

namespace burin {
namespace {

Result<void> Dump(const Graph& graph, const std::string& folder, size_t number,
                  std::string_view name) {
  if (folder.empty()) return {};
  BURIN_TRY(MakeFolder(folder));
  const std::string digits = std::to_string(number);
  const std::string path =
      StrCat(folder, "/", number < 10 ? "0" : "", digits, "-", name, ".ir");
  return WriteFile(path, AsBytes(PrintGraph(graph)), Durability::kNone);
}

Result<void> CheckNames(std::span<const Pass> passes,
                        const std::vector<std::string>& skip) {
  for (const std::string& name : skip) {
    const bool known =
        std::any_of(passes.begin(), passes.end(),
                    [&](const Pass& pass) { return pass.name == name; });
    if (!known) {
      return MakeError(ErrorCode::kBadUsage, "no pass is called '", name, "'");
    }
  }
  return {};
}

}  // namespace

Result<std::vector<PassRecord>> RunPasses(Graph& graph,
                                          std::span<const Pass> passes,
                                          const PassContext& context,
                                          const RunnerOptions& options) {
  BURIN_TRY(CheckNames(passes, options.skip));
  BURIN_TRY(Dump(graph, options.dump_folder, 0, "import"));
  std::vector<PassRecord> records;
  for (const Pass& pass : passes) {
    const auto& skip = options.skip;
    if (std::find(skip.begin(), skip.end(), pass.name) != skip.end()) continue;
    const auto start = std::chrono::steady_clock::now();
    BURIN_ASSIGN(const bool changed,
                 pass.run(graph, context).Context(StrCat("pass ", pass.name)));
    if (changed) {
      graph.Compact();
      BURIN_TRY(VerifyGraph(graph).Context(StrCat("after pass ", pass.name)));
    }
    const double ms = std::chrono::duration<double, std::milli>(
                          std::chrono::steady_clock::now() - start)
                          .count();
    records.push_back({std::string(pass.name), changed, ms});
    BURIN_TRY(Dump(graph, options.dump_folder, records.size(), pass.name));
  }
  return records;
}

}  // namespace burin
