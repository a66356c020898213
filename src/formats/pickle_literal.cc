// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See pickle_literal.h.

#include "formats/pickle_literal.h"

#include <bit>
#include <charconv>
#include <cmath>

namespace burin {
namespace {

PickleValue Integer(int64_t value) {
  PickleValue out;
  out.kind = PickleKind::kInt;
  out.integer = value;
  return out;
}

PickleValue Boolean(bool value) {
  PickleValue out;
  out.kind = PickleKind::kBool;
  out.integer = value;
  return out;
}

PickleValue Real(double value) {
  PickleValue out;
  out.kind = PickleKind::kFloat;
  out.real = value;
  return out;
}

PickleValue Text(PickleKind kind, std::string_view text) {
  PickleValue out;
  out.kind = kind;
  out.text = text;
  return out;
}

// Little-endian two's complement of any length.
PickleValue LongFromBytes(std::string_view bytes) {
  if (bytes.size() > 8) return Text(PickleKind::kBigInt, bytes);
  uint64_t value = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    value |= static_cast<uint64_t>(static_cast<uint8_t>(bytes[i])) << (8 * i);
  }
  const unsigned unused = 64 - 8 * static_cast<unsigned>(bytes.size());
  if (bytes.empty()) return Integer(0);
  return Integer(static_cast<int64_t>(value << unused) >> unused);
}

template <typename Number>
std::optional<Number> Parse(std::string_view text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end) return std::nullopt;
  return value;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void AppendUtf8(std::string& out, uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  int shift = c < 0x800 ? 6 : c < 0x10000 ? 12 : 18;
  constexpr uint32_t kLead[] = {0xc0, 0xe0, 0xf0};
  out += static_cast<char>(kLead[shift / 6 - 1] | (c >> shift));
  while (shift > 0) {
    shift -= 6;
    out += static_cast<char>(0x80 | ((c >> shift) & 0x3f));
  }
}

// The escapes of a Python byte string's repr (STRING) or of raw-unicode-escape
// (UNICODE, which knows only \u and \U). Empty for a malformed one.
std::optional<std::string> Unescape(std::string_view text, bool unicode) {
  constexpr std::string_view kPlain = "\\'\"nrtabfv";
  constexpr std::string_view kMeaning = "\\'\"\n\r\t\a\b\f\v";
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      out += text[at];
      continue;
    }
    const char kind = at + 1 < text.size() ? text[at + 1] : '\0';
    const size_t digits = unicode ? (kind == 'u'   ? 4
                                     : kind == 'U' ? 8
                                                   : 0)
                                  : (kind == 'x' ? 2 : 0);
    if (digits == 0) {
      const size_t known = unicode ? kPlain.npos : kPlain.find(kind);
      if (known == kPlain.npos) {
        if (!unicode) return std::nullopt;
        out += '\\';
        continue;
      }
      out += kMeaning[known];
      ++at;
      continue;
    }
    uint32_t value = 0;
    for (size_t i = 0; i < digits; ++i) {
      const int digit =
          at + 2 + i < text.size() ? HexDigit(text[at + 2 + i]) : -1;
      if (digit < 0) return std::nullopt;
      value = value * 16 + static_cast<uint32_t>(digit);
    }
    if (value > 0x10ffff) return std::nullopt;
    if (unicode) {
      AppendUtf8(out, value);
    } else {
      out += static_cast<char>(value);
    }
    at += 1 + digits;
  }
  return out;
}

Result<PickleValue> ReadEscaped(std::string_view text, bool unicode,
                                const ByteCursor& cursor,
                                std::optional<std::string>& owned) {
  if (text.find('\\') == text.npos) return Text(PickleKind::kString, text);
  owned = Unescape(text, unicode);
  if (!owned) return cursor.Fail("malformed escape in a string");
  return Text(PickleKind::kString, {});
}

Result<PickleValue> ReadQuoted(ByteCursor& cursor,
                               std::optional<std::string>& owned) {
  BURIN_ASSIGN(std::string_view line, ReadPickleLine(cursor));
  const bool quoted = line.size() >= 2 && line.front() == line.back() &&
                      (line.front() == '\'' || line.front() == '"');
  if (!quoted) return cursor.Fail("string without quotes");
  return ReadEscaped(line.substr(1, line.size() - 2), false, cursor, owned);
}

Result<PickleValue> ReadIntLine(ByteCursor& cursor) {
  BURIN_ASSIGN(const std::string_view line, ReadPickleLine(cursor));
  if (line == "00" || line == "01") return Boolean(line == "01");
  const auto value = Parse<int64_t>(line);
  if (!value) return cursor.Fail("malformed integer");
  return Integer(*value);
}

