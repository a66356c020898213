// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "onnx/external_data.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/byte_cursor.h"
#include "base/test_folder.h"
#include "onnx/import.h"
#include "onnx/model_testing.h"

namespace burin {
namespace {

namespace fs = std::filesystem;

// A folder "model" with weights.bin of 16 bytes, and a secret beside it.
class ExternalData : public testing::Test {
 protected:
  ExternalData() {
    for (const char* name :
         {"model/weights.bin", "model/sub/more.bin", "secret.bin"}) {
      root_.Write(name, "0123456789abcdef");
    }
  }

  // Loads a tensor of four floats from `location`.
  Result<onnx::TensorProto> Load(const std::string& location,
                                 const std::string& offset = "0",
                                 const std::string& length = "16",
                                 size_t copies = 1) {
    onnx::ModelProto model;
    for (size_t i = 0; i < copies; ++i) {
      onnx::TensorProto& t = model.graph.initializer.emplace_back();
      t.name = "w";
      t.dims = {4};
      t.external = {
          {"location", location}, {"offset", offset}, {"length", length}};
    }
    BURIN_TRY(LoadExternalData(root_ / "model", model));
    return model.graph.initializer[0];
  }
  void ExpectRefused(const Result<onnx::TensorProto>& result, ErrorCode code,
                     std::string_view part) {
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(ErrorCodeName(result.error().code), ErrorCodeName(code))
        << result.error().message;
    EXPECT_NE(result.error().message.find(part), std::string::npos)
        << result.error().message;
  }

  const TestFolder root_;
};

TEST_F(ExternalData, IsReadFromTheFolderAndBelow) {
  for (const char* location : {"weights.bin", "sub/more.bin"}) {
    const auto tensor = Load(location);
    ASSERT_TRUE(tensor.ok()) << tensor.error().message;
    EXPECT_EQ(AsText(tensor->bytes()), "0123456789abcdef");
    EXPECT_TRUE(tensor->external.empty());
  }
}

TEST_F(ExternalData, OutsideTheFolderIsRefused) {
  for (const std::string& location :
       {std::string("../secret.bin"), root_ / "secret.bin",
        std::string("sub/../../secret.bin"), std::string("./weights.bin"),
        std::string("sub//more.bin"), std::string("sub/"), std::string(""),
        std::string("weights.bin\0x", 13)}) {
    ExpectRefused(Load(location), ErrorCode::kBadOnnx, "external data");
  }
}

TEST_F(ExternalData, BehindALinkIsRefused) {
  fs::create_symlink(root_ / "secret.bin", root_ / "model/link.bin");
  ExpectRefused(Load("link.bin"), ErrorCode::kBadOnnx, "symbolic link");
  fs::create_directory_symlink(root_.path(), root_ / "model/up");
  EXPECT_FALSE(Load("up/secret.bin").ok());
  fs::create_hard_link(root_ / "secret.bin", root_ / "model/hard.bin");
  ExpectRefused(Load("hard.bin"), ErrorCode::kBadOnnx, "hard links");
}

TEST_F(ExternalData, InWhatIsNoFileIsRefusedWithoutWaiting) {
  ASSERT_EQ(mkfifo((root_ / "model/pipe").c_str(), 0600), 0);
  ExpectRefused(Load("pipe"), ErrorCode::kBadOnnx, "not a plain file");
  ExpectRefused(Load("sub"), ErrorCode::kBadOnnx, "not a plain file");
  ExpectRefused(Load("none.bin"), ErrorCode::kNotFound, "none.bin");
}

TEST_F(ExternalData, OfAnotherSizeIsRefused) {
  ExpectRefused(Load("weights.bin", "1"), ErrorCode::kBadOnnx, "offset 1");
  ExpectRefused(Load("weights.bin", "0", "15"), ErrorCode::kBadOnnx,
                "15 bytes");
  ExpectRefused(Load("weights.bin", "18446744073709551615"),
                ErrorCode::kBadOnnx, "offset");
  ExpectRefused(Load("weights.bin", "-1"), ErrorCode::kBadOnnx, "'-1'");
  ExpectRefused(Load("weights.bin", "0", "99999999999999999999"),
                ErrorCode::kBadOnnx, "number expected");
}

TEST_F(ExternalData, AskedForAgainAndAgainIsRefused) {
  ExpectRefused(Load("weights.bin", "0", "16", 2), ErrorCode::kTooLarge,
                "more bytes than the files hold");
}

TEST_F(ExternalData, IsPartOfAnImportedModel) {
  ModelBuilder b;
  b.Input("x", {4}).Output("y").Ones("w", {4}).Node("Add", {"x", "w"}, {"y"});
  onnx::TensorProto& w = b.model().graph.initializer[0];
  w.owned.clear();
  w.external = {{"location", "weights.bin"}};
  const std::string bytes = std::move(onnx::SerializeOnnx(b.model())).value();
  root_.Write("model/m.onnx", bytes);
  const auto graph = ImportOnnx(root_ / "model/m.onnx");
  ASSERT_TRUE(graph.ok()) << graph.error().message;
  const ValueId weight = graph->node(NodeId{0}).inputs[1];
  EXPECT_EQ(AsText({graph->constant(weight).data(), 16}), "0123456789abcdef");
}

}  // namespace
}  // namespace burin
