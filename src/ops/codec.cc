// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Both codecs are visitors over Fields(): one to write and one to read, for
// text and for bytes. A field type that a visitor does not know does not
// compile.

#include "ops/codec.h"

#include <bit>
#include <charconv>
#include <concepts>

namespace burin {
namespace {

constexpr size_t kMaxListItems = 64;
constexpr size_t kMaxText = 4096;

// The largest valid enumerator of each enumeration that is a field.
template <typename T>
constexpr uint8_t kLastEnumerator = 0;
template <>
constexpr uint8_t kLastEnumerator<FusedActivation> =
    static_cast<uint8_t>(FusedActivation::kGeluTanh);
template <>
constexpr uint8_t kLastEnumerator<FusedSource> =
    static_cast<uint8_t>(FusedSource::kConcat);
template <>
constexpr uint8_t kLastEnumerator<FusedNorm> =
    static_cast<uint8_t>(FusedNorm::kAffine);
template <>
constexpr uint8_t kLastEnumerator<FusedResidual> =
    static_cast<uint8_t>(FusedResidual::kSource);

template <typename T>
concept PlainEnum =
    std::is_enum_v<T> && !std::same_as<T, DType> && !std::same_as<T, Precision>;

// Applies `f` to the struct in the variant (const or not), if there is one.
template <typename AnyOp, typename F>
void WithFields(AnyOp& op, F&& f) {
  std::visit(
      [&]<typename T>(T& body) {
        if constexpr (!std::same_as<std::remove_const_t<T>, std::monostate>) {
          T::Fields(body, f);
        }
      },
      op);
}

// --- Text ------------------------------------------------------------------

std::string Text(bool v) { return v ? "true" : "false"; }
std::string Text(int64_t v) { return std::to_string(v); }
std::string Text(float v) {
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, v).ptr;
  return {buffer, end};
}
std::string Text(DType v) { return std::string(DTypeName(v)); }
std::string Text(Precision v) { return std::string(PrecisionName(v)); }
std::string Text(const std::string& v) { return "'" + v + "'"; }
std::string Text(const Dims& v) {
  std::string out = "[";
  for (const int64_t d : v) {
    if (out.size() > 1) out += ',';
    out += std::to_string(d);
  }
  return out + "]";
}
template <PlainEnum T>
std::string Text(T v) {
  return std::to_string(static_cast<int>(v));
}

template <typename T>
bool ParseNumber(std::string_view text, T& out) {
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

bool FromText(std::string_view text, bool& out) {
  out = text == "true";
  return out || text == "false";
}
bool FromText(std::string_view text, int64_t& out) {
  return ParseNumber(text, out);
}
bool FromText(std::string_view text, float& out) {
  return ParseNumber(text, out);
}
bool FromText(std::string_view text, DType& out) {
  const auto dtype = DTypeFromName(text);
  if (dtype) out = *dtype;
  return dtype.has_value();
}
bool FromText(std::string_view text, Precision& out) {
  for (const Precision p :
       {Precision::kFloat32, Precision::kBf16, Precision::kInt8}) {
    if (text != PrecisionName(p)) continue;
    out = p;
    return true;
  }
  return false;
}
bool FromText(std::string_view text, std::string& out) {
  if (text.size() < 2 || text.front() != '\'' || text.back() != '\'') {
    return false;
  }
  out = text.substr(1, text.size() - 2);
  return out.find('\'') == std::string::npos;
}
bool FromText(std::string_view text, Dims& out) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') {
    return false;
  }
  text = text.substr(1, text.size() - 2);
  out.clear();
  while (!text.empty()) {
    const size_t comma = text.find(',');
    int64_t item = 0;
    if (!ParseNumber(text.substr(0, comma), item)) return false;
    out.push_back(item);
    if (comma == std::string_view::npos) return true;
    text.remove_prefix(comma + 1);
    if (text.empty()) return false;
  }
  return true;
}
template <PlainEnum T>
bool FromText(std::string_view text, T& out) {
  int number = -1;
  if (!ParseNumber(text, number) || number < 0 || number > kLastEnumerator<T>) {
    return false;
  }
  out = static_cast<T>(number);
  return true;
}

// The end of the first attribute of `text`: a comma outside brackets and
// quotes.
size_t AttributeEnd(std::string_view text) {
  bool quoted = false;
  bool bracketed = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\'') quoted = !quoted;
    if (!quoted && text[i] == '[') bracketed = true;
    if (!quoted && text[i] == ']') bracketed = false;
    if (text[i] == ',' && !quoted && !bracketed) return i;
  }
  return text.size();
}

// --- Bytes -----------------------------------------------------------------

class ByteWriter {
 public:
  std::vector<std::byte> bytes;

  void Put(uint64_t v, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      bytes.push_back(static_cast<std::byte>(v >> (8 * i)));
    }
  }
  void Put(std::string_view text) {
    Put(text.size(), 4);
    const ByteSpan view = AsBytes(text);
    bytes.insert(bytes.end(), view.begin(), view.end());
  }
  void operator()(std::string_view, bool v) { Put(v, 1); }
  void operator()(std::string_view, int64_t v) {
    Put(static_cast<uint64_t>(v), 8);
  }
  void operator()(std::string_view, float v) {
    Put(std::bit_cast<uint32_t>(v), 4);
  }
  void operator()(std::string_view, DType v) {
    Put(static_cast<uint8_t>(v), 1);
  }
  // The last field, and only where it is not the usual one.
  void operator()(std::string_view, Precision v) {
    if (v != Precision::kFloat32) Put(static_cast<uint8_t>(v), 1);
  }
  void operator()(std::string_view, const std::string& v) { Put(v); }
  void operator()(std::string_view, const Dims& v) {
    Put(v.size(), 4);
    for (const int64_t d : v) Put(static_cast<uint64_t>(d), 8);
  }
  template <PlainEnum T>
  void operator()(std::string_view, T v) {
    Put(static_cast<uint8_t>(v), 1);
  }
};

