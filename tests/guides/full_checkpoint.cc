// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// full_checkpoint VARIANT FILE: a checkpoint with the tensors of a named
// variant of any family and made-up values, for command lines that name one and
// for limits that hold at full size. As safetensors, whatever the file is
// called: readers go by content.

#include <cstdio>
#include <string>
#include <string_view>

#include "base/file.h"
#include "models/fake_checkpoint.h"
#include "models/registry.h"

namespace burin {
namespace {

Result<FakeNetwork> NetworkOf(std::string_view variant) {
  for (const Variant& known : Registry()) {
    if (known.name != variant) continue;
    FakeNetwork out;
    out.shape = known.shape;
    // Tokens are of 16 pixels there, those of sMLPNet's first stage of 4.
    if (known.shape.family == Family::kT2tVit) out.side = 14;
    return out;
  }
  return MakeError(ErrorCode::kBadUsage, "no variant '", variant, "'");
}

Result<void> Write(const std::string& variant, const std::string& path) {
  BURIN_ASSIGN(const FakeNetwork network, NetworkOf(variant));
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
