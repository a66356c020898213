// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// tensor_digests FILE: a line "NAME DTYPE DIMS CRC32" for each tensor that the
// checkpoint reader finds in FILE. compare_with_torch.py reads it.

#include <zlib.h>

#include <cstdio>

#include "formats/checkpoint.h"

int main(int argc, char** argv) {
  using namespace burin;
  if (argc != 2) {
    std::fprintf(stderr, "usage: tensor_digests FILE\n");
    return 2;
  }
  const auto read = ReadCheckpoint(argv[1]);
  if (!read.ok()) {
    std::fprintf(stderr, "%s\n", read.error().message.c_str());
    return 1;
  }
  for (const auto& [name, tensor] : read->tensors) {
    const unsigned long crc = crc32_z(
        0, reinterpret_cast<const Bytef*>(tensor.data()), tensor.bytes());
    std::printf("%s %s %s %08lx\n", name.c_str(),
                std::string(DTypeName(tensor.dtype())).c_str(),
                DimsText(tensor.dims()).c_str(), crc);
  }
  return 0;
}
