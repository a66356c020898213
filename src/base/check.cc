// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Where a broken invariant ends the program.

#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace burin::internal {

void CheckFailed(const char* file, int line, const char* what) {
  std::fprintf(stderr, "burin: internal: %s:%d: %s does not hold\n", file, line,
               what);
  std::abort();
}

}  // namespace burin::internal
