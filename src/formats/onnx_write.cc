// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// SerializeOnnx of onnx_proto.h: fields in the order of their numbers, so the
// same model gives the same bytes; what the reader kept unread goes last.

#include <exception>
#include <protozero/pbf_writer.hpp>

#include "formats/onnx_proto.h"

namespace burin::onnx {
namespace {

using protozero::pbf_writer;

void OptionalText(pbf_writer& w, uint32_t field, const std::string& text) {
  if (!text.empty()) w.add_string(field, text);
}

void WriteEntries(pbf_writer& w, uint32_t field,
                  const std::vector<StringEntry>& entries) {
  for (const StringEntry& entry : entries) {
    pbf_writer e(w, field);
    e.add_string(1, entry.key);
    e.add_string(2, entry.value);
  }
}

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  void Model(const ModelProto& model);

 private:
  // Fields that are encoded already. All nested writers share one buffer, so
  // they belong to the innermost one.
  void Raw(const std::string& fields) { out_.append(fields); }
  // A message that is there even if it says nothing: a dimension of which
  // nothing is known counts, and pbf_writer leaves out what is empty.
  template <typename Write>
  void Message(pbf_writer& w, uint32_t field, Write&& write) {
    const size_t before = out_.size();
    {
      pbf_writer message(w, field);
      write(message);
    }
    if (out_.size() == before) w.add_message(field, std::string());
  }
  void Tensor(pbf_writer& w, uint32_t field, const TensorProto& tensor);
  void Shape(pbf_writer& w, const std::vector<DimensionProto>& shape);
  void ValueInfo(pbf_writer& w, uint32_t field, const ValueInfoProto& value);
  void Attribute(pbf_writer& w, const AttributeProto& attribute);
  void Node(pbf_writer& w, const NodeProto& node);
  void Graph(pbf_writer& w, uint32_t field, const GraphProto& graph);

