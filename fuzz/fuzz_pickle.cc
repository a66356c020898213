// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a pickle. Every id of the tree must lie inside it.

#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "formats/pickle.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto read =
      burin::ParsePickle({reinterpret_cast<const std::byte*>(data), size});
  if (!read.ok()) return 0;
  BURIN_CHECK(read->bytes <= size);
  BURIN_CHECK(read->root.index < read->values.size());
  size_t text = 0;
  for (const burin::PickleValue& value : read->values) {
    for (const burin::PickleId item : value.items) {
      BURIN_CHECK(item.index < read->values.size());
    }
    for (const char c : value.text) text += static_cast<unsigned char>(c);
  }
  return static_cast<int>(text & 0);
}
