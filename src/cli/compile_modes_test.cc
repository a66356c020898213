// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Whole command lines of `compile` on a small network.

#include "cli/compile_modes.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/file.h"
#include "base/test_folder.h"
#include "cli/verb.h"
#include "ir/networks_testing.h"
#include "onnx/export_testing.h"
#include "report/json.h"

namespace burin::cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class CompileModes : public testing::Test {
 protected:
  CompileModes() { WriteOnnx(folder_, "net.onnx", SmallShiftVit(1)); }

  std::string At(std::string_view name) const { return folder_ / name; }

  // Standard output of `burin compile` with these arguments.
  std::string Compile(std::vector<std::string> args, int status = 0) {
    args.insert(args.begin(), {"compile", "--target=scalar"});
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    EXPECT_EQ(RunProgram(args), status);
    error_ = testing::internal::GetCapturedStderr();
    return testing::internal::GetCapturedStdout();
  }

  Json Read(const std::string& name) const {
    const auto file = ReadFile(At(name));
    EXPECT_TRUE(file.ok());
    return Json::parse(AsText(file->span()));
  }

  const TestFolder folder_;
  std::string error_;
};

constexpr char kSuccess[] = "ATC run success, welcome to the next use.\n";

TEST_F(CompileModes, CompilesShowsAndTurnsIntoJson) {
  const std::string made =
      Compile({"--model=" + At("net.onnx"), "--output=" + At("net"),
               "--display_model_info=1"});
  EXPECT_THAT(made, HasSubstr("compile run success: " + At("net.plate")));
  EXPECT_THAT(made, StartsWith("ATC start working now"));
  EXPECT_THAT(made, HasSubstr("memory_size["));
  EXPECT_THAT(made, EndsWith(kSuccess));
  const std::string shown = Compile({"--mode=6", "--om=" + At("net.om")});
  EXPECT_THAT(shown, HasSubstr("target: scalar"));
  EXPECT_THAT(shown, EndsWith(kSuccess));
  Compile({"--mode=1", "--om=" + At("net.om"), "--json=" + At("plate.json")});
  EXPECT_EQ(Read("plate.json")["kind"], "plate");
  Compile({"--mode=1", "--om=" + At("net.onnx"), "--json=" + At("a.json")});
  const Json plain = Read("a.json");
  EXPECT_GT(plain["graph"]["node"].size(), 10u);
  Compile({"--mode=1", "--om=" + At("net.onnx"), "--json=" + At("b.json"),
           "--dump_mode=1"});
  EXPECT_GT(Read("b.json")["graph"]["valueInfo"].size(),
            plain["graph"]["valueInfo"].size());
}

TEST_F(CompileModes, PrintsJsonAloneForADash) {
  const std::string report =
      Compile({"--model=" + At("net.onnx"), "--output=" + At("net"), "--json=-",
               "--display_model_info=1"});
  EXPECT_EQ(Json::parse(report)["plate"], At("net.plate"));
  const std::string plate =
      Compile({"--mode=1", "--om=" + At("net.plate"), "--json=-"});
  EXPECT_EQ(Json::parse(plate)["kind"], "plate");
}

TEST_F(CompileModes, ShowsAnOnnxFileToo) {
  const std::string shown = Compile({"--mode=6", "--om=" + At("net.onnx")});
  EXPECT_THAT(shown, HasSubstr("kind: ONNX"));
  EXPECT_THAT(shown, EndsWith(kSuccess));
}

TEST_F(CompileModes, WritesWhatItShowsAsJson) {
  Compile({"--model=" + At("net.onnx"), "--output=" + At("net"),
           "--input_shape=input:1,3,32,32"});
  Compile({"--mode=6", "--om=" + At("net.om"), "--json=" + At("six.json")});
  const Json json = Read("six.json");
  EXPECT_EQ(json["kind"], "plate");
  EXPECT_EQ(json["made from input_shape"], "input:1x3x32x32");
  EXPECT_EQ(json["made from source_xxh3"].get<std::string>().size(), 32u);
  const std::string alone =
      Compile({"--mode=6", "--om=" + At("net.onnx"), "--json=-"});
  EXPECT_EQ(Json::parse(alone)["kind"], "ONNX");
}

TEST_F(CompileModes, ChecksAModelWithoutAPlate) {
  const std::string report = "--check_report=" + At("check.json");
  EXPECT_THAT(Compile({"--mode=3", "--model=" + At("net.onnx"), report}),
              EndsWith(kSuccess));
  EXPECT_EQ(Read("check.json")["result"], "success");
  const std::string failed =
      Compile({"--mode=3", "--model=" + At("none.onnx"), report}, 1);
  EXPECT_THAT(failed, HasSubstr("ATC run failed"));
  EXPECT_EQ(Read("check.json")["code"], "not-found");
  EXPECT_THAT(error_, HasSubstr("burin: not-found: "));
  EXPECT_FALSE(std::filesystem::exists(At("net.plate")));
}

TEST_F(CompileModes, SaysWhatAModeNeeds) {
  EXPECT_THAT(Compile({"--mode=2"}, 2), HasSubstr("ATC run failed"));
  EXPECT_THAT(error_, HasSubstr("E10001: --mode 2"));
  Compile({"--mode=1", "--om=" + At("net.onnx")}, 2);
  EXPECT_THAT(error_, HasSubstr("option --json is required"));
  Compile({"--mode=6"}, 2);
  EXPECT_THAT(error_, HasSubstr("option --model is required"));
}

TEST_F(CompileModes, LeavesOutAnyOneOrAllPasses) {
  folder_.Write("off.json", R"({"Switch":{"GraphFusion":{"ALL":"off"}}})");
  EXPECT_THAT(Compile({"--model=" + At("net.onnx"), "--output=" + At("slow"),
                       "--fusion_switch_file=" + At("off.json")}),
              EndsWith(kSuccess));
}

}  // namespace
}  // namespace burin::cli
