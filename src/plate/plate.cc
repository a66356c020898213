// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Reading and writing the plate file; the layout stands in plate.h.

#include "plate/plate.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "base/byte_cursor.h"
#include "base/checked_math.h"
#include "base/file.h"
#include "plate/gears.h"

namespace burin {
namespace {

constexpr std::string_view kMagic = "BURINPLT";
constexpr size_t kHeaderBytes = 64;

struct Header {
  uint32_t version = kPlateVersion;
  uint64_t plan_bytes = 0;
  uint64_t weights_offset = 0;
  uint64_t weight_bytes = 0;
  uint64_t content_low = 0;
  uint64_t content_high = 0;
};

void Put(std::byte*& out, uint64_t value, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    *out++ = static_cast<std::byte>(value >> (8 * i));
  }
}

void EncodeHeader(const Header& header, std::byte (&out)[kHeaderBytes]) {
  std::byte* p = out;
  std::memcpy(p, kMagic.data(), kMagic.size());
  p += kMagic.size();
  Put(p, header.version, 4);
  Put(p, 0, 4);
  Put(p, header.plan_bytes, 8);
  Put(p, header.weights_offset, 8);
  Put(p, header.weight_bytes, 8);
  Put(p, header.content_low, 8);
  Put(p, header.content_high, 8);
  Put(p, XXH3_64bits(out, kHeaderBytes - 8), 8);
}

Result<Header> DecodeHeader(ByteSpan file) {
  ByteCursor in(file, ErrorCode::kBadPlate);
  BURIN_ASSIGN(const ByteSpan whole, in.Bytes(kHeaderBytes));
  in = ByteCursor(whole, ErrorCode::kBadPlate);
  BURIN_ASSIGN(const std::string_view magic, in.String(kMagic.size()));
  if (magic != kMagic) {
    return MakeError(ErrorCode::kBadPlate,
                     "not a plate: its first bytes are not ", kMagic,
                     "; burin compile makes plates of ONNX files");
  }
  Header header;
  BURIN_ASSIGN(header.version, in.U32());
  BURIN_TRY(in.Skip(4));
  BURIN_ASSIGN(header.plan_bytes, in.U64());
  BURIN_ASSIGN(header.weights_offset, in.U64());
  BURIN_ASSIGN(header.weight_bytes, in.U64());
  BURIN_ASSIGN(header.content_low, in.U64());
  BURIN_ASSIGN(header.content_high, in.U64());
  BURIN_ASSIGN(const uint64_t hash, in.U64());
  if (hash != XXH3_64bits(whole.data(), kHeaderBytes - 8)) {
    return MakeError(ErrorCode::kBadPlate, "damaged header (checksum)");
  }
  if (header.version != kPlateVersion && header.version != kGearPlateVersion) {
    return MakeError(ErrorCode::kBadPlate, "format version ", header.version,
                     ", ", kPlateVersion, " and ", kGearPlateVersion,
                     " are read; burin compile makes the plate again");
  }
  const auto plan_end = CheckedAdd(uint64_t{kHeaderBytes}, header.plan_bytes);
  const auto end = CheckedAdd(header.weights_offset, header.weight_bytes);
  if (!plan_end || !end || *end != file.size() || *plan_end > file.size() ||
      header.weights_offset != RoundUp(*plan_end, uint64_t{kAlignment})) {
    return MakeError(ErrorCode::kBadPlate, file.size(),
                     " bytes, which is not what the header says");
  }
  return header;
}

// The only plan, in the place of the gears.
Result<void> TakeOnly(int64_t wanted, ByteSpan bytes, Plate& plate) {
  BURIN_ASSIGN(plate.plan, DecodePlan(bytes));
  BURIN_TRY(VerifyPlan(plate.plan, plate.weights()));
  const int64_t batch = BatchOf(plate.plan);
  if (wanted == kOnlyGear || wanted == kLargestGear || wanted == batch) {
    return {};
  }
  return MakeError(ErrorCode::kBadUsage, "batch ", wanted,
                   " is wanted, the plate has batch ", batch, " alone");
}

Result<void> TakeGear(int64_t wanted, ByteSpan bytes, Plate& plate) {
  BURIN_ASSIGN(std::vector<Plan> gears, DecodeGears(bytes));
  BURIN_TRY(VerifyGears(gears, plate.weights()));
  for (const Plan& plan : gears) plate.gears.push_back(BatchOf(plan));
  if (wanted == kLargestGear) wanted = plate.gears.back();
  const auto found = std::ranges::find(plate.gears, wanted);
  if (found != plate.gears.end()) {
    const auto index = static_cast<size_t>(found - plate.gears.begin());
    plate.plan = std::move(gears[index]);
    return {};
  }
  const std::string batches = BatchesText(plate.gears);
  if (wanted == kOnlyGear) {
    return MakeError(ErrorCode::kBadUsage, "a plate with gears of batch ",
                     batches, "; infer --dymBatch chooses one");
  }
  return MakeError(ErrorCode::kBadUsage, "batch ", wanted,
                   " is wanted, the plate has gears of batch ", batches);
}

Result<Plate> Decode(AlignedBuffer file, int64_t gear) {
  Plate plate;
  plate.file = std::move(file);
  const ByteSpan bytes = plate.file.span();
  BURIN_ASSIGN(const Header header, DecodeHeader(bytes));
  const XXH128_hash_t hash =
      XXH3_128bits(bytes.data() + kHeaderBytes, bytes.size() - kHeaderBytes);
  if (hash.low64 != header.content_low || hash.high64 != header.content_high) {
    return MakeError(ErrorCode::kBadPlate, "damaged contents (checksum)");
  }
  plate.weights_offset = header.weights_offset;
  const ByteSpan plans = bytes.subspan(kHeaderBytes, header.plan_bytes);
  BURIN_TRY(header.version == kGearPlateVersion ? TakeGear(gear, plans, plate)
                                                : TakeOnly(gear, plans, plate));
  return plate;
}

// `encoded` are the verified plans that the version says.
Result<void> Write(const std::string& path, uint32_t version,
                   std::vector<std::byte> encoded,
                   std::span<const std::byte> weights) {
  Header header;
  header.version = version;
  header.plan_bytes = encoded.size();
  header.weights_offset =
      RoundUp(kHeaderBytes + encoded.size(), size_t{kAlignment});
  header.weight_bytes = weights.size();
  encoded.resize(header.weights_offset - kHeaderBytes);
  XXH3_state_t* state = XXH3_createState();
  if (state == nullptr) {
    return MakeError(ErrorCode::kOutOfMemory, path, ": no memory to hash");
  }
  XXH3_128bits_reset(state);
  XXH3_128bits_update(state, encoded.data(), encoded.size());
  XXH3_128bits_update(state, weights.data(), weights.size());
  const XXH128_hash_t hash = XXH3_128bits_digest(state);
  XXH3_freeState(state);
  header.content_low = hash.low64;
  header.content_high = hash.high64;
  std::byte head[kHeaderBytes];
  EncodeHeader(header, head);
  const ByteSpan parts[] = {head, encoded, weights};
  return WriteFile(path, parts);
}

}  // namespace

bool LooksLikePlate(std::span<const std::byte> bytes) {
  return AsText(bytes).starts_with(kMagic);
}

Result<void> WritePlate(const std::string& path, const Plan& plan,
                        std::span<const std::byte> weights) {
  BURIN_TRY(VerifyPlan(plan, weights));
  return Write(path, kPlateVersion, EncodePlan(plan), weights);
}

Result<void> WriteGearPlate(const std::string& path,
                            std::span<const Plan> gears,
                            std::span<const std::byte> weights) {
  BURIN_TRY(VerifyGears(gears, weights));
  return Write(path, kGearPlateVersion, EncodeGears(gears), weights);
}

Result<Plate> ReadPlate(const std::string& path, int64_t gear) {
  BURIN_ASSIGN(AlignedBuffer file, ReadFile(path));
  return Decode(std::move(file), gear).Context(path);
}

}  // namespace burin
