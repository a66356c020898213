// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A first SIGTERM in the middle of verbs that have no place to stop at.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "base/test_folder.h"
#include "process.h"

namespace burin {
namespace {

using testing::AnyOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Runs `args`, which take far longer than until `when` is true, in a folder of
// its own, where temporary folders lie, too, and stops them then.
class Stop : public testing::Test {
 protected:
  void Run(const std::vector<std::string>& args, std::function<bool()> when) {
    outcome_ = RunBurin(args, {.folder = folder_.path(),
                               .stop_when = std::move(when),
                               .temporaries = folder_.path()});
    EXPECT_EQ(outcome_.status, 1);
    std::string text = outcome_.err;
    while (text.starts_with("note: ")) text.erase(0, text.find('\n') + 1);
    EXPECT_EQ(text,
              "burin: interrupted: " + args[0] + ": stopped by a signal\n");
  }
  // Whether something in the folder has a name that begins so.
  bool Has(const std::string& start) const {
    std::error_code none;
    for (const auto& entry :
         std::filesystem::directory_iterator(folder_.path(), none)) {
      if (entry.path().filename().string().starts_with(start)) return true;
    }
    return false;
  }
  // Makes net.onnx.
  void Export() {
    const Outcome made =
        RunBurin({"export", "-c", BURIN_DEMO "/smlpnet_demo.pth", "-o",
                  folder_ / "net.onnx"},
                 {});
    ASSERT_EQ(made.status, 0) << made.err;
  }

  const TestFolder folder_;
  Outcome outcome_;
};

TEST_F(Stop, LeavesNoPlateOfCompile) {
  Export();
  std::string gears = "1";  // some seconds
  for (int batch = 2; batch <= 100; ++batch) {
    gears += "," + std::to_string(batch);
  }
  Run({"compile", "--model=net.onnx", "--output=net", "--dump-ir=ir",
       "--input_shape=input:-1,3,224,224", "--dynamic_batch_size=" + gears},
      [&] { return Has("ir"); });
  EXPECT_THAT(outcome_.out, EndsWith("for more information\n"));
  for (const auto& [name, bytes] : ReadTree(folder_.path())) {
    EXPECT_THAT(name, AnyOf("net.onnx", StartsWith("ir/")));
    EXPECT_THAT(name, Not(HasSubstr(".tmp-")));
  }
}

// It holds what is exported, and the plates that are measured.
TEST_F(Stop, LeavesNoTemporaryFolderOfBench) {
  outcome_ = RunBurin(
      {"bench", BURIN_DEMO "/smlpnet_demo.pth", "--batch=1", "--seconds=10000"},
      {.folder = folder_.path(),
       .stop_when = [&] { return Has("burin-"); },
       .temporaries = folder_.path()});
  EXPECT_EQ(outcome_.status, 1);
  EXPECT_THAT(outcome_.err, HasSubstr("burin: interrupted: "));
  EXPECT_EQ(ReadTree(folder_.path()).size(), 0u);
}

TEST_F(Stop, LeavesWholeImagesOfDemoData) {
  Run({"demo-data", "data", "--val=1000000"}, [&] {
    std::error_code none;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             folder_ / "data", none)) {
      if (entry.path().extension() == ".JPEG") return true;
    }
    return false;
  });
  size_t images = 0;
  for (const auto& [name, bytes] : ReadTree(folder_.path())) {
    if (name.ends_with('/')) continue;  // a class without images yet
    EXPECT_THAT(name, EndsWith(".JPEG"));
    EXPECT_THAT(bytes, EndsWith("\xff\xd9"));
    ++images;
  }
  EXPECT_GT(images, 0u);
}

// As under nohup.
TEST_F(Stop, StaysIgnoredWhereItWasBefore) {
  Export();
  const Outcome made = RunBurin({"compile", "--model=net.onnx", "--output=net"},
                                {.folder = folder_.path()});
  ASSERT_EQ(made.status, 0) << made.err;
  const auto before = std::signal(SIGTERM, SIG_IGN);
  outcome_ = RunBurin(
      {"infer", "-m", "net.plate", "--loop", "500", "--output", "out"},
      {.folder = folder_.path(), .stop_when = [&] { return Has("out"); }});
  std::signal(SIGTERM, before);
  EXPECT_EQ(outcome_.status, 0) << outcome_.err;
}

}  // namespace
}  // namespace burin
