// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See byte_cursor.h.

#include "base/byte_cursor.h"

#include <cstring>

namespace burin {

Error ByteCursor::Fail(std::string_view what) const {
  return MakeError(code_, what, " at byte ", offset_, " of ", bytes_.size());
}

template <typename T>
Result<T> ByteCursor::Little() {
  if (remaining() < sizeof(T)) return Fail("ends early");
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) {
    value |= static_cast<T>(static_cast<T>(bytes_[offset_ + i]) << (8 * i));
  }
  offset_ += sizeof(T);
  return value;
}

Result<uint8_t> ByteCursor::U8() { return Little<uint8_t>(); }
Result<uint16_t> ByteCursor::U16() { return Little<uint16_t>(); }
Result<uint32_t> ByteCursor::U32() { return Little<uint32_t>(); }
Result<uint64_t> ByteCursor::U64() { return Little<uint64_t>(); }

Result<uint64_t> ByteCursor::U64Be() {
  BURIN_ASSIGN(const uint64_t little, Little<uint64_t>());
  return __builtin_bswap64(little);
}

Result<ByteSpan> ByteCursor::Bytes(size_t count) {
  if (remaining() < count)
    return Fail(StrCat("ends early, ", count, " bytes expected"));
  const ByteSpan out = bytes_.subspan(offset_, count);
  offset_ += count;
  return out;
}

Result<std::string_view> ByteCursor::String(size_t count) {
  BURIN_ASSIGN(const ByteSpan bytes, Bytes(count));
  return AsText(bytes);
}

Result<std::string_view> ByteCursor::StringUntil(char end, size_t limit) {
  const std::string_view rest = AsText(bytes_.subspan(offset_));
  const size_t at = rest.substr(0, limit + 1).find(end);
  if (at == std::string_view::npos) return Fail("unterminated text");
  offset_ += at + 1;
  return rest.substr(0, at);
}

Result<void> ByteCursor::Skip(size_t count) {
  if (remaining() < count)
    return Fail(StrCat("ends early, ", count, " bytes expected"));
  offset_ += count;
  return {};
}

Result<void> ByteCursor::Seek(size_t offset) {
  if (offset > bytes_.size())
    return Fail(StrCat("offset ", offset, " lies outside"));
  offset_ = offset;
  return {};
}

}  // namespace burin
