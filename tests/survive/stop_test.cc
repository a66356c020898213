// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A first SIGTERM in the middle of verbs that have no place to stop at.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "process.h"

namespace burin {
namespace {

using testing::EndsWith;

// Runs `args`, which takes far longer than the time after which it is told to
// stop, in a folder of its own.
class Stop : public testing::Test {
 protected:
  void Run(const std::vector<std::string>& args) {
    outcome_ = RunBurin(args, {.folder = folder_.path(), .stop_after = 0.3});
    EXPECT_EQ(outcome_.status, 1);
    std::string text = outcome_.err;
    while (text.starts_with("note: ")) text.erase(0, text.find('\n') + 1);
    EXPECT_EQ(text,
              "burin: interrupted: " + args[0] + ": stopped by a signal\n");
  }
  // Makes net.onnx.
  void Export() {
    const Outcome made =
        RunBurin({"export", "-c", BURIN_DEMO "/smlpnet_demo.pth", "-o",
                  folder_ / "net.onnx"},
                 {});
    ASSERT_EQ(made.status, 0) << made.err;
  }

  TestFolder folder_;
  Outcome outcome_;
};

TEST_F(Stop, LeavesNoPlateAndNoTemporaryOfCompile) {
  Export();
  std::string gears = "1";  // some seconds
  for (int batch = 2; batch <= 100; ++batch) {
    gears += "," + std::to_string(batch);
  }
  Run({"compile", "--model=net.onnx", "--output=net",
       "--input_shape=input:-1,3,224,224", "--dynamic_batch_size=" + gears});
  EXPECT_THAT(outcome_.out, EndsWith("for more information\n"));
  EXPECT_EQ(ReadTree(folder_.path()).size(), 1u);  // net.onnx
}

TEST_F(Stop, EndsCompareWithOneLine) {
  Export();
  Run({"compare", "net.onnx", "--samples=100000"});
}

TEST_F(Stop, LeavesWholeImagesOfDemoData) {
  Run({"demo-data", "data", "--val=1000000"});
  for (const auto& [name, bytes] : ReadTree(folder_.path())) {
    if (name.ends_with('/')) continue;  // a class without images yet
    EXPECT_THAT(name, EndsWith(".JPEG"));
    EXPECT_THAT(bytes, EndsWith("\xff\xd9"));
  }
}

}  // namespace
}  // namespace burin
