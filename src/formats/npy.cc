// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See npy.h. The header is a Python dict literal of three known keys; only
// that much of Python is understood.

#include "formats/npy.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <optional>
#include <vector>

#include "base/checked_math.h"
#include "formats/quote.h"

namespace burin {
namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);
constexpr size_t kMaxHeaderBytes = 65536;  // NumPy's own limit is 10,000
constexpr size_t kMaxRank = 32;

struct Kind {
  std::string_view code;  // without the byte order
  DType dtype;
};
constexpr Kind kKinds[] = {
    {"f4", DType::kFloat32}, {"f8", DType::kFloat64}, {"f2", DType::kFloat16},
    {"i8", DType::kInt64},   {"i4", DType::kInt32},   {"i2", DType::kInt16},
    {"i1", DType::kInt8},    {"u8", DType::kUint64},  {"u4", DType::kUint32},
    {"u2", DType::kUint16},  {"u1", DType::kUint8},   {"b1", DType::kBool},
};

Error Bad(std::string_view what) { return MakeError(ErrorCode::kBadNpy, what); }

// The dict literal, read from left to right.
class HeaderText {
 public:
  explicit HeaderText(std::string_view text) : rest_(text) {}

  bool Take(char c) {
    SkipSpace();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool TakeWord(std::string_view word) {
    SkipSpace();
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  std::optional<std::string_view> TakeString() {
    SkipSpace();
    if (rest_.empty() || (rest_[0] != '\'' && rest_[0] != '"')) return {};
    const size_t end = rest_.find(rest_[0], 1);
    if (end == std::string_view::npos) return {};
    const std::string_view out = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return out;
  }
  std::optional<int64_t> TakeNumber() {
    SkipSpace();
    int64_t value = 0;
    size_t digits = 0;
    for (; digits < rest_.size() && IsDigit(rest_[digits]); ++digits) {
      const auto shifted = CheckedMul<int64_t>(value, 10);
      if (!shifted) return {};
      const auto next = CheckedAdd<int64_t>(*shifted, rest_[digits] - '0');
      if (!next) return {};
      value = *next;
    }
    if (digits == 0) return {};
    rest_.remove_prefix(digits);
    if (rest_.starts_with('L')) rest_.remove_prefix(1);  // Python 2's long
    return value;
  }
  bool AtEnd() {
    SkipSpace();
    return rest_.empty();
  }

 private:
  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }
  void SkipSpace() {
    const size_t at = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at);
  }
  std::string_view rest_;
};

Result<void> ReadDescr(HeaderText& text, NpyHeader& header) {
  const auto descr = text.TakeString();
  if (!descr) {
    return MakeError(ErrorCode::kUnsupportedFormat,
                     "header: structured element types are not read");
  }
  std::string_view code = *descr;
  if (!code.empty() &&
      std::string_view("<>|=").find(code[0]) != std::string_view::npos) {
    header.big_endian = code[0] == '>';
    code.remove_prefix(1);
  }
  if (code.starts_with('O')) {
    return MakeError(ErrorCode::kUnsupportedFormat,
                     "header: object arrays are not read, they hold a pickle");
  }
  for (const Kind& kind : kKinds) {
    if (kind.code != code) continue;
    header.type.dtype = kind.dtype;
    return {};
  }
  return MakeError(ErrorCode::kUnsupportedFormat, "header: element type ",
                   Quoted(*descr), " is not read");
}

Result<void> ReadShape(HeaderText& text, Dims& dims) {
  if (!text.Take('(')) return Bad("header: shape is not a tuple");
  while (!text.Take(')')) {
    const auto dim = text.TakeNumber();
    if (!dim) return Bad("header: shape holds no proper number");
    if (dims.size() == kMaxRank) {
      return MakeError(ErrorCode::kBadNpy, "header: more than ", kMaxRank,
                       " dimensions");
    }
    dims.push_back(*dim);
    if (text.Take(',')) continue;
    if (!text.Take(')')) return Bad("header: shape is not closed");
    break;
  }
  return {};
}

