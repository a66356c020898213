// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See onnx_proto.h. The wire format is protozero's business; its exceptions are
// caught once, in ParseOnnx. Every struct, string and list item that is made is
// charged to one budget before it is made, so no file makes the parser take
// more memory than its size allows.

#include "formats/onnx_proto.h"

#include <cstring>
#include <exception>
#include <optional>
#include <protozero/pbf_reader.hpp>

#include "formats/onnx_tensor_data.h"
#include "formats/quote.h"

namespace burin::onnx {
namespace {

using protozero::pbf_reader;
using Wire = protozero::pbf_wire_type;

constexpr uint32_t Varint(uint32_t field) {
  return protozero::tag_and_type(field, Wire::varint);
}
constexpr uint32_t Bytes(uint32_t field) {
  return protozero::tag_and_type(field, Wire::length_delimited);
}
constexpr uint32_t Fixed32(uint32_t field) {
  return protozero::tag_and_type(field, Wire::fixed32);
}

class Parser {
 public:
  Parser(ByteSpan bytes, const ParseLimits& limits)
      : limits_(limits),
        begin_(reinterpret_cast<const char*>(bytes.data())),
        field_(begin_),
        budget_(bytes.size() + limits.extra_bytes),
        bytes_(bytes) {}

  Result<ModelProto> Model();
  size_t offset() const { return static_cast<size_t>(field_ - begin_); }

 private:
  // Moves to the next field and notes where it starts.
  bool Next(pbf_reader& r) {
    field_ = r.data().data();
    return r.next();
  }
  Error Bad(std::string_view what) const {
    return MakeError(ErrorCode::kBadOnnx, what, " at offset ", offset());
  }
  Result<void> Charge(size_t bytes) {
    if (bytes > budget_) {
      return MakeError(ErrorCode::kTooLarge, "needs more memory than its ",
                       bytes_.size(), " bytes allow, at offset ", offset());
    }
    budget_ -= bytes;
    return {};
  }
  template <typename T>
  Result<T*> Grow(std::vector<T>& list) {
    BURIN_TRY(Charge(sizeof(T)));
    return &list.emplace_back();
  }
  Result<void> Text(pbf_reader& r, std::string& out);
  Result<void> Name(pbf_reader& r, std::string& out);
  // Appends the field, tag included, to `out`.
  Result<void> Keep(pbf_reader& r, std::string& out);
  template <typename Range, typename T>
  Result<void> AppendAll(const Range& range, std::vector<T>& out);

  Result<void> Opset(pbf_reader r, OpsetProto& out);
  Result<void> Entry(pbf_reader r, StringEntry& out);
  Result<void> Graph(pbf_reader r, GraphProto& out, size_t depth);
  Result<void> Node(pbf_reader r, NodeProto& out, size_t depth);
  Result<void> Attribute(pbf_reader r, AttributeProto& out, size_t depth);
  Result<void> Tensor(pbf_reader r, TensorProto& out);
  Result<void> ValueInfo(pbf_reader r, ValueInfoProto& out);
  Result<void> Type(pbf_reader r, ValueInfoProto& out);
  Result<void> TensorTypeOf(pbf_reader r, ValueInfoProto& out);
  Result<void> Shape(pbf_reader r, ValueInfoProto& out);
  Result<void> Dimension(pbf_reader r, DimensionProto& out);

