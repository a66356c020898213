// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See ParseSafetensors in checkpoint_container.h. The JSON is taken event by
// event: the few shapes it may have are a small state machine, and no document
// is built from whatever else it might hold.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "formats/checkpoint_container.h"
#include "formats/quote.h"

namespace burin {
namespace {

using Json = nlohmann::json;

constexpr uint64_t kMaxHeaderBytes = uint64_t{8} << 20;
constexpr size_t kMaxTensors = 100000;
constexpr size_t kMaxRank = 32;

struct Entry {
  std::string name;
  std::optional<DType> dtype;
  std::string dtype_name;
  std::optional<Dims> dims;
  std::optional<Dims> range;  // begin and end, bytes into the data
};

struct Kind {
  std::string_view name;
  DType dtype;
};
constexpr Kind kKinds[] = {
    {"F64", DType::kFloat64}, {"F32", DType::kFloat32},
    {"F16", DType::kFloat16}, {"BF16", DType::kBFloat16},
    {"I64", DType::kInt64},   {"I32", DType::kInt32},
    {"I16", DType::kInt16},   {"I8", DType::kInt8},
    {"U64", DType::kUint64},  {"U32", DType::kUint32},
    {"U16", DType::kUint16},  {"U8", DType::kUint8},
    {"BOOL", DType::kBool},
};

// Receives nlohmann's parse events. A method that returns false ends the
// parse; `error` then says why.
class HeaderReader : public Json::json_sax_t {
 public:
  std::vector<Entry> entries;
  Error error;

  bool start_object(std::size_t) override {
    if (place_ == Place::kStart) return Enter(Place::kTop);
    if (place_ != Place::kTopValue) return Refuse("an object out of place");
    if (key_ == "__metadata__") return Enter(Place::kMetadata);
    if (entries.size() == kMaxTensors) {
      error = MakeError(ErrorCode::kTooLarge, "more than ", kMaxTensors,
                        " tensors");
      return false;
    }
    entries.emplace_back().name = key_;
    return Enter(Place::kEntry);
  }
  bool end_object() override {
    if (place_ == Place::kTop) return Enter(Place::kEnd);
    if (place_ == Place::kMetadata) return Enter(Place::kTop);
    // JSON's grammar leaves no other object to end.
    const Entry& entry = entries.back();
    if (!entry.dtype || !entry.dims || !entry.range) {
      return Refuse("dtype, shape or data_offsets is missing");
    }
    return Enter(Place::kTop);
  }
  bool key(string_t& name) override {
    key_ = name;
    if (place_ == Place::kTop) return Enter(Place::kTopValue);
    if (place_ == Place::kMetadata) return Enter(Place::kMetadataValue);
    if (name == "dtype") return Enter(Place::kDtype);
    if (name == "shape") return Enter(Place::kShape);
    if (name == "data_offsets") return Enter(Place::kOffsets);
    return Refuse("unknown key");
  }
  bool start_array(std::size_t) override {
    if (place_ == Place::kShape) return Begin(entries.back().dims);
    if (place_ == Place::kOffsets) return Begin(entries.back().range);
    return Refuse("an array out of place");
  }
  bool end_array() override {
    if (place_ == Place::kInOffsets && entries.back().range->size() != 2) {
      return Refuse("data_offsets are not two numbers");
    }
    return Enter(Place::kEntry);
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > uint64_t{INT64_MAX}) return Refuse("a number above 2^63");
    const bool in_place =
        place_ == Place::kInShape || place_ == Place::kInOffsets;
    if (!in_place || entries.empty()) return Refuse("a number out of place");
    Entry& entry = entries.back();
    Dims* numbers = place_ == Place::kInShape ? &*entry.dims : &*entry.range;
    if (numbers->size() == kMaxRank) return Refuse("too many dimensions");
    numbers->push_back(static_cast<int64_t>(value));
    return true;
  }
  bool string(string_t& text) override {
    if (place_ == Place::kMetadataValue) return Enter(Place::kMetadata);
    if (place_ != Place::kDtype) return Refuse("a string out of place");
    Entry& entry = entries.back();
    if (entry.dtype) return Refuse("dtype is there twice");
    for (const Kind& kind : kKinds) {
      if (kind.name == text) entry.dtype = kind.dtype;
    }
    if (entry.dtype) return Enter(Place::kEntry);
    error =
        MakeError(ErrorCode::kUnsupportedFormat, "tensor ", Quoted(entry.name),
                  ": element type ", Quoted(text), " is not read");
    return false;
  }
  bool null() override { return Refuse("null out of place"); }
  bool boolean(bool) override { return Refuse("a bool out of place"); }
  bool number_integer(number_integer_t) override {
    return Refuse("a negative number");
  }
  bool number_float(number_float_t, const string_t&) override {
    return Refuse("a number that is no integer");
  }
  bool binary(binary_t&) override { return Refuse("binary data"); }
  bool parse_error(std::size_t at, const std::string&,
                   const nlohmann::detail::exception&) override {
    error = MakeError(ErrorCode::kBadCheckpoint,
                      "header: malformed JSON at byte ", at);
    return false;
  }

