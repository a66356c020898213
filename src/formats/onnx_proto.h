// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// ONNX files as plain structs, and back to bytes. The structs are named as the
// messages of onnx.proto; what burin never interprets (quantization notes,
// sparse tensors, types other than tensors, newer fields) is kept as bytes in
// `unknown` and written again. Meaning (operators, shapes, opsets) is left to
// src/onnx: this reader only promises that the file is well formed, that every
// tensor has exactly the bytes that its dimensions ask for, and that the memory
// it takes is bounded by the size of the file.

#ifndef BURIN_FORMATS_ONNX_PROTO_H_
#define BURIN_FORMATS_ONNX_PROTO_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/byte_cursor.h"
#include "base/result.h"
#include "tensor/dtype.h"
#include "tensor/tensor.h"

namespace burin::onnx {

// StringStringEntryProto.
struct StringEntry {
  std::string key;
  std::string value;
  bool operator==(const StringEntry&) const = default;
};

struct TensorProto {
  std::string name;
  DType dtype = DType::kFloat32;
  Dims dims;
  // The elements, row-major and little endian, in one of two places: `owned`,
  // or, when that is empty, `view`, which points into the bytes that were
  // parsed (or that the caller keeps alive until the model is written).
  std::vector<std::byte> owned;
  ByteSpan view;
  // Not empty: the elements are in another file, and view and owned are empty.
  std::vector<StringEntry> external;
  std::string doc_string;
  std::string unknown;

  ByteSpan bytes() const { return owned.empty() ? view : ByteSpan(owned); }
  TensorType type() const { return {dtype, dims}; }
};

// The numbers of AttributeProto.AttributeType.
enum class AttributeType : uint8_t {
  kUndefined = 0,
  kFloat = 1,
  kInt = 2,
  kString = 3,
  kTensor = 4,
  kGraph = 5,
  kFloats = 6,
  kInts = 7,
  kStrings = 8,
  kTensors = 9,
  kGraphs = 10,
  kSparseTensor = 11,
  kSparseTensors = 12,
  kTypeProto = 13,
  kTypeProtos = 14,
};

struct GraphProto;

struct AttributeProto {
  std::string name;
  AttributeType type = AttributeType::kUndefined;
  float f = 0;
  int64_t i = 0;
  std::string s;
  std::vector<float> floats;
  std::vector<int64_t> ints;
  std::vector<std::string> strings;
  std::vector<TensorProto> tensors;  // kTensor: exactly one
  std::vector<GraphProto> graphs;    // kGraph: exactly one
  std::string ref_attr_name;
  std::string doc_string;
  std::string unknown;
};

struct NodeProto {
  std::string name;
  std::string op_type;
  std::string domain;
  std::vector<std::string> input;  // an empty name is an absent optional input
  std::vector<std::string> output;
  std::vector<AttributeProto> attribute;
  std::string doc_string;
  std::string unknown;
};

// A dimension with neither a value nor a name is unknown.
struct DimensionProto {
  int64_t value = -1;  // negative: none given
  std::string param;
  bool operator==(const DimensionProto&) const = default;
};

struct ValueInfoProto {
  std::string name;
  // elem_type 0: not a tensor, or of unknown type (see `unknown`). The number
  // may be a type that DType does not have.
  int64_t elem_type = 0;
  bool has_shape = false;
  std::vector<DimensionProto> shape;
  std::string doc_string;
  std::string unknown;       // of the ValueInfoProto
  std::string unknown_type;  // of its TypeProto
};

struct GraphProto {
  std::string name;
  std::vector<NodeProto> node;
  std::vector<TensorProto> initializer;
  std::vector<ValueInfoProto> input;
  std::vector<ValueInfoProto> output;
  std::vector<ValueInfoProto> value_info;
  std::string doc_string;
  bool has_sparse_initializer = false;  // they are kept in `unknown`
  std::string unknown;
};

struct OpsetProto {
  std::string domain;  // "" and "ai.onnx" are the standard operators
  int64_t version = 0;
  bool operator==(const OpsetProto&) const = default;
};

struct ModelProto {
  int64_t ir_version = 0;
  std::vector<OpsetProto> opset_import;
  std::string producer_name;
  std::string producer_version;
  std::string domain;
  int64_t model_version = 0;
  std::string doc_string;
  std::vector<StringEntry> metadata_props;
  GraphProto graph;
  bool has_functions = false;  // they are kept in `unknown`
  std::string unknown;
};

struct ParseLimits {
  size_t nodes = 1'000'000;   // in all graphs together
  size_t graph_depth = 16;    // graphs inside attributes
  size_t name_bytes = 4'096;  // a name, an operator type, a domain
  size_t rank = 64;           // dimensions of a tensor
  // What the structs may take in memory beyond the size of the file.
  size_t extra_bytes = size_t{64} << 20;
};

// Parses a whole file. Tensors stay views into `bytes`, which must outlive the
// model. Errors: kBadOnnx (malformed; the offset is said), kTooLarge (beyond a
// limit), kUnsupportedFormat (an element type that burin does not know).
Result<ModelProto> ParseOnnx(ByteSpan bytes, const ParseLimits& limits = {});

// The bytes of the file; the same model gives the same bytes. kTooLarge from
// 2 GiB on, which no protobuf reader could read again.
Result<std::string> SerializeOnnx(const ModelProto& model);

}  // namespace burin::onnx

#endif  // BURIN_FORMATS_ONNX_PROTO_H_
