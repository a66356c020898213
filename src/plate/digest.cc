// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See digest.h; the header's layout stands in plate.h.

#include "plate/digest.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <vector>

#include "base/file.h"
#include "base/fingerprint.h"
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

std::string HexText(uint64_t high, uint64_t low) {
  return FingerprintText(high) + FingerprintText(low);
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
  return HexText(U64At(bytes, kContentHash + 8), U64At(bytes, kContentHash));
}

Result<std::string> FileDigest(const std::string& path) {
  BURIN_ASSIGN(uint64_t left, FileSize(path));
  std::ifstream file(path, std::ios::binary);
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(
      XXH3_createState(), XXH3_freeState);
  if (state == nullptr) {
    return MakeError(ErrorCode::kOutOfMemory, path, ": no memory to hash");
  }
  XXH3_128bits_reset(state.get());
  std::vector<char> block(size_t{1} << 20);
  while (left > 0) {
    const size_t count = std::min<uint64_t>(left, block.size());
    if (!file.read(block.data(), static_cast<std::streamsize>(count))) {
      return MakeError(ErrorCode::kIo, path, ": cannot be read");
    }
    XXH3_128bits_update(state.get(), block.data(), count);
    left -= count;
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(state.get());
  return HexText(hash.high64, hash.low64);
}

}  // namespace burin
