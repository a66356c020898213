// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See fingerprint.h.

#include "base/fingerprint.h"

#include <sys/stat.h>

#include <bit>
#include <cerrno>

#include "base/file.h"

namespace burin {

void Fingerprint::Bytes(ByteSpan bytes) {
  uint64_t value = value_;  // a register: the loop is one multiply a byte
  for (const std::byte byte : bytes) {
    value = (value ^ static_cast<uint64_t>(byte)) * 0x100000001b3;
  }
  value_ = value;
}

void Fingerprint::Add(std::string_view text) {
  Add(static_cast<uint64_t>(text.size()));
  Bytes(AsBytes(text));
}

void Fingerprint::Add(uint64_t number) {
  std::byte bytes[8];
  for (int i = 0; i < 8; ++i) {
    bytes[i] = static_cast<std::byte>(number >> (8 * i));
  }
  Bytes(bytes);
}

void Fingerprint::AddReal(double number) {
  Add(std::bit_cast<uint64_t>(number));
}

Result<void> Fingerprint::AddFile(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) return SystemError(path, "stat", errno);
  Add(path);
  Add(static_cast<uint64_t>(info.st_size));
  Add(static_cast<uint64_t>(info.st_mtim.tv_sec));
  Add(static_cast<uint64_t>(info.st_mtim.tv_nsec));
  return {};
}

Result<void> Fingerprint::AddContent(const std::string& path) {
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(path));
  Add(static_cast<uint64_t>(file.size()));
  Bytes(file.span());
  return {};
}

std::string FingerprintText(uint64_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out(16, '0');
  for (size_t i = 16; i > 0; --i, value >>= 4) out[i - 1] = kDigits[value & 15];
  return out;
}

}  // namespace burin
