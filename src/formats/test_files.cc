// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See test_files.h.

#include "formats/test_files.h"

#include <zlib.h>

#include <cstring>

#include "base/result.h"

namespace burin::testing_files {
namespace {

uint32_t Crc(std::string_view text) {
  return static_cast<uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(text.data()),
            static_cast<uInt>(text.size())));
}

std::string Deflate(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, 8,
               Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// Flags, method, time, CRC, sizes: the middle of both headers.
std::string Middle(const TestEntry& entry, std::string_view data, bool known) {
  return Little(entry.descriptor ? 0x0808 : 0, 2) +
         Little(entry.deflated ? 8 : 0, 2) + Little(0, 4) +
         Little(known ? Crc(entry.content) : 0, 4) +
         Little(known ? data.size() : 0, 4) +
         Little(known ? entry.content.size() : 0, 4);
}

std::string Descriptor(const TestEntry& entry, std::string_view data) {
  const int bytes = entry.descriptor_bytes;
  const int width = bytes >= 20 ? 8 : 4;
  std::string out = bytes == 16 || bytes == 24 ? Little(0x08074b50, 4) : "";
  return out + Little(Crc(entry.content), 4) + Little(data.size(), width) +
         Little(entry.content.size(), width);
}

}  // namespace

std::string Little(uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}

void Patch(std::string& text, size_t at, uint64_t value, int bytes) {
  text.replace(at, static_cast<size_t>(bytes), Little(value, bytes));
}

TestZip MakeZip(const std::vector<TestEntry>& entries, bool zip64) {
  TestZip zip;
  std::string& out = zip.bytes;
  std::string directory;
  std::vector<size_t> central_at;
  for (const TestEntry& entry : entries) {
    const std::string data =
        entry.deflated ? Deflate(entry.content) : entry.content;
    zip.local_at.push_back(out.size());
    // An extra field of a private kind, as PyTorch pads with.
    const std::string extra = entry.padding < 4
                                  ? ""
                                  : "FB" + Little(entry.padding - 4, 2) +
                                        std::string(entry.padding - 4, 'Z');
    out += StrCat("PK\x03\x04", Little(20, 2),
                  Middle(entry, data, !entry.descriptor),
                  Little(entry.name.size(), 2), Little(extra.size(), 2),
                  entry.name, extra);
    zip.data_at.push_back(out.size());
    out += data;
    if (entry.descriptor) out += Descriptor(entry, data);
    central_at.push_back(directory.size());
    directory += StrCat("PK\x01\x02", Little(20, 2), Little(20, 2),
                        Middle(entry, data, true), Little(entry.name.size(), 2),
                        Little(0, 2), Little(0, 2), Little(0, 2), Little(0, 6),
                        Little(zip.local_at.back(), 4), entry.name);
  }
  const size_t directory_at = out.size();
  for (const size_t at : central_at) {
    zip.central_at.push_back(directory_at + at);
  }
  out += directory;
  const size_t count = entries.size();
  if (zip64) {
    zip.end64_at = out.size();
    out += StrCat("PK\x06\x06", Little(44, 8), Little(45, 2), Little(45, 2),
                  Little(0, 8), Little(count, 8), Little(count, 8),
                  Little(directory.size(), 8), Little(directory_at, 8));
    out += StrCat("PK\x06\x07", Little(0, 4), Little(zip.end64_at, 8),
                  Little(1, 4));
  }
  zip.end_at = out.size();
  out += StrCat("PK\x05\x06", Little(0, 4), Little(count, 2), Little(count, 2),
                Little(directory.size(), 4), Little(directory_at, 4),
                Little(0, 2));
  return zip;
}

