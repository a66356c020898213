// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as the pickle inside a PyTorch zip whose checksums are right, so
// that the fuzzer gets past them to the tensors.

#include <cstddef>
#include <cstdint>

#include "formats/checkpoint.h"
#include "formats/test_files.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using burin::testing_files::MakeZip;
  const std::string pickle(reinterpret_cast<const char*>(data), size);
  const std::string storage(64, '\x01');
  static_cast<void>(burin::ParseCheckpoint(
      burin::AsBytes(MakeZip({{"m/data.pkl", pickle},
                              {"m/data/0", storage},
                              {"m/data/1", storage.substr(0, 16)}})
                         .bytes)));
  return 0;
}
