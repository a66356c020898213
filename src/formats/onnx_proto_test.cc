// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "formats/onnx_proto.h"

#include <gtest/gtest.h>

#include <cstring>
#include <protozero/pbf_writer.hpp>

#include "formats/onnx_build.h"

namespace burin::onnx {
namespace {

using protozero::pbf_writer;

// One node with an attribute of each kind that burin reads, one weight.
ModelProto TinyModel() {
  ModelProto model;
  model.ir_version = 8;
  model.producer_name = "test";
  model.opset_import = {{"", 17}};
  model.metadata_props = {{"key", "value"}};
  GraphProto& g = model.graph;
  g.name = "g";
  g.input.push_back(MakeValueInfo("x", DType::kFloat32, Dims{-1, 3}, "batch"));
  g.output.push_back(MakeValueInfo("y", DType::kFloat32, Dims{-1, 2}));
  g.initializer.push_back(
      MakeTensor("w", Tensor::Of<float>({3, 2}, {1, 2, 3, 4, 5, 6}).view()));
  g.node.push_back(MakeNode(
      "Custom", "n", {"x", "", "w"}, {"y"},
      {MakeAttribute("i", -7), MakeAttribute("f", 0.5f),
       MakeAttribute("s", std::string("text")),
       MakeAttribute("is", std::vector<int64_t>{1, -2, 3}),
       MakeAttribute("fs", std::vector<float>{1.5f, -2}),
       MakeAttribute(
           "t", MakeTensor("", Tensor::Of<int64_t>({2}, {4, 5}).view()))}));
  return model;
}

std::string Bytes(const ModelProto& model) {
  Result<std::string> out = SerializeOnnx(model);
  EXPECT_TRUE(out.ok());
  return std::move(out).value();
}

// A file of one graph whose only initializer has the fields that `write` adds.
template <typename Write>
std::string FileWithTensor(Write&& write) {
  std::string out;
  {
    pbf_writer model(out);
    pbf_writer graph(model, 7);
    pbf_writer tensor(graph, 5);
    write(tensor);
  }
  return out;
}

void ExpectError(const std::string& bytes, ErrorCode code,
                 std::string_view part) {
  const Result<ModelProto> parsed = ParseOnnx(AsBytes(bytes));
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(ErrorCodeName(parsed.error().code), ErrorCodeName(code));
  EXPECT_NE(parsed.error().message.find(part), std::string::npos)
      << parsed.error().message;
}

TEST(OnnxProto, ReadsWhatItWrote) {
  const std::string bytes = Bytes(TinyModel());
  const Result<ModelProto> parsed = ParseOnnx(AsBytes(bytes));
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(parsed->opset_import, TinyModel().opset_import);
  EXPECT_EQ(parsed->metadata_props, TinyModel().metadata_props);
  const GraphProto& g = parsed->graph;
  ASSERT_EQ(g.node.size(), 1u);
  EXPECT_EQ(g.node[0].input, (std::vector<std::string>{"x", "", "w"}));
  EXPECT_EQ(FindAttribute(g.node[0], "i")->i, -7);
  EXPECT_EQ(FindAttribute(g.node[0], "f")->f, 0.5f);
  EXPECT_EQ(FindAttribute(g.node[0], "s")->s, "text");
  EXPECT_EQ(FindAttribute(g.node[0], "is")->ints,
            (std::vector<int64_t>{1, -2, 3}));
  EXPECT_EQ(FindAttribute(g.node[0], "fs")->floats,
            (std::vector<float>{1.5f, -2}));
  EXPECT_EQ(FindAttribute(g.node[0], "t")->tensors[0].dims, Dims{2});
  EXPECT_EQ(FindAttribute(g.node[0], "none"), nullptr);
  EXPECT_EQ(g.input[0].shape[0].param, "batch");
  EXPECT_EQ(g.input[0].shape[1].value, 3);
  EXPECT_EQ(g.initializer[0].bytes().size(), 24u);
  EXPECT_EQ(Bytes(*parsed), bytes);
}

TEST(OnnxProto, KeepsWhatIsThereAndSaysNothing) {
  ModelProto model = TinyModel();
  model.graph.input[0].shape = {{}, {}};  // a matrix of unknown size
  model.graph.output[0].shape = {};       // a scalar
  model.graph.node[0].attribute = {{}};
  model.graph.node[0].attribute[0].type = AttributeType::kGraph;
  model.graph.node[0].attribute[0].graphs.resize(1);
  const Result<ModelProto> again = ParseOnnx(AsBytes(Bytes(model)));
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again->graph.input[0].shape.size(), 2u);
  EXPECT_TRUE(again->graph.output[0].has_shape);
  EXPECT_EQ(again->graph.node[0].attribute[0].graphs.size(), 1u);
  EXPECT_TRUE(ParseOnnx(AsBytes(Bytes(ModelProto()))).ok());
}

TEST(OnnxProto, KeepsFieldsItDoesNotKnow) {
  ModelProto model = TinyModel();
  pbf_writer(model.unknown).add_string(999, "model");
  pbf_writer(model.graph.unknown).add_uint64(998, 5);
  pbf_writer(model.graph.node[0].unknown).add_fixed64(997, 6);
  const std::string bytes = Bytes(model);
  const Result<ModelProto> parsed = ParseOnnx(AsBytes(bytes));
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->unknown, model.unknown);
  EXPECT_EQ(parsed->graph.unknown, model.graph.unknown);
  EXPECT_EQ(Bytes(*parsed), bytes);
}