  const ParseLimits& limits_;
  const char* begin_;
  const char* field_;  // the field being read
  size_t budget_;
  ByteSpan bytes_;
  size_t nodes_ = 0;
};

Result<void> Parser::Text(pbf_reader& r, std::string& out) {
  const protozero::data_view view = r.get_view();
  BURIN_TRY(Charge(view.size()));
  out.assign(view.data(), view.size());
  return {};
}

Result<void> Parser::Name(pbf_reader& r, std::string& out) {
  BURIN_TRY(Text(r, out));
  if (out.size() > limits_.name_bytes) {
    return MakeError(ErrorCode::kTooLarge, "a name of ", out.size(), " bytes, ",
                     limits_.name_bytes, " at most, at offset ", offset());
  }
  if (out.find('\0') != std::string::npos) return Bad("a name with a NUL byte");
  return {};
}

Result<void> Parser::Keep(pbf_reader& r, std::string& out) {
  const char* const start = field_;
  r.skip();
  const size_t size = static_cast<size_t>(r.data().data() - start);
  BURIN_TRY(Charge(size));
  out.append(start, size);
  return {};
}

template <typename Range, typename T>
Result<void> Parser::AppendAll(const Range& range, std::vector<T>& out) {
  for (const auto item : range) {
    BURIN_TRY(Charge(sizeof(T)));
    out.push_back(item);
  }
  return {};
}

Result<ModelProto> Parser::Model() {
  ModelProto out;
  bool graph = false;
  pbf_reader r(begin_, bytes_.size());
  while (Next(r)) {
    switch (r.tag_and_type()) {
      case Varint(1):
        out.ir_version = r.get_int64();
        break;
      case Bytes(2):
        BURIN_TRY(Text(r, out.producer_name));
        break;
      case Bytes(3):
        BURIN_TRY(Text(r, out.producer_version));
        break;
      case Bytes(4):
        BURIN_TRY(Text(r, out.domain));
        break;
      case Varint(5):
        out.model_version = r.get_int64();
        break;
      case Bytes(6):
        BURIN_TRY(Text(r, out.doc_string));
        break;
      case Bytes(7):
        if (graph) return Bad("a second graph");
        graph = true;
        BURIN_TRY(Graph(r.get_message(), out.graph, 0));
        break;
      case Bytes(8): {
        BURIN_ASSIGN(OpsetProto * opset, Grow(out.opset_import));
        BURIN_TRY(Opset(r.get_message(), *opset));
        break;
      }
      case Bytes(14): {
        BURIN_ASSIGN(StringEntry * entry, Grow(out.metadata_props));
        BURIN_TRY(Entry(r.get_message(), *entry));
        break;
      }
      case Bytes(25):
        out.has_functions = true;
        [[fallthrough]];
      default:
        BURIN_TRY(Keep(r, out.unknown));
    }
  }
  if (!graph) return MakeError(ErrorCode::kBadOnnx, "holds no graph");
  return out;
}

Result<void> Parser::Opset(pbf_reader r, OpsetProto& out) {
  while (Next(r)) {
    switch (r.tag_and_type()) {
      case Bytes(1):
        BURIN_TRY(Name(r, out.domain));
        break;
      case Varint(2):
        out.version = r.get_int64();
        break;
      default:
        r.skip();
    }
  }
  return {};
}

Result<void> Parser::Entry(pbf_reader r, StringEntry& out) {
  while (Next(r)) {
    switch (r.tag_and_type()) {
      case Bytes(1):
        BURIN_TRY(Text(r, out.key));
        break;
      case Bytes(2):
        BURIN_TRY(Text(r, out.value));
        break;
      default:
        r.skip();
    }
  }
  return {};
}

Result<void> Parser::Graph(pbf_reader r, GraphProto& out, size_t depth) {
  if (depth > limits_.graph_depth) {
    return MakeError(ErrorCode::kTooLarge, "graphs inside graphs, ", depth,
                     " deep, ", limits_.graph_depth, " at most, at offset ",
                     offset());
  }
  while (Next(r)) {
    switch (r.tag_and_type()) {
      case Bytes(1): {
        if (++nodes_ > limits_.nodes) {
          return MakeError(ErrorCode::kTooLarge, "more than ", limits_.nodes,
                           " nodes");
        }
        BURIN_ASSIGN(NodeProto * node, Grow(out.node));
        BURIN_TRY(Node(r.get_message(), *node, depth));
        break;
      }
      case Bytes(2):
        BURIN_TRY(Text(r, out.name));
        break;
      case Bytes(5): {
        BURIN_ASSIGN(TensorProto * tensor, Grow(out.initializer));
        BURIN_TRY(Tensor(r.get_message(), *tensor));
        break;
      }
      case Bytes(10):
        BURIN_TRY(Text(r, out.doc_string));
        break;
      case Bytes(11): {
        BURIN_ASSIGN(ValueInfoProto * value, Grow(out.input));
        BURIN_TRY(ValueInfo(r.get_message(), *value));
        break;
      }
      case Bytes(12): {
        BURIN_ASSIGN(ValueInfoProto * value, Grow(out.output));
        BURIN_TRY(ValueInfo(r.get_message(), *value));
        break;
      }
      case Bytes(13): {
        BURIN_ASSIGN(ValueInfoProto * value, Grow(out.value_info));
        BURIN_TRY(ValueInfo(r.get_message(), *value));
        break;
      }
      case Bytes(15):
        out.has_sparse_initializer = true;
        [[fallthrough]];
      default:
        BURIN_TRY(Keep(r, out.unknown));
    }
  }
  return {};
}

Result<void> Parser::Node(pbf_reader r, NodeProto& out, size_t depth) {
  const size_t start = offset();
  while (Next(r)) {
    switch (r.tag_and_type()) {
      case Bytes(1): {
        BURIN_ASSIGN(std::string * name, Grow(out.input));
        BURIN_TRY(Name(r, *name));
        break;
      }
      case Bytes(2): {
        BURIN_ASSIGN(std::string * name, Grow(out.output));
        BURIN_TRY(Name(r, *name));
        break;
      }
      case Bytes(3):
        BURIN_TRY(Name(r, out.name));
        break;
      case Bytes(4):
        BURIN_TRY(Name(r, out.op_type));
        break;
      case Bytes(5): {
        BURIN_ASSIGN(AttributeProto * attribute, Grow(out.attribute));
        BURIN_TRY(Attribute(r.get_message(), *attribute, depth));
        break;
      }
      case Bytes(6):
        BURIN_TRY(Text(r, out.doc_string));
        break;
      case Bytes(7):
        BURIN_TRY(Name(r, out.domain));
        break;
      default:
        BURIN_TRY(Keep(r, out.unknown));
    }
  }
  if (out.op_type.empty()) {
    return MakeError(ErrorCode::kBadOnnx, "node ", Quoted(out.name),
                     " has no operator type, at offset ", start);
  }
  return {};
}

// What the fields say an attribute is; checked against `type`.
AttributeType ImpliedType(const AttributeProto& a, bool has_f, bool has_i,
                          bool has_s, bool has_t, bool has_g) {
  if (has_f) return AttributeType::kFloat;
  if (has_i) return AttributeType::kInt;
  if (has_s) return AttributeType::kString;
  if (has_t) return AttributeType::kTensor;
  if (has_g) return AttributeType::kGraph;
  if (!a.floats.empty()) return AttributeType::kFloats;
  if (!a.ints.empty()) return AttributeType::kInts;
  if (!a.strings.empty()) return AttributeType::kStrings;
  if (!a.tensors.empty()) return AttributeType::kTensors;
  if (!a.graphs.empty()) return AttributeType::kGraphs;
  return AttributeType::kUndefined;
}

Result<void> Parser::Attribute(pbf_reader r, AttributeProto& out,
                               size_t depth) {
  const size_t start = offset();
  bool has_f = false, has_i = false, has_s = false, has_t = false;
  bool has_g = false;
  while (Next(r)) {
    switch (r.tag_and_type()) {
      case Bytes(1):
        BURIN_TRY(Name(r, out.name));
        break;
      case Fixed32(2):
        out.f = r.get_float();
        has_f = true;
        break;
      case Varint(3):
        out.i = r.get_int64();
        has_i = true;
        break;
      case Bytes(4):
        BURIN_TRY(Text(r, out.s));
        has_s = true;
        break;
      case Bytes(5):
      case Bytes(10): {
        has_t = has_t || r.tag() == 5;
        BURIN_ASSIGN(TensorProto * tensor, Grow(out.tensors));
        BURIN_TRY(Tensor(r.get_message(), *tensor));
        break;
      }
      case Bytes(6):
      case Bytes(11): {
        has_g = has_g || r.tag() == 6;
        BURIN_ASSIGN(GraphProto * graph, Grow(out.graphs));
        BURIN_TRY(Graph(r.get_message(), *graph, depth + 1));
        break;
      }
      case Fixed32(7):
        BURIN_TRY(Charge(sizeof(float)));
        out.floats.push_back(r.get_float());
        break;
      case Bytes(7):
        BURIN_TRY(AppendAll(r.get_packed_float(), out.floats));
        break;
      case Varint(8):
        BURIN_TRY(Charge(sizeof(int64_t)));
        out.ints.push_back(r.get_int64());
        break;
      case Bytes(8):
        BURIN_TRY(AppendAll(r.get_packed_int64(), out.ints));
        break;
      case Bytes(9): {
        BURIN_ASSIGN(std::string * text, Grow(out.strings));
        BURIN_TRY(Text(r, *text));
        break;
      }
      case Bytes(13):
        BURIN_TRY(Text(r, out.doc_string));
        break;
      case Varint(20): {
        const int32_t type = r.get_int32();
        if (type < 0 || type > 14) return Bad("an attribute of unknown type");
        out.type = static_cast<AttributeType>(type);
        break;
      }
      case Bytes(21):
        BURIN_TRY(Name(r, out.ref_attr_name));
        break;
      default:
        BURIN_TRY(Keep(r, out.unknown));
    }
  }
  const AttributeType implied =
      ImpliedType(out, has_f, has_i, has_s, has_t, has_g);
  if (out.type == AttributeType::kUndefined) out.type = implied;
  const bool single_missing =
      (out.type == AttributeType::kTensor && out.tensors.size() != 1) ||
      (out.type == AttributeType::kGraph && out.graphs.size() != 1);
  if ((implied != AttributeType::kUndefined && implied != out.type) ||
      single_missing) {
    return MakeError(ErrorCode::kBadOnnx, "attribute ", Quoted(out.name),
                     " has not the value that its type says, at offset ",
                     start);
  }
  return {};
}

Result<void> Parser::Tensor(pbf_reader r, TensorProto& out) {
  TensorFields fields;
  fields.offset = offset();
  bool external = false;
  while (Next(r)) {
    switch (r.tag_and_type()) {
      case Varint(1):
        BURIN_TRY(Charge(sizeof(int64_t)));
        out.dims.push_back(r.get_int64());
        break;
      case Bytes(1):
        BURIN_TRY(AppendAll(r.get_packed_int64(), out.dims));
        break;
      case Varint(2):
        fields.data_type = r.get_int32();
        break;
      case Bytes(8):
        BURIN_TRY(Name(r, out.name));
        break;
      case Bytes(9): {
        const protozero::data_view view = r.get_view();
        fields.raw = AsBytes({view.data(), view.size()});
        break;
      }
      case Bytes(12):
        BURIN_TRY(Text(r, out.doc_string));
        break;
      case Bytes(13): {
        BURIN_ASSIGN(StringEntry * entry, Grow(out.external));
        BURIN_TRY(Entry(r.get_message(), *entry));
        break;
      }
      case Varint(14):
        external = r.get_int32() == 1;
        break;
      case Varint(3):  // segments
      case Bytes(3):
      case Bytes(6):  // strings
        return MakeError(ErrorCode::kUnsupportedFormat,
                         "a tensor of strings or in segments, at offset ",
                         offset());
      default:
        if (!IsTypedData(r.tag())) {
          BURIN_TRY(Keep(r, out.unknown));
          break;
        }
        // Wider elements than the bytes they come from are charged first.
        BURIN_TRY(Charge(MaxTypedBytes(r)));
        fields.typed_kinds |= 1u << r.tag();
        if (!AppendTyped(r, fields))
          return Bad("typed data of wrong wire type");
    }
  }
  if (out.dims.size() > limits_.rank) {
    return MakeError(ErrorCode::kTooLarge, "tensor ", Quoted(out.name), " has ",
                     out.dims.size(), " dimensions, ", limits_.rank,
                     " at most");
  }
  if (!external) out.external.clear();
  if (external && out.external.empty()) {
    return MakeError(ErrorCode::kBadOnnx, "tensor ", Quoted(out.name),
                     " is said to be in another file, but not in which");
  }
  return FinishTensor(std::move(fields), out);
}

Result<void> Parser::ValueInfo(pbf_reader r, ValueInfoProto& out) {
  while (Next(r)) {
    switch (r.tag_and_type()) {
      case Bytes(1):
        BURIN_TRY(Name(r, out.name));
        break;
      case Bytes(2):
        BURIN_TRY(Type(r.get_message(), out));
        break;
      case Bytes(3):
        BURIN_TRY(Text(r, out.doc_string));
        break;
      default:
        BURIN_TRY(Keep(r, out.unknown));
    }
  }
  return {};
}

Result<void> Parser::Type(pbf_reader r, ValueInfoProto& out) {
  while (Next(r)) {
    if (r.tag_and_type() == Bytes(1)) {
      BURIN_TRY(TensorTypeOf(r.get_message(), out));
    } else {
      BURIN_TRY(Keep(r, out.unknown_type));
    }
  }
  return {};
}

Result<void> Parser::TensorTypeOf(pbf_reader r, ValueInfoProto& out) {
  while (Next(r)) {
    switch (r.tag_and_type()) {
      case Varint(1):
        out.elem_type = r.get_int32();
        break;
      case Bytes(2):
        out.has_shape = true;
        BURIN_TRY(Shape(r.get_message(), out));
        break;
      default:
        r.skip();
    }
  }
  return {};
}

Result<void> Parser::Shape(pbf_reader r, ValueInfoProto& out) {
  while (Next(r)) {
    if (r.tag_and_type() != Bytes(1)) {
      r.skip();
      continue;
    }
    if (out.shape.size() == limits_.rank) {
      return MakeError(ErrorCode::kTooLarge, "value ", Quoted(out.name),
                       " has more than ", limits_.rank, " dimensions");
    }
    BURIN_ASSIGN(DimensionProto * dim, Grow(out.shape));
    BURIN_TRY(Dimension(r.get_message(), *dim));
  }
  return {};
}

Result<void> Parser::Dimension(pbf_reader r, DimensionProto& out) {
  while (Next(r)) {
    switch (r.tag_and_type()) {
      case Varint(1):
        out.value = r.get_int64();
        if (out.value < 0) return Bad("a negative dimension");
        break;
      case Bytes(2):
        BURIN_TRY(Name(r, out.param));
        break;
      default:
        r.skip();
    }
  }
  return {};
}

}  // namespace

Result<ModelProto> ParseOnnx(ByteSpan bytes, const ParseLimits& limits) {
  if (bytes.empty()) return MakeError(ErrorCode::kBadOnnx, "empty file");
  if (bytes.size() > INT32_MAX) {
    return MakeError(ErrorCode::kTooLarge, bytes.size(), " bytes, ", INT32_MAX,
                     " at most");
  }
  Parser parser(bytes, limits);
  try {
    return parser.Model();
  } catch (const std::bad_alloc&) {
    return MakeError(ErrorCode::kOutOfMemory, "not enough memory to read it");
  } catch (const std::exception&) {
    return MakeError(ErrorCode::kBadOnnx,
                     "not well-formed protobuf (cut or damaged) at offset ",
                     parser.offset(), " of ", bytes.size());
  }
}

}  // namespace burin::onnx
