// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The version that the library itself was built as.

#include "burin/version.h"

namespace burin {

const char* Version() { return BURIN_VERSION_TEXT; }

}  // namespace burin
