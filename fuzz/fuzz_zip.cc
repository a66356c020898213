// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a zip archive, every entry of it read.

#include <cstddef>
#include <cstdint>

#include "formats/zip.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto zip =
      burin::ParseZip({reinterpret_cast<const std::byte*>(data), size});
  if (!zip.ok()) return 0;
  for (const burin::ZipEntry& entry : zip->entries) {
    burin::AlignedBuffer scratch;
    static_cast<void>(burin::ReadZipEntry(entry, 1 << 20, scratch));
  }
  return 0;
}
