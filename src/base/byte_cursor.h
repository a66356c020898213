// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The one door for untrusted bytes: a position in a span that can only move
// inside it. Every read either succeeds whole or returns an error and leaves
// the position where it was. Integers are little endian unless named Be.

#ifndef BURIN_BASE_BYTE_CURSOR_H_
#define BURIN_BASE_BYTE_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"

namespace burin {

using ByteSpan = std::span<const std::byte>;

class ByteCursor {
 public:
  // Errors carry `code` and say the offset, counted from the span's start.
  ByteCursor(ByteSpan bytes, ErrorCode code) : bytes_(bytes), code_(code) {}

  size_t offset() const { return offset_; }
  size_t size() const { return bytes_.size(); }
  size_t remaining() const { return bytes_.size() - offset_; }
  bool AtEnd() const { return remaining() == 0; }

  Result<uint8_t> U8();
  Result<uint16_t> U16();
  Result<uint32_t> U32();
  Result<uint64_t> U64();
  Result<uint64_t> U64Be();
  // A view into the span, valid as long as the span's bytes are.
  Result<ByteSpan> Bytes(size_t count);
  Result<std::string_view> String(size_t count);
  // Up to and without `end`, which is consumed; at most `limit` bytes.
  Result<std::string_view> StringUntil(char end, size_t limit);
  Result<void> Skip(size_t count);
  Result<void> Seek(size_t offset);

  Error Fail(std::string_view what) const;

 private:
  template <typename T>
  Result<T> Little();

  ByteSpan bytes_;
  size_t offset_ = 0;
  ErrorCode code_;
};

inline std::string_view AsText(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline ByteSpan AsBytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace burin

#endif  // BURIN_BASE_BYTE_CURSOR_H_
