// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The elements of a TensorProto: ONNX stores them as raw bytes, or in one of
// five typed fields whose element is wider than the tensor's (a bool in an
// int32, a float16 as the bits in an int32). All come out as raw bytes. Part of
// the ONNX reader; nothing else includes it.

#ifndef BURIN_FORMATS_ONNX_TENSOR_DATA_H_
#define BURIN_FORMATS_ONNX_TENSOR_DATA_H_

#include <cstddef>
#include <optional>
#include <protozero/pbf_reader.hpp>
#include <vector>

#include "formats/onnx_proto.h"

namespace burin::onnx {

// What was read of a TensorProto before its element type is surely known.
struct TensorFields {
  int64_t data_type = 0;
  std::optional<ByteSpan> raw;
  uint32_t typed_kinds = 0;       // bit per field number that was present
  std::vector<std::byte> fixed;   // float_data, double_data as they are
  std::vector<int64_t> integers;  // int32_data, int64_data, uint64_data
  size_t offset = 0;              // of the tensor in the file
};

// float_data 4, int32_data 5, int64_data 7, double_data 10, uint64_data 11.
bool IsTypedData(uint32_t field);

// An upper bound of what AppendTyped and FinishTensor will allocate for the
// current field.
size_t MaxTypedBytes(const protozero::pbf_reader& reader);

// Reads the current field, packed or not; false for a wrong wire type.
bool AppendTyped(protozero::pbf_reader& reader, TensorFields& fields);

// Moves the elements into `out`. Errors: kBadOnnx for raw and typed data
// together, typed data of the wrong field, or a size other than the dimensions
// ask for; kUnsupportedFormat for element types that burin does not know.
Result<void> FinishTensor(TensorFields fields, TensorProto& out);

}  // namespace burin::onnx

#endif  // BURIN_FORMATS_ONNX_TENSOR_DATA_H_
