// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a .npy file. What was read must survive being written and read
// again.

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "formats/npy.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto read =
      burin::ParseNpy({reinterpret_cast<const std::byte*>(data), size});
  if (!read.ok()) return 0;
  const auto header = burin::NpyHeaderBytes(read->type());
  BURIN_CHECK(header.ok());
  std::string file = *header;
  file.append(reinterpret_cast<const char*>(read->data()), read->bytes());
  const auto again = burin::ParseNpy(burin::AsBytes(file));
  BURIN_CHECK(again.ok() && again->type() == read->type());
  BURIN_CHECK(read->bytes() == 0 ||
              std::memcmp(again->data(), read->data(), read->bytes()) == 0);
  return 0;
}