Result<PickleValue> ReadLongLine(ByteCursor& cursor) {
  BURIN_ASSIGN(std::string_view line, ReadPickleLine(cursor));
  if (line.ends_with('L')) line.remove_suffix(1);
  const auto value = Parse<int64_t>(line);
  if (!value) return cursor.Fail("malformed or very large integer");
  return Integer(*value);
}

Result<PickleValue> ReadFloatLine(ByteCursor& cursor) {
  BURIN_ASSIGN(const std::string_view line, ReadPickleLine(cursor));
  const auto value = Parse<double>(line);
  if (!value) return cursor.Fail("malformed float");
  return Real(*value);
}

template <typename Length>
Result<PickleValue> ReadText(PickleKind kind, Result<Length> length,
                             ByteCursor& cursor) {
  if (!length.ok()) return std::move(length).error();
  BURIN_ASSIGN(const std::string_view text, cursor.String(*length));
  return Text(kind, text);
}

Result<PickleValue> ReadLong(Result<uint32_t> length, ByteCursor& cursor) {
  if (!length.ok()) return std::move(length).error();
  BURIN_ASSIGN(const std::string_view bytes, cursor.String(*length));
  return LongFromBytes(bytes);
}

// Maps an unsigned read to a value, or passes its error on.
template <typename T, typename F>
Result<PickleValue> Map(Result<T> read, F&& f) {
  if (!read.ok()) return std::move(read).error();
  return f(*read);
}

Result<uint32_t> Widen(Result<uint8_t> read) {
  if (!read.ok()) return std::move(read).error();
  return uint32_t{*read};
}

Result<std::optional<PickleValue>> Some(Result<PickleValue> value) {
  if (!value.ok()) return std::move(value).error();
  return std::optional<PickleValue>(std::move(value).value());
}

}  // namespace

Result<std::string_view> ReadPickleLine(ByteCursor& cursor) {
  return cursor.StringUntil('\n', cursor.remaining());
}

Result<int64_t> ReadPickleDecimalLine(ByteCursor& cursor) {
  BURIN_ASSIGN(const std::string_view line, ReadPickleLine(cursor));
  const auto value = Parse<int64_t>(line);
  if (!value) return cursor.Fail("malformed number");
  return *value;
}

Result<std::optional<PickleValue>> ReadPickleLiteral(
    PickleOp op, ByteCursor& cursor, std::optional<std::string>& owned) {
  using enum PickleKind;
  switch (op) {
    case PickleOp::kNone:
      return Some(PickleValue{});
    case PickleOp::kNewTrue:
      return Some(Boolean(true));
    case PickleOp::kNewFalse:
      return Some(Boolean(false));
    case PickleOp::kInt:
      return Some(ReadIntLine(cursor));
    case PickleOp::kBinInt:
      return Some(Map(cursor.U32(), [](uint32_t n) {
        return Integer(static_cast<int32_t>(n));
      }));
    case PickleOp::kBinInt1:
      return Some(Map(cursor.U8(), Integer));
    case PickleOp::kBinInt2:
      return Some(Map(cursor.U16(), Integer));
    case PickleOp::kLong:
      return Some(ReadLongLine(cursor));
    case PickleOp::kLong1:
      return Some(ReadLong(Widen(cursor.U8()), cursor));
    case PickleOp::kLong4:
      return Some(ReadLong(cursor.U32(), cursor));
    case PickleOp::kFloat:
      return Some(ReadFloatLine(cursor));
    case PickleOp::kBinFloat:
      return Some(Map(cursor.U64Be(), [](uint64_t bits) {
        return Real(std::bit_cast<double>(bits));
      }));
    case PickleOp::kString:
      return Some(ReadQuoted(cursor, owned));
    case PickleOp::kUnicode: {
      BURIN_ASSIGN(const std::string_view line, ReadPickleLine(cursor));
      return Some(ReadEscaped(line, true, cursor, owned));
    }
    case PickleOp::kShortBinString:
    case PickleOp::kShortBinUnicode:
      return Some(ReadText(kString, cursor.U8(), cursor));
    case PickleOp::kBinString:
    case PickleOp::kBinUnicode:
      return Some(ReadText(kString, cursor.U32(), cursor));
    case PickleOp::kBinUnicode8:
      return Some(ReadText(kString, cursor.U64(), cursor));
    case PickleOp::kShortBinBytes:
      return Some(ReadText(kBytes, cursor.U8(), cursor));
    case PickleOp::kBinBytes:
      return Some(ReadText(kBytes, cursor.U32(), cursor));
    case PickleOp::kBinBytes8:
    case PickleOp::kByteArray8:
      return Some(ReadText(kBytes, cursor.U64(), cursor));
    default:
      return std::optional<PickleValue>();
  }
}

}  // namespace burin
