// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// full_checkpoint VARIANT FILE: a checkpoint with the tensors of a named
// variant of sMLPNet and made-up values, for command lines that name one. As
// safetensors, whatever the file is called: readers go by content.

#include <cstdio>
#include <string>

#include "base/file.h"
#include "models/fake_checkpoint.h"
#include "models/registry.h"

namespace burin {
namespace {

Result<void> Write(const std::string& variant_name, const std::string& path) {
  BURIN_ASSIGN(const Variant* variant,
               VariantByName(Family::kSmlpNet, variant_name));
  FakeNetwork network;
  network.shape = variant->shape;
  std::string header = "{";
  std::string values;
  for (const auto& [name, dims] : FakeShapes(network)) {
    const Tensor tensor = FakeTensor(name, dims);
    std::string shape;
    for (const int64_t dim : dims) {
      shape += StrCat(shape.empty() ? "" : ",", dim);
    }
    const size_t start = values.size();
    values += AsText(std::as_bytes(tensor.Span<float>()));
    header += StrCat(header.size() == 1 ? "" : ",", "\"", name,
                     "\":{\"dtype\":\"F32\",\"shape\":[", shape,
                     "],\"data_offsets\":[", start, ",", values.size(), "]}");
  }
  header += "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  std::string size;
  for (int i = 0; i < 8; ++i) {
    size += static_cast<char>(header.size() >> (8 * i) & 0xff);
  }
  const ByteSpan parts[] = {AsBytes(size), AsBytes(header), AsBytes(values)};
  return WriteFile(path, parts);
}

}  // namespace
}  // namespace burin

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const burin::Result<void> written = burin::Write(argv[1], argv[2]);
  if (written.ok()) return 0;
  std::fprintf(stderr, "%s\n", written.error().message.c_str());
  return 1;
}
