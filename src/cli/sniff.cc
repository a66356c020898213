// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See sniff.h.

#include "cli/sniff.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/file.h"
#include "plate/plate.h"

namespace burin::cli {

FileKind SniffBytes(ByteSpan start) {
  if (LooksLikePlate(start)) return FileKind::kPlate;
  const std::string_view text = AsText(start);
  const bool zip =
      text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06");
  // A pickle of protocol 2 or later. As ONNX, 0x80 would be field 16 of a
  // model, which does not exist.
  const bool pickle = text.starts_with('\x80');
  const bool tar = text.substr(0, 512).find("ustar") == 257;
  // safetensors: the size of a JSON text, then the text.
  const bool safetensors = text.size() > 9 && text[8] == '{' &&
                           text.substr(5, 3) == std::string_view("\0\0\0", 3);
  return zip || pickle || tar || safetensors ? FileKind::kCheckpoint
                                             : FileKind::kOnnx;
}

Result<FileKind> SniffFile(const std::string& path) {
  BURIN_TRY(FileSize(path));
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return SystemError(path, "open", errno);
  std::array<std::byte, 512> bytes;
  const ssize_t count = pread(fd, bytes.data(), bytes.size(), 0);
  const int number = errno;
  close(fd);
  if (count < 0) return SystemError(path, "read", number);
  return SniffBytes(std::span(bytes).first(static_cast<size_t>(count)));
}

}  // namespace burin::cli