 private:
  enum class Place {
    kStart,
    kTop,
    kTopValue,
    kMetadata,
    kMetadataValue,
    kEntry,
    kDtype,
    kShape,
    kInShape,
    kOffsets,
    kInOffsets,
    kEnd,
  };

  bool Enter(Place place) {
    place_ = place;
    return true;
  }
  bool Begin(std::optional<Dims>& numbers) {
    if (numbers) return Refuse("a key is there twice");
    numbers.emplace();
    return Enter(place_ == Place::kShape ? Place::kInShape : Place::kInOffsets);
  }
  bool Refuse(std::string_view what) {
    error = MakeError(ErrorCode::kBadCheckpoint, "header: ", what, ", after ",
                      Quoted(key_));
    return false;
  }

  Place place_ = Place::kStart;
  std::string key_;
};

// The ranges must tile the data: no gaps, no overlaps, nothing left over.
Result<void> CheckRanges(const std::vector<Entry>& entries,
                         uint64_t data_bytes) {
  std::vector<const Entry*> sorted;
  for (const Entry& entry : entries) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(), [](const Entry* a, const Entry* b) {
    return *a->range < *b->range;
  });
  uint64_t end = 0;
  for (const Entry* entry : sorted) {
    const uint64_t from = static_cast<uint64_t>((*entry->range)[0]);
    const uint64_t to = static_cast<uint64_t>((*entry->range)[1]);
    const auto name = [&] { return StrCat("tensor ", Quoted(entry->name)); };
    if (from != end || to < from || to > data_bytes) {
      return MakeError(ErrorCode::kBadCheckpoint, name(), " lies at bytes ",
                       from, " to ", to, ", ", end, " to at most ", data_bytes,
                       " expected");
    }
    const auto count = CheckedElementCount(*entry->dims);
    if (!count.ok()) {
      return MakeError(ErrorCode::kBadCheckpoint, name(), ": ",
                       count.error().message);
    }
    const uint64_t expected =
        static_cast<uint64_t>(*count) * ElementSize(*entry->dtype);
    if (to - from != expected) {
      return MakeError(ErrorCode::kBadCheckpoint, name(), " has ", to - from,
                       " bytes, ", expected, " expected for ",
                       TypeText({*entry->dtype, *entry->dims}));
    }
    end = to;
  }
  if (end == data_bytes) return {};
  return MakeError(ErrorCode::kBadCheckpoint, data_bytes - end,
                   " bytes after the last tensor");
}

}  // namespace

Result<Checkpoint> ParseSafetensors(ByteSpan bytes) {
  ByteCursor cursor(bytes, ErrorCode::kBadCheckpoint);
  BURIN_ASSIGN(const uint64_t length, cursor.U64());
  if (length > kMaxHeaderBytes) {
    return MakeError(ErrorCode::kTooLarge, "header of ", length, " bytes, ",
                     kMaxHeaderBytes, " at most");
  }
  BURIN_ASSIGN(const std::string_view header, cursor.String(length));
  HeaderReader reader;
  if (!Json::sax_parse(header.begin(), header.end(), &reader)) {
    return reader.error;
  }
  const ByteSpan data = bytes.subspan(cursor.offset());
  BURIN_TRY(CheckRanges(reader.entries, data.size()));
  Checkpoint out;
  out.container = "safetensors";
  for (Entry& entry : reader.entries) {
    const size_t from = static_cast<size_t>((*entry.range)[0]);
    const size_t to = static_cast<size_t>((*entry.range)[1]);
    NamedTensor named;
    named.name =
        entry.name.starts_with("module.") ? entry.name.substr(7) : entry.name;
    BURIN_ASSIGN(named.tensor,
                 Tensor::FromBytes(*entry.dtype, std::move(*entry.dims),
                                   data.subspan(from, to - from)));
    if (*entry.dtype == DType::kBool) {
      std::byte* const b = named.tensor.data();
      for (size_t i = 0; i < to - from; ++i)
        b[i] = std::byte{b[i] != std::byte{0}};
    }
    out.tensors.push_back(std::move(named));
  }
  if (out.tensors.empty()) {
    return MakeError(ErrorCode::kBadCheckpoint, "holds no tensors");
  }
  return WithIndex(std::move(out));
}

}  // namespace burin