Result<NpyHeader> ParseDict(std::string_view dict) {
  HeaderText text(dict);
  NpyHeader header;
  bool descr = false, order = false, shape = false;
  if (!text.Take('{')) return Bad("header: no dict");
  while (!text.Take('}')) {
    const auto key = text.TakeString();
    if (!key || !text.Take(':')) return Bad("header: key expected");
    if (*key == "descr" && !descr) {
      descr = true;
      BURIN_TRY(ReadDescr(text, header));
    } else if (*key == "fortran_order" && !order) {
      order = true;
      header.fortran_order = text.TakeWord("True");
      if (!header.fortran_order && !text.TakeWord("False")) {
        return Bad("header: fortran_order is neither True nor False");
      }
    } else if (*key == "shape" && !shape) {
      shape = true;
      BURIN_TRY(ReadShape(text, header.type.dims));
    } else {
      return MakeError(ErrorCode::kBadNpy, "header: unknown or double key ",
                       Quoted(*key));
    }
    if (text.Take(',')) continue;
    if (!text.Take('}')) return Bad("header: dict is not closed");
    break;
  }
  if (!text.AtEnd()) return Bad("header: text after the dict");
  if (!descr || !order || !shape) {
    return Bad("header: descr, fortran_order or shape is missing");
  }
  return header;
}

// Bytes of data that `type` needs; the type comes from a file.
Result<uint64_t> DataBytes(const TensorType& type) {
  const Result<int64_t> count = CheckedElementCount(type.dims);
  if (!count.ok()) {
    return MakeError(ErrorCode::kBadNpy, "header: ", count.error().message);
  }
  // At most 2^48 elements of 8 bytes: no overflow.
  return static_cast<uint64_t>(*count) * ElementSize(type.dtype);
}

Result<void> CheckSize(const NpyHeader& header, uint64_t file_bytes) {
  BURIN_ASSIGN(const uint64_t expected, DataBytes(header.type));
  const uint64_t present = file_bytes - header.data_offset;
  if (present == expected) return {};
  return MakeError(ErrorCode::kBadNpy, present, " bytes of data, ", expected,
                   " expected for ", TypeText(header.type));
}

void SwapBytes(std::span<std::byte> data, size_t element) {
  for (size_t at = 0; at + element <= data.size(); at += element) {
    std::reverse(data.begin() + at, data.begin() + at + element);
  }
}

// dst[i0, i1, ..] = src[.., i1, i0]: walks dst in order with one counter per
// dimension.
void CopyFortranOrder(ByteSpan src, const TensorType& type, std::byte* dst) {
  const size_t element = ElementSize(type.dtype);
  const size_t rank = type.dims.size();
  std::vector<size_t> stride(rank), index(rank, 0);
  size_t step = element;
  for (size_t d = 0; d < rank; ++d) {
    stride[d] = step;
    step *= static_cast<size_t>(type.dims[d]);
  }
  size_t from = 0;
  for (size_t done = 0; done < src.size(); done += element) {
    std::memcpy(dst + done, src.data() + from, element);
    for (size_t d = rank; d-- > 0;) {
      from += stride[d];
      if (++index[d] < static_cast<size_t>(type.dims[d])) break;
      from -= stride[d] * index[d];
      index[d] = 0;
    }
  }
}

std::string_view CodeOf(DType dtype) {
  for (const Kind& kind : kKinds) {
    if (kind.dtype == dtype) return kind.code;
  }
  return {};
}

}  // namespace

Result<NpyHeader> ParseNpyHeader(ByteSpan bytes) {
  ByteCursor cursor(bytes, ErrorCode::kBadNpy);
  const auto magic = cursor.String(kMagic.size());
  if (!magic.ok() || *magic != kMagic) return Bad("not a .npy file");
  BURIN_ASSIGN(const uint8_t major, cursor.U8());
  BURIN_ASSIGN(const uint8_t minor, cursor.U8());
  if (major < 1 || major > 3 || minor != 0) {
    return MakeError(ErrorCode::kBadNpy, "version ", major, ".", minor,
                     ", 1.0, 2.0 or 3.0 expected");
  }
  size_t length = 0;
  if (major == 1) {
    BURIN_ASSIGN(length, cursor.U16());
  } else {
    BURIN_ASSIGN(length, cursor.U32());
  }
  if (length > kMaxHeaderBytes) {
    return MakeError(ErrorCode::kBadNpy, "header of ", length, " bytes, ",
                     kMaxHeaderBytes, " at most");
  }
  BURIN_ASSIGN(const std::string_view dict,
               cursor.String(length).Context("header"));
  BURIN_ASSIGN(NpyHeader header, ParseDict(dict));
  header.data_offset = cursor.offset();
  BURIN_TRY(DataBytes(header.type));
  return header;
}

