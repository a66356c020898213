// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a checkpoint file, whichever container they claim to be.

#include <cstddef>
#include <cstdint>

#include "formats/checkpoint.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static_cast<void>(
      burin::ParseCheckpoint({reinterpret_cast<const std::byte*>(data), size}));
  return 0;
}
