// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See digest.h; the header's layout stands in plate.h.

#include "plate/digest.h"

#include <xxhash.h>

#include <array>
#include <fstream>

#include "base/file.h"
#include "plate/plate.h"

namespace burin {
namespace {

constexpr size_t kHeaderBytes = 64;
constexpr size_t kContentHash = 40;
constexpr size_t kHeaderHash = 56;

uint64_t U64At(ByteSpan bytes, size_t at) {
  uint64_t out = 0;
  for (size_t i = 8; i-- > 0;) {
    out = out << 8 | static_cast<uint64_t>(bytes[at + i]);
  }
  return out;
}

void AppendHex(uint64_t value, std::string* out) {
  for (int shift = 60; shift >= 0; shift -= 4) {
    *out += "0123456789abcdef"[value >> shift & 15];
  }
}

}  // namespace

Result<std::string> PlateDigest(const std::string& path) {
  // FileSize refuses pipes and devices, which opening could wait for.
  BURIN_ASSIGN(const uint64_t size, FileSize(path));
  std::array<char, kHeaderBytes> header{};
  std::ifstream file(path, std::ios::binary);
  if (size >= header.size() && !file.read(header.data(), header.size())) {
    return MakeError(ErrorCode::kIo, path, ": cannot be read");
  }
  const ByteSpan bytes = std::as_bytes(std::span(header));
  if (!LooksLikePlate(bytes) ||
      U64At(bytes, kHeaderHash) != XXH3_64bits(header.data(), kHeaderHash)) {
    return MakeError(ErrorCode::kBadPlate, path, ": no plate's header");
  }
  std::string out;
  AppendHex(U64At(bytes, kContentHash + 8), &out);
  AppendHex(U64At(bytes, kContentHash), &out);
  return out;
}

}  // namespace burin