  std::string& out_;
};

void Writer::Tensor(pbf_writer& w, uint32_t field, const TensorProto& tensor) {
  pbf_writer t(w, field);
  // Repeated fields are not packed in onnx.proto (proto2).
  for (const int64_t dim : tensor.dims) t.add_int64(1, dim);
  t.add_int32(2, static_cast<int32_t>(tensor.dtype));
  OptionalText(t, 8, tensor.name);
  if (tensor.external.empty()) {
    const std::string_view raw = AsText(tensor.bytes());
    t.add_bytes(9, raw.data(), raw.size());
  }
  OptionalText(t, 12, tensor.doc_string);
  WriteEntries(t, 13, tensor.external);
  if (!tensor.external.empty()) t.add_enum(14, 1);
  Raw(tensor.unknown);
}

void Writer::Shape(pbf_writer& w, const std::vector<DimensionProto>& shape) {
  Message(w, 2, [&](pbf_writer& s) {
    for (const DimensionProto& dim : shape) {
      Message(s, 1, [&](pbf_writer& d) {
        if (dim.value >= 0) d.add_int64(1, dim.value);
        OptionalText(d, 2, dim.param);
      });
    }
  });
}

void Writer::ValueInfo(pbf_writer& w, uint32_t field,
                       const ValueInfoProto& value) {
  pbf_writer v(w, field);
  v.add_string(1, value.name);
  if (value.elem_type != 0 || value.has_shape || !value.unknown_type.empty()) {
    pbf_writer type(v, 2);
    if (value.elem_type != 0 || value.has_shape) {
      pbf_writer tensor(type, 1);
      tensor.add_int32(1, static_cast<int32_t>(value.elem_type));
      if (value.has_shape) Shape(tensor, value.shape);
    }
    Raw(value.unknown_type);
  }
  OptionalText(v, 3, value.doc_string);
  Raw(value.unknown);
}

void Writer::Attribute(pbf_writer& w, const AttributeProto& attribute) {
  pbf_writer a(w, 5);
  a.add_string(1, attribute.name);
  switch (attribute.type) {
    case AttributeType::kFloat:
      a.add_float(2, attribute.f);
      break;
    case AttributeType::kInt:
      a.add_int64(3, attribute.i);
      break;
    case AttributeType::kString:
      a.add_bytes(4, attribute.s);
      break;
    default:
      break;
  }
  const bool single_tensor = attribute.type == AttributeType::kTensor;
  for (const TensorProto& tensor : attribute.tensors) {
    Tensor(a, single_tensor ? 5 : 10, tensor);
  }
  const bool single_graph = attribute.type == AttributeType::kGraph;
  for (const GraphProto& graph : attribute.graphs) {
    Graph(a, single_graph ? 6 : 11, graph);
  }
  for (const float value : attribute.floats) a.add_float(7, value);
  for (const int64_t value : attribute.ints) a.add_int64(8, value);
  for (const std::string& text : attribute.strings) a.add_bytes(9, text);
  OptionalText(a, 13, attribute.doc_string);
  if (attribute.type != AttributeType::kUndefined) {
    a.add_enum(20, static_cast<int32_t>(attribute.type));
  }
  OptionalText(a, 21, attribute.ref_attr_name);
  Raw(attribute.unknown);
}

void Writer::Node(pbf_writer& w, const NodeProto& node) {
  pbf_writer n(w, 1);
  for (const std::string& name : node.input) n.add_string(1, name);
  for (const std::string& name : node.output) n.add_string(2, name);
  OptionalText(n, 3, node.name);
  n.add_string(4, node.op_type);
  for (const AttributeProto& attribute : node.attribute) {
    Attribute(n, attribute);
  }
  OptionalText(n, 6, node.doc_string);
  OptionalText(n, 7, node.domain);
  Raw(node.unknown);
}

void Writer::Graph(pbf_writer& w, uint32_t field, const GraphProto& graph) {
  Message(w, field, [&](pbf_writer& g) {
    for (const NodeProto& node : graph.node) Node(g, node);
    OptionalText(g, 2, graph.name);
    for (const TensorProto& tensor : graph.initializer) {
      Tensor(g, 5, tensor);
    }
    OptionalText(g, 10, graph.doc_string);
    for (const ValueInfoProto& value : graph.input) ValueInfo(g, 11, value);
    for (const ValueInfoProto& value : graph.output) ValueInfo(g, 12, value);
    for (const ValueInfoProto& value : graph.value_info) {
      ValueInfo(g, 13, value);
    }
    Raw(graph.unknown);
  });
}

void Writer::Model(const ModelProto& model) {
  pbf_writer w(out_);
  w.add_int64(1, model.ir_version);
  OptionalText(w, 2, model.producer_name);
  OptionalText(w, 3, model.producer_version);
  OptionalText(w, 4, model.domain);
  if (model.model_version != 0) w.add_int64(5, model.model_version);
  OptionalText(w, 6, model.doc_string);
  Graph(w, 7, model.graph);
  for (const OpsetProto& opset : model.opset_import) {
    pbf_writer o(w, 8);
    o.add_string(1, opset.domain);
    o.add_int64(2, opset.version);
  }
  WriteEntries(w, 14, model.metadata_props);
  Raw(model.unknown);
}

// The sum of all elements; the rest of a model is small against the limit.
size_t TensorBytes(const GraphProto& graph) {
  size_t sum = 0;
  for (const TensorProto& tensor : graph.initializer) {
    sum += tensor.bytes().size();
  }
  return sum;
}

}  // namespace

Result<std::string> SerializeOnnx(const ModelProto& model) {
  constexpr size_t kLimit = INT32_MAX;
  std::string out;
  const size_t tensors = TensorBytes(model.graph);
  if (tensors <= kLimit) {
    try {
      out.reserve(tensors + tensors / 64 + 4096);
      Writer(out).Model(model);
    } catch (const std::exception&) {
      return MakeError(ErrorCode::kOutOfMemory, "not enough memory for ",
                       tensors, " bytes of ONNX");
    }
    if (out.size() <= kLimit) return out;
  }
  return MakeError(ErrorCode::kTooLarge, "the model takes more than ", kLimit,
                   " bytes, which ONNX cannot hold in one file");
}

}  // namespace burin::onnx