TEST(OnnxProto, NotesFunctionsAndSparseInitializers) {
  std::string bytes;
  {
    pbf_writer model(bytes);
    {
      pbf_writer graph(model, 7);
      graph.add_string(15, "");
    }
    model.add_string(25, "");
  }
  const Result<ModelProto> parsed = ParseOnnx(AsBytes(bytes));
  ASSERT_TRUE(parsed.ok());
  EXPECT_TRUE(parsed->has_functions);
  EXPECT_TRUE(parsed->graph.has_sparse_initializer);
}

TEST(OnnxProto, RefusesEveryTruncation) {
  const std::string bytes = Bytes(TinyModel());
  for (size_t n = 0; n < bytes.size(); ++n) {
    const std::string cut = bytes.substr(0, n);
    const Result<ModelProto> parsed = ParseOnnx(AsBytes(cut));
    // A cut between two fields of the outermost message is a whole message; it
    // then either holds the graph or is refused for not holding it.
    if (parsed.ok()) {
      EXPECT_EQ(parsed->graph.node.size(), 1u) << n;
    } else {
      EXPECT_EQ(parsed.error().code, ErrorCode::kBadOnnx) << n;
    }
  }
}

TEST(OnnxProto, SurvivesEveryChangedByte) {
  const std::string bytes = Bytes(TinyModel());
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (const int flip : {0x01, 0x08, 0x80, 0xff}) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ flip);
      const Result<ModelProto> parsed = ParseOnnx(AsBytes(changed));
      if (!parsed.ok()) continue;
      EXPECT_TRUE(SerializeOnnx(*parsed).ok());
    }
  }
}

TEST(OnnxProto, ReadsTypedData) {
  const std::string bytes = FileWithTensor([](pbf_writer& t) {
    t.add_int64(1, 3);
    t.add_int32(2, 9);  // bool
    const int32_t values[] = {0, 7, 1};
    t.add_packed_int32(5, std::begin(values), std::end(values));
  });
  const Result<ModelProto> parsed = ParseOnnx(AsBytes(bytes));
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  const TensorProto& t = parsed->graph.initializer[0];
  EXPECT_EQ(t.owned,
            (std::vector<std::byte>{std::byte{0}, std::byte{1}, std::byte{1}}));
}

TEST(OnnxProto, ReadsTypedFloatsPackedOrNot) {
  for (const bool packed : {true, false}) {
    const std::string bytes = FileWithTensor([&](pbf_writer& t) {
      t.add_int64(1, 2);
      t.add_int32(2, 1);
      const float values[] = {1.5f, -2};
      if (packed) {
        t.add_packed_float(4, std::begin(values), std::end(values));
      } else {
        for (const float v : values) t.add_float(4, v);
      }
    });
    const Result<ModelProto> parsed = ParseOnnx(AsBytes(bytes));
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    float values[2];
    std::memcpy(values, parsed->graph.initializer[0].bytes().data(), 8);
    EXPECT_EQ(values[0], 1.5f);
    EXPECT_EQ(values[1], -2);
  }
}