namespace pk {

std::string Str(std::string_view text) {
  return StrCat("X", Little(text.size(), 4), text);
}

std::string Int(int64_t value) {
  if (value >= INT32_MIN && value <= INT32_MAX) {
    return StrCat("J", Little(static_cast<uint64_t>(value), 4));
  }
  return StrCat("\x8a\x08", Little(static_cast<uint64_t>(value), 8));
}

std::string Global(std::string_view module, std::string_view name) {
  return StrCat("c", module, "\n", name, "\n");
}

std::string Tuple(const std::vector<std::string>& items) {
  std::string out = "(";
  for (const std::string& item : items) out += item;
  return out + "t";
}

std::string List(const std::vector<std::string>& items) {
  std::string out = "](";
  for (const std::string& item : items) out += item;
  return out + "e";
}

std::string Ints(const std::vector<int64_t>& values) {
  std::vector<std::string> items;
  for (const int64_t value : values) items.push_back(Int(value));
  return Tuple(items);
}

std::string Dict(const std::vector<Item>& items) {
  std::string out = "}(";
  for (const Item& item : items) out += Str(item.first) + item.second;
  return out + "u";
}

std::string Call(std::string_view callee, std::string_view args) {
  return std::string(callee) + std::string(args) + "R";
}

std::string Storage(std::string_view type, std::string_view key,
                    int64_t elements, bool legacy) {
  std::vector<std::string> id = {Str("storage"), Global("torch", type),
                                 Str(key), Str("cpu"), Int(elements)};
  if (legacy) id.push_back("N");
  return Tuple(id) + "Q";
}

std::string TensorV2(std::string_view storage, int64_t offset,
                     const std::vector<int64_t>& dims,
                     const std::vector<int64_t>& strides) {
  return Call(
      Global("torch._utils", "_rebuild_tensor_v2"),
      Tuple({std::string(storage), Int(offset), Ints(dims), Ints(strides),
             "\x89", Call(Global("collections", "OrderedDict"), ")")}));
}

std::string Whole(std::string_view body) {
  return StrCat("\x80\x02", body, ".");
}

}  // namespace pk

std::string MakeTorchZip(std::string_view body, const TestStorages& storages) {
  std::vector<TestEntry> entries = {{"m/data.pkl", pk::Whole(body)},
                                    {"m/byteorder", "little"}};
  for (const auto& [key, content] : storages) {
    entries.push_back({StrCat("m/data/", key), content});
  }
  entries.push_back({"m/version", "3\n"});
  for (TestEntry& entry : entries) {
    entry.descriptor = true;
    entry.padding = 8;
  }
  return MakeZip(entries).bytes;
}

std::string MakeTorchLegacy(std::string_view body, const TestStorages& storages,
                            size_t element_bytes) {
  using namespace pk;
  std::vector<std::string> keys;
  for (const auto& storage : storages) keys.push_back(Str(storage.first));
  std::string out = Whole("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19") +
                    Whole(Int(1001)) +
                    Whole(Dict({{"protocol_version", Int(1001)},
                                {"little_endian", "\x88"}})) +
                    Whole(body) + Whole(List(keys));
  for (const auto& storage : storages) {
    out += Little(storage.second.size() / element_bytes, 8) + storage.second;
  }
  return out;
}

std::string MakeSafetensors(std::string_view json, std::string_view data) {
  return Little(json.size(), 8) + std::string(json) + std::string(data);
}

std::string Floats(const std::vector<float>& values) {
  std::string out(values.size() * sizeof(float), '\0');
  if (!values.empty()) std::memcpy(out.data(), values.data(), out.size());
  return out;
}

namespace {

std::string TinyBody(bool legacy) {
  using namespace pk;
  return Dict(
      {{"epoch", Int(7)},
       {"state_dict",
        Dict({{"weight", TensorV2(Storage("FloatStorage", "0", 4, legacy), 0,
                                  {2, 2}, {2, 1})},
              {"bias", TensorV2(Storage("FloatStorage", "1", 2, legacy), 0, {2},
                                {1})}})}});
}

}  // namespace

std::string TinyZip() {
  return MakeTorchZip(TinyBody(false),
                      {{"0", Floats({1, 2, 3, 4})}, {"1", Floats({5, 6})}});
}

std::string TinyLegacy() {
  return MakeTorchLegacy(TinyBody(true),
                         {{"0", Floats({1, 2, 3, 4})}, {"1", Floats({5, 6})}});
}

std::string TinySafetensors() {
  return MakeSafetensors(
      R"({"__metadata__":{"format":"pt"},)"
      R"("weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},)"
      R"("bias":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}}  )",
      Floats({1, 2, 3, 4, 5, 6}));
}

}  // namespace burin::testing_files
