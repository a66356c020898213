// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See pass_switches.h.

#include "compiler/pass_switches.h"

#include <cctype>
#include <optional>

namespace burin {
namespace {

// Letters and digits in lower case, without "pass" and "fusion" at the end.
std::string Plain(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte)) out += static_cast<char>(std::tolower(byte));
  }
  for (const std::string_view end : {"pass", "fusion"}) {
    if (out.ends_with(end)) out.resize(out.size() - end.size());
  }
  return out;
}

bool IsNameOf(std::string_view name, const Pass& pass) {
  const std::string plain = Plain(name);
  const std::string own = Plain(pass.name);
  if (plain.empty()) return false;
  return plain == own || "lift" + plain == own || "fuse" + plain == own;
}

}  // namespace

SwitchedPasses ResolveSwitches(std::span<const FusionSwitch> switches,
                               std::span<const Pass> passes) {
  SwitchedPasses out;
  std::vector<std::optional<bool>> own(passes.size());
  std::optional<bool> all;
  for (const FusionSwitch& entry : switches) {
    if (entry.name == "ALL") {
      if (entry.group != "UBFusion") all = entry.on;
      continue;
    }
    bool known = false;
    for (size_t i = 0; i < passes.size(); ++i) {
      if (!IsNameOf(entry.name, passes[i])) continue;
      own[i] = entry.on;
      known = true;
    }
    if (!known) out.unknown.push_back(entry.name);
  }
  for (size_t i = 0; i < passes.size(); ++i) {
    if (!own[i].value_or(all.value_or(true))) {
      out.off.emplace_back(passes[i].name);
    }
  }
  return out;
}

}  // namespace burin
