// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The version of the library, as numbers and as text.

#ifndef BURIN_VERSION_H_
#define BURIN_VERSION_H_

#define BURIN_VERSION_MAJOR 0
#define BURIN_VERSION_MINOR 1
#define BURIN_VERSION_PATCH 0
#define BURIN_VERSION_TEXT "0.1.0"

namespace burin {

// The version of the library that the program runs with.
const char* Version();

}  // namespace burin

#endif  // BURIN_VERSION_H_