Result<NpyHeader> ReadNpyHeader(const std::string& path) {
  // FileSize refuses pipes and devices, which opening could wait for.
  BURIN_ASSIGN(const uint64_t size, FileSize(path));
  std::string prefix(std::min<uint64_t>(size, kMaxHeaderBytes + 12), '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(prefix.data(), static_cast<std::streamsize>(prefix.size()))) {
    return MakeError(ErrorCode::kIo, path, ": cannot be read");
  }
  BURIN_ASSIGN(NpyHeader header, ParseNpyHeader(AsBytes(prefix)).Context(path));
  BURIN_TRY(CheckSize(header, size).Context(path));
  return header;
}

Result<Tensor> ParseNpy(ByteSpan bytes) {
  BURIN_ASSIGN(const NpyHeader header, ParseNpyHeader(bytes));
  BURIN_TRY(CheckSize(header, bytes.size()));
  const ByteSpan data = bytes.subspan(header.data_offset);
  const TensorType& type = header.type;
  BURIN_ASSIGN(Tensor out, Tensor::Allocate(type.dtype, type.dims));
  if (data.empty()) return out;
  if (header.fortran_order && type.dims.size() > 1) {
    CopyFortranOrder(data, type, out.data());
  } else {
    std::memcpy(out.data(), data.data(), data.size());
  }
  const std::span<std::byte> written(out.data(), data.size());
  if (header.big_endian) SwapBytes(written, ElementSize(type.dtype));
  if (type.dtype == DType::kBool) {  // NumPy reads any byte but 0 as True
    for (std::byte& b : written) b = std::byte{b != std::byte{0}};
  }
  return out;
}

Result<Tensor> ReadNpy(const std::string& path) {
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(path));
  return ParseNpy(file.span()).Context(path);
}

Result<std::string> NpyHeaderBytes(const TensorType& type) {
  const std::string_view code = CodeOf(type.dtype);
  if (code.empty()) {
    return MakeError(ErrorCode::kUnsupportedFormat, "NumPy has no ",
                     DTypeName(type.dtype));
  }
  std::string shape = "(";
  for (const int64_t dim : type.dims) {
    if (shape.size() > 1) shape += ", ";
    shape += std::to_string(dim);
  }
  shape += type.dims.size() == 1 ? ",)" : ")";
  const char order = ElementSize(type.dtype) == 1 ? '|' : '<';
  std::string dict =
      StrCat("{'descr': '", order, code,
             "', 'fortran_order': False, 'shape': ", shape, ", }");
  // np.save leaves room for the first dimension to grow to 21 digits.
  if (!type.dims.empty()) {
    dict.append(21 - std::to_string(type.dims[0]).size(), ' ');
  }
  constexpr size_t kPrefix = 10, kAlign = 64;
  const size_t total = RoundUp(kPrefix + dict.size() + 1, kAlign);
  dict.append(total - kPrefix - dict.size() - 1, ' ');
  dict += '\n';
  std::string out(kMagic);
  out += {'\x01', '\x00', static_cast<char>(dict.size() & 0xff),
          static_cast<char>(dict.size() >> 8)};
  return out + dict;
}

Result<void> WriteNpy(const std::string& path, const ConstTensorView& tensor,
                      Durability durability) {
  BURIN_ASSIGN(const std::string header,
               NpyHeaderBytes(
                   {tensor.dtype, Dims(tensor.dims.begin(), tensor.dims.end())})
                   .Context(path));
  const ByteSpan parts[] = {AsBytes(header), {tensor.data, tensor.bytes()}};
  return WriteFile(path, parts, durability);
}

}  // namespace burin
