// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See float_content.h.

#include "infer/float_content.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "base/file.h"

namespace burin {

bool LooksLikeFloats(ByteSpan bytes) {
  constexpr size_t kFewest = 64;
  const size_t count = bytes.size() / sizeof(float);
  if (count < kFewest) return false;
  // Which values each byte of a float takes; little endian, so that byte 3 has
  // the sign and most of the exponent, bytes 0 and 1 the end of the fraction.
  std::array<std::bitset<256>, sizeof(float)> seen;
  for (size_t i = 0; i < count; ++i) {
    const std::byte* at = bytes.data() + i * sizeof(float);
    float value = 0;
    std::memcpy(&value, at, sizeof value);
    const float size = std::abs(value);
    // Written so that NaN is refused.
    if (value != 0 && !(size >= 1e-6f && size <= 1024)) return false;
    for (size_t k = 0; k < sizeof value; ++k) {
      seen[k].set(std::to_integer<size_t>(at[k]));
    }
  }
  const size_t high = seen[3].count();
  const size_t low = std::min(seen[0].count(), seen[1].count());
  constexpr size_t kWider = 4;
  if (low > 16 && low >= kWider * high) return true;
  // Whole numbers, as of pixels that are not normalised, end in zeros, and
  // halves in them after one bit.
  const bool zeros = seen[0].count() == 1 && seen[0][0];
  return zeros && seen[1].count() <= 2 && high >= 4;
}

bool HoldsFloats(const std::string& path) {
  constexpr uint64_t kBlock = 4096;
  constexpr uint64_t kBlocks = 16;
  const Result<uint64_t> size = FileSize(path);
  const std::unique_ptr<FILE, int (*)(FILE*)> file(
      std::fopen(path.c_str(), "re"), std::fclose);
  if (!size.ok() || file == nullptr) return false;
  std::vector<std::byte> sample(kBlock * kBlocks);
  if (*size <= sample.size()) {
    sample.resize(std::fread(sample.data(), 1, sample.size(), file.get()));
    return LooksLikeFloats(sample);
  }
  // From the first block to the last one, each beginning with a whole float.
  for (uint64_t i = 0; i < kBlocks; ++i) {
    const uint64_t at =
        (*size - kBlock) / (kBlocks - 1) * i / sizeof(float) * sizeof(float);
    if (fseeko(file.get(), static_cast<off_t>(at), SEEK_SET) != 0 ||
        std::fread(sample.data() + i * kBlock, 1, kBlock, file.get()) !=
            kBlock) {
      return false;
    }
  }
  return LooksLikeFloats(sample);
}

}  // namespace burin
