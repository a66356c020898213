// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What a file is, by its content: names lie (a .pth.tar is rarely a tar).

#ifndef BURIN_CLI_SNIFF_H_
#define BURIN_CLI_SNIFF_H_

#include <string>

#include "base/byte_cursor.h"
#include "base/result.h"

namespace burin::cli {

enum class FileKind {
  kCheckpoint,  // zip, pickle, tar or safetensors
  kPlate,
  kOnnx,  // whatever is none of the above; the reader will tell
};

FileKind SniffBytes(ByteSpan start);
// Reads the first bytes only. Errors: kNotFound, kIo.
Result<FileKind> SniffFile(const std::string& path);

}  // namespace burin::cli

#endif  // BURIN_CLI_SNIFF_H_