TEST(OnnxProto, RefusesTensorsWhoseBytesDoNotFit) {
  ExpectError(FileWithTensor([](pbf_writer& t) {
                t.add_int64(1, 3);
                t.add_int32(2, 1);
                t.add_bytes(9, "12345678");
              }),
              ErrorCode::kBadOnnx, "8 bytes, 12 expected");
  ExpectError(FileWithTensor([](pbf_writer& t) {
                t.add_int64(1, -3);
                t.add_int32(2, 1);
              }),
              ErrorCode::kBadOnnx, "negative");
  ExpectError(FileWithTensor([](pbf_writer& t) {
                t.add_int64(1, int64_t{1} << 40);
                t.add_int64(1, int64_t{1} << 40);
                t.add_int32(2, 1);
              }),
              ErrorCode::kBadOnnx, "tensor ''");
  ExpectError(FileWithTensor([](pbf_writer& t) {
                t.add_int64(1, int64_t{1} << 40);
                t.add_int32(2, 1);
              }),
              ErrorCode::kBadOnnx, "0 bytes, 4398046511104 expected");
}

TEST(OnnxProto, RefusesRawAndTypedDataTogether) {
  ExpectError(FileWithTensor([](pbf_writer& t) {
                t.add_int64(1, 1);
                t.add_int32(2, 1);
                t.add_bytes(9, "1234");
                t.add_float(4, 1);
              }),
              ErrorCode::kBadOnnx, "both raw and typed");
  ExpectError(FileWithTensor([](pbf_writer& t) {
                t.add_int64(1, 1);
                t.add_int32(2, 1);
                t.add_int64(7, 1);
              }),
              ErrorCode::kBadOnnx, "of another type");
}

TEST(OnnxProto, RefusesElementTypesItDoesNotKnow) {
  ExpectError(FileWithTensor([](pbf_writer& t) { t.add_int32(2, 17); }),
              ErrorCode::kUnsupportedFormat, "element type 17");
  ExpectError(FileWithTensor([](pbf_writer& t) { t.add_string(6, "text"); }),
              ErrorCode::kUnsupportedFormat, "strings");
}

TEST(OnnxProto, RefusesVarintsOfElevenBytes) {
  const std::string bytes = "\x08" + std::string(10, '\x80') + "\x01";
  ExpectError(bytes, ErrorCode::kBadOnnx, "offset 0 of 12");
}

TEST(OnnxProto, RefusesFilesWithoutAGraph) {
  ExpectError("", ErrorCode::kBadOnnx, "empty");
  ExpectError(std::string("\x08\x07", 2), ErrorCode::kBadOnnx, "no graph");
  ExpectError("PK\x03\x04 no onnx file", ErrorCode::kBadOnnx, "offset");
}

TEST(OnnxProto, RefusesGraphsInsideGraphsWithoutEnd) {
  std::string graph;
  for (int i = 0; i < 40; ++i) {
    std::string next;
    {
      pbf_writer outer(next);
      pbf_writer node(outer, 1);
      node.add_string(4, "If");
      pbf_writer attribute(node, 5);
      attribute.add_message(6, graph);
    }
    graph = next;
  }
  std::string bytes;
  pbf_writer(bytes).add_message(7, graph);
  ExpectError(bytes, ErrorCode::kTooLarge, "17 deep, 16 at most");
}

TEST(OnnxProto, BoundsNodesAndMemory) {
  std::string graph;
  for (int i = 0; i < 100; ++i) {
    pbf_writer writer(graph);
    pbf_writer node(writer, 1);
    node.add_string(4, "A");
  }
  std::string bytes;
  pbf_writer(bytes).add_message(7, graph);
  ParseLimits few;
  few.nodes = 99;
  const Result<ModelProto> nodes = ParseOnnx(AsBytes(bytes), few);
  ASSERT_FALSE(nodes.ok());
  EXPECT_EQ(nodes.error().code, ErrorCode::kTooLarge);
  ParseLimits small;
  small.extra_bytes = 4096;
  const Result<ModelProto> memory = ParseOnnx(AsBytes(bytes), small);
  ASSERT_FALSE(memory.ok());
  EXPECT_EQ(memory.error().code, ErrorCode::kTooLarge);
  EXPECT_TRUE(ParseOnnx(AsBytes(bytes)).ok());
}

TEST(OnnxProto, RefusesAttributesThatContradictTheirType) {
  std::string bytes;
  {
    pbf_writer model(bytes);
    pbf_writer graph(model, 7);
    pbf_writer node(graph, 1);
    node.add_string(4, "A");
    pbf_writer attribute(node, 5);
    attribute.add_string(1, "axis");
    attribute.add_int64(3, 1);
    attribute.add_enum(20, 1);  // a float
  }
  ExpectError(bytes, ErrorCode::kBadOnnx, "attribute 'axis'");
}

}  // namespace
}  // namespace burin::onnx
