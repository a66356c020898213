// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See max_isa.h.

#include "kernels/max_isa.h"

#include <cstdlib>
#include <string>
#include <string_view>

#include "kernels/isa.h"

namespace burin {

Result<void> CheckMaxIsa() {
  const char* const set = std::getenv("BURIN_MAX_ISA");
  const std::string_view name = set == nullptr ? "" : set;
  if (name.empty() || ParseIsa(name)) return {};
  std::string names;
  for (int i = 0; i < kIsaCount; ++i) {
    names += StrCat(i == 0 ? "" : ", ", IsaName(static_cast<Isa>(i)));
  }
  return MakeError(ErrorCode::kBadUsage, "BURIN_MAX_ISA: '", name,
                   "' is none of ", names);
}

}  // namespace burin
