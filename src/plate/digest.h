// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The hashes by which files are known: reports name a plate's, and a plate its
// source's, so that a figure can be traced to the bytes that gave it.

#ifndef BURIN_PLATE_DIGEST_H_
#define BURIN_PLATE_DIGEST_H_

#include <string>

#include "base/result.h"

namespace burin {

// The XXH3-128 of the plate's contents, 32 hexadecimal digits, as the header
// has it; the contents are not read, which loading does. Errors: kNotFound,
// kIo, kBadPlate.
Result<std::string> PlateDigest(const std::string& path);

// The XXH3-128 of all bytes of a file, as `xxhsum -H2` prints it. Errors:
// kNotFound, kIo.
Result<std::string> FileDigest(const std::string& path);

}  // namespace burin

#endif  // BURIN_PLATE_DIGEST_H_
