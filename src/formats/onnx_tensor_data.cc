// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See onnx_tensor_data.h.

#include "formats/onnx_tensor_data.h"

#include <cstring>
#include <type_traits>

#include "formats/quote.h"

namespace burin::onnx {
namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;

enum Field : uint32_t {
  kFloatData = 4,
  kInt32Data = 5,
  kInt64Data = 7,
  kDoubleData = 10,
  kUint64Data = 11,
};

// The typed field in which ONNX stores elements of that type.
Field FieldOf(DType dtype) {
  switch (dtype) {
    case DType::kFloat32:
      return kFloatData;
    case DType::kFloat64:
      return kDoubleData;
    case DType::kInt64:
      return kInt64Data;
    case DType::kUint32:
    case DType::kUint64:
      return kUint64Data;
    default:
      return kInt32Data;
  }
}

void AppendBytes(const void* data, size_t size, std::vector<std::byte>& out) {
  const auto* bytes = static_cast<const std::byte*>(data);
  out.insert(out.end(), bytes, bytes + size);
}

// The low bytes of each integer, which is two's complement and little endian.
std::vector<std::byte> Narrow(const std::vector<int64_t>& integers,
                              DType dtype) {
  const size_t size = ElementSize(dtype);
  std::vector<std::byte> out(integers.size() * size);
  for (size_t i = 0; i < integers.size(); ++i) {
    const int64_t value =
        dtype == DType::kBool ? integers[i] != 0 : integers[i];
    std::memcpy(out.data() + i * size, &value, size);
  }
  return out;
}

Error BadTensor(const TensorFields& fields, const TensorProto& tensor,
                std::string_view what) {
  return MakeError(ErrorCode::kBadOnnx, "tensor ", Quoted(tensor.name), " ",
                   what, ", at offset ", fields.offset);
}

}  // namespace

bool IsTypedData(uint32_t field) {
  return field == kFloatData || field == kInt32Data || field == kInt64Data ||
         field == kDoubleData || field == kUint64Data;
}

size_t MaxTypedBytes(const pbf_reader& reader) {
  if (reader.wire_type() != pbf_wire_type::length_delimited) return 16;
  pbf_reader copy = reader;
  // A one-byte varint becomes an int64_t and then an element.
  return copy.get_view().size() * 16;
}

bool AppendTyped(pbf_reader& reader, TensorFields& fields) {
  const bool packed = reader.wire_type() == pbf_wire_type::length_delimited;
  const auto integers = [&](const auto& range) {
    for (const auto item : range) {
      fields.integers.push_back(static_cast<int64_t>(item));
    }
  };
  switch (reader.tag()) {
    case kFloatData:
    case kDoubleData: {
      const size_t size = reader.tag() == kFloatData ? 4 : 8;
      if (packed) {
        const protozero::data_view view = reader.get_view();
        if (view.size() % size != 0) return false;
        AppendBytes(view.data(), view.size(), fields.fixed);
      } else if (reader.wire_type() == (size == 4 ? pbf_wire_type::fixed32
                                                  : pbf_wire_type::fixed64)) {
        const uint64_t bits =
            size == 4 ? reader.get_fixed32() : reader.get_fixed64();
        AppendBytes(&bits, size, fields.fixed);
      } else {
        return false;
      }
      return true;
    }
    case kInt32Data:
    case kInt64Data:
      if (packed) {
        integers(reader.get_packed_int64());
      } else if (reader.wire_type() == pbf_wire_type::varint) {
        fields.integers.push_back(reader.get_int64());
      } else {
        return false;
      }
      return true;
    default:
      if (packed) {
        integers(reader.get_packed_uint64());
      } else if (reader.wire_type() == pbf_wire_type::varint) {
        fields.integers.push_back(static_cast<int64_t>(reader.get_uint64()));
      } else {
        return false;
      }
      return true;
  }
}

Result<void> FinishTensor(TensorFields fields, TensorProto& out) {
  const std::optional<DType> dtype = DTypeFromNumber(fields.data_type);
  if (!dtype) {
    return MakeError(ErrorCode::kUnsupportedFormat, "tensor ", Quoted(out.name),
                     " has element type ", fields.data_type,
                     ", which is not read, at offset ", fields.offset);
  }
  out.dtype = *dtype;
  const Result<int64_t> count = CheckedElementCount(out.dims);
  if (!count.ok()) return BadTensor(fields, out, count.error().message);
  const Result<int64_t> bytes = CheckedElementCount(
      Dims{*count, static_cast<int64_t>(ElementSize(*dtype))});
  if (!bytes.ok()) return BadTensor(fields, out, bytes.error().message);
  const bool typed = fields.typed_kinds != 0;
  if (!out.external.empty()) {
    // Some writers leave an empty raw_data beside the reference.
    if (typed || (fields.raw && !fields.raw->empty())) {
      return BadTensor(fields, out, "has data both here and in another file");
    }
    return {};
  }
  if (typed && fields.raw) {
    return BadTensor(fields, out, "has both raw and typed data");
  }
  if (typed && fields.typed_kinds != 1u << FieldOf(*dtype)) {
    return BadTensor(fields, out, "has typed data of another type");
  }
  if (typed) {
    out.owned = fields.fixed.empty() ? Narrow(fields.integers, *dtype)
                                     : std::move(fields.fixed);
  } else if (fields.raw) {
    out.view = *fields.raw;
  }
  const size_t present = out.bytes().size();
  if (present != static_cast<size_t>(*bytes)) {
    return BadTensor(fields, out,
                     StrCat("has ", present, " bytes, ", *bytes,
                            " expected for ", TypeText(out.type())));
  }
  return {};
}

}  // namespace burin::onnx
