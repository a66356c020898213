// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See float_content.h.

#include "infer/float_content.h"

#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

namespace burin {

bool LooksLikeFloats(ByteSpan bytes) {
  constexpr size_t kFewest = 16;
  const size_t count = bytes.size() / sizeof(float);
  if (count < kFewest) return false;
  float first = 0;
  bool differ = false;
  for (size_t i = 0; i < count; ++i) {
    float value = 0;
    std::memcpy(&value, bytes.data() + i * sizeof value, sizeof value);
    const float size = std::abs(value);
    // Written so that NaN is refused.
    if (value != 0 && !(size >= 1e-6f && size <= 1024)) return false;
    if (i == 0) first = value;
    differ |= value != first;
  }
  return differ;
}

bool StartsLikeFloats(const std::string& path) {
  constexpr size_t kBytes = 65536;
  const std::unique_ptr<FILE, int (*)(FILE*)> file(
      std::fopen(path.c_str(), "re"), std::fclose);
  if (file == nullptr) return false;
  std::vector<std::byte> start(kBytes);
  start.resize(std::fread(start.data(), 1, kBytes, file.get()));
  return LooksLikeFloats(start);
}

}  // namespace burin