Result<void> Read(ByteCursor& in, bool& out) {
  BURIN_ASSIGN(const uint8_t v, in.U8());
  if (v > 1) return in.Fail("a bool that is neither 0 nor 1");
  out = v == 1;
  return {};
}
Result<void> Read(ByteCursor& in, int64_t& out) {
  BURIN_ASSIGN(const uint64_t v, in.U64());
  out = static_cast<int64_t>(v);
  return {};
}
Result<void> Read(ByteCursor& in, float& out) {
  BURIN_ASSIGN(const uint32_t v, in.U32());
  out = std::bit_cast<float>(v);
  return {};
}
Result<void> Read(ByteCursor& in, DType& out) {
  BURIN_ASSIGN(const uint8_t v, in.U8());
  const auto dtype = DTypeFromNumber(v);
  if (!dtype) return in.Fail("unknown element type");
  out = *dtype;
  return {};
}
Result<void> Read(ByteCursor& in, Precision& out) {
  if (in.AtEnd()) return {};
  BURIN_ASSIGN(const uint8_t v, in.U8());
  if (v != static_cast<uint8_t>(Precision::kBf16) &&
      v != static_cast<uint8_t>(Precision::kInt8)) {
    return in.Fail("a precision that is neither bf16 nor int8");
  }
  out = static_cast<Precision>(v);
  return {};
}
Result<void> Read(ByteCursor& in, std::string& out) {
  BURIN_ASSIGN(const uint32_t size, in.U32());
  if (size > kMaxText) return in.Fail("text too long");
  BURIN_ASSIGN(out, in.String(size));
  return {};
}
Result<void> Read(ByteCursor& in, Dims& out) {
  BURIN_ASSIGN(const uint32_t size, in.U32());
  if (size > kMaxListItems) return in.Fail("list too long");
  out.resize(size);
  for (int64_t& item : out) BURIN_TRY(Read(in, item));
  return {};
}
template <PlainEnum T>
Result<void> Read(ByteCursor& in, T& out) {
  BURIN_ASSIGN(const uint8_t v, in.U8());
  if (v > kLastEnumerator<T>) return in.Fail("enumerator out of range");
  out = static_cast<T>(v);
  return {};
}

}  // namespace

std::string PrintOp(const Op& op) {
  std::string out(OpName(op));
  const Op defaults = OpByName(out);
  std::vector<std::string> usual;
  WithFields(defaults, [&](std::string_view, const auto& value) {
    usual.push_back(Text(value));
  });
  std::string attributes;
  size_t i = 0;
  WithFields(op, [&](std::string_view name, const auto& value) {
    const std::string text = Text(value);
    if (text == usual[i++]) return;
    if (!attributes.empty()) attributes += ", ";
    attributes += StrCat(name, "=", text);
  });
  return attributes.empty() ? out : out + "{" + attributes + "}";
}

Result<Op> ParseOp(std::string_view text) {
  const auto bad = [&](std::string_view what) {
    return MakeError(ErrorCode::kBadInput, what, " in op '", text, "'");
  };
  const size_t brace = text.find('{');
  Op op = OpByName(text.substr(0, brace));
  if (op.index() == 0) return bad("unknown name");
  if (brace == std::string_view::npos) return op;
  if (text.back() != '}') return bad("missing brace");
  std::string_view rest = text.substr(brace + 1, text.size() - brace - 2);
  while (!rest.empty()) {
    const size_t end = AttributeEnd(rest);
    const std::string_view attribute = rest.substr(0, end);
    rest.remove_prefix(end == rest.size() ? end : end + 1);
    if (rest.starts_with(' ')) rest.remove_prefix(1);
    const size_t equals = attribute.find('=');
    if (equals == std::string_view::npos) return bad("missing '='");
    bool known = false;
    bool good = false;
    WithFields(op, [&](std::string_view name, auto& value) {
      if (name != attribute.substr(0, equals)) return;
      known = true;
      good = FromText(attribute.substr(equals + 1), value);
    });
    if (!known) return bad("unknown attribute");
    if (!good) return bad("malformed value");
  }
  return op;
}

std::vector<std::byte> EncodeOp(const Op& op) {
  ByteWriter out;
  out.Put(OpName(op));
  WithFields(op, out);
  return std::move(out.bytes);
}

Result<Op> DecodeOp(ByteSpan bytes) {
  ByteCursor in(bytes, ErrorCode::kBadPlate);
  std::string name;
  BURIN_TRY(Read(in, name));
  Op op = OpByName(name);
  if (op.index() == 0) return in.Fail("unknown op");
  Result<void> state;
  WithFields(op, [&](std::string_view, auto& value) {
    if (state.ok()) state = Read(in, value);
  });
  BURIN_TRY(std::move(state));
  if (!in.AtEnd()) return in.Fail("trailing bytes after an op");
  return op;
}

}  // namespace burin
