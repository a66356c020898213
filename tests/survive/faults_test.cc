// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Full disks, folders that nobody may write, and files that go away: one clear
// line, nothing unfinished under a final name, and the next run goes on.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/test_folder.h"
#include "process.h"

namespace burin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class Faults : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    root_ = new TestFolder;
    Must({"demo-data", "data", "--val", "1"});
    Must({"preprocess", "--data-root", "data", "--save-dir", "bins",
          "--gt-path", "gt.npy"});
    Must({"export", "-c", BURIN_DEMO "/smlpnet_demo.pth", "-o", "net.onnx"});
    Must({"compile", "--model=net.onnx", "--output=net",
          "--input_shape=input:1,3,224,224"});
  }
  static void TearDownTestSuite() {
    delete root_;
    root_ = nullptr;
  }
  static Outcome Run(const std::vector<std::string>& args,
                     RunSettings settings = {}) {
    settings.folder = root_->path();
    return RunBurin(args, settings);
  }
  static void Must(const std::vector<std::string>& args) {
    const Outcome outcome = Run(args);
    EXPECT_EQ(outcome.status, 0) << args[0] << ": " << outcome.err;
  }
  // The run failed with one line (after notes) that begins "burin: CODE: ".
  static void ExpectOneLine(const Outcome& outcome, const std::string& code) {
    EXPECT_EQ(outcome.status, 1);
    std::string text = outcome.err;
    while (text.starts_with("note: ")) text.erase(0, text.find('\n') + 1);
    EXPECT_THAT(text, StartsWith("burin: " + code + ": "));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
  }

  static TestFolder* root_;
};

TestFolder* Faults::root_ = nullptr;

// An input is 602,112 bytes, so that none fits.
constexpr rlim_t kSmallDisk = 100'000;

TEST_F(Faults, PreprocessWithoutRoomLeavesNoPartAndGoesOn) {
  const std::vector<std::string> args = {
      "preprocess", "--data-root", "data",       "--save-dir",
      "full/bins",  "--gt-path",   "full/gt.npy"};
  const Outcome failed = Run(args, {.file_limit = kSmallDisk});
  ExpectOneLine(failed, "io");
  EXPECT_THAT(failed.err, HasSubstr("full/bins/batch-00000.bin: write: "));
  EXPECT_THAT(ReadTree(*root_ / "full"),
              testing::ElementsAre(testing::Pair("bins/", "")));
  Must(args);
  EXPECT_TRUE(ReadTree(*root_ / "full/bins") == ReadTree(*root_ / "bins"));
}

TEST_F(Faults, ResultsStayWhenTheSummaryHasNoRoom) {
  const std::vector<std::string> args = {
      "infer",    "--model", "net.plate",        "--input", "bins",
      "--output", "tight",   "--output_dirname", "run"};
  const Outcome failed = Run(args, {.file_limit = 500});
  ExpectOneLine(failed, "io");
  EXPECT_THAT(failed.err, HasSubstr("tight/run_summary.json: write: "));
  EXPECT_EQ(ReadTree(*root_ / "tight").size(), 12u);
  Must(args);
  EXPECT_EQ(ReadTree(*root_ / "tight").size(), 13u);
}

TEST_F(Faults, ArtifactsWithoutRoomKeepTheFileThatWasThere) {
  const auto before = ReadTree(root_->path());
  ExpectOneLine(Run({"compile", "--model=net.onnx", "--output=net",
                     "--input_shape=input:1,3,224,224"},
                    {.file_limit = kSmallDisk}),
                "io");
  ExpectOneLine(
      Run({"export", "-c", BURIN_DEMO "/smlpnet_demo.pth", "-o", "net.onnx"},
          {.file_limit = kSmallDisk}),
      "io");
  EXPECT_TRUE(ReadTree(root_->path()) == before);
}

TEST_F(Faults, AResultThatCannotBePrintedIsAnError) {
  const Outcome failed =
      Run({"evaluate", "--model", "net.plate", "--data-root", "data"},
          {.output = "/dev/full"});
  ExpectOneLine(failed, "no-space");
  EXPECT_THAT(failed.err, HasSubstr("standard output"));
  // More than one buffer of text: the write that fails is not the last.
  const Outcome long_text =
      Run({"inspect", "net.onnx", "--json"}, {.output = "/dev/full"});
  const Outcome short_text =
      Run({"inspect", "net.plate", "--plan-hash"}, {.output = "/dev/full"});
  const Outcome plate = Run({"inspect", "net.plate"}, {.output = "/dev/full"});
  for (const Outcome* outcome : {&long_text, &short_text, &plate}) {
    ExpectOneLine(*outcome, "no-space");
  }
}

// No user may make folders in /sys.
TEST_F(Faults, AFolderThatNobodyMayWriteIsNamed) {
  const Outcome preprocess =
      Run({"preprocess", "--data-root", "data", "--save-dir", "/sys/bins",
           "--gt-path", "other.npy"});
  ExpectOneLine(preprocess, "io");
  EXPECT_THAT(preprocess.err, HasSubstr("/sys/bins: create folder: "));
  EXPECT_FALSE(fs::exists(*root_ / "other.npy"));
  const Outcome infer = Run({"infer", "--model", "net.plate", "--input", "bins",
                             "--output", "/sys/out"});
  ExpectOneLine(infer, "io");
  EXPECT_THAT(infer.err, HasSubstr("/sys/out"));
  ExpectOneLine(Run({"compile", "--model=net.onnx", "--output=/sys/net",
                     "--input_shape=input:1,3,224,224"}),
                "io");
}

TEST_F(Faults, AMissingInputIsNamedBeforeAnythingIsWritten) {
  fs::create_directory(*root_ / "some");
  fs::copy_file(*root_ / "bins/batch-00000.bin", *root_ / "some/0.bin");
  fs::create_symlink("nothere", *root_ / "some/1.bin");
  const Outcome failed = Run(
      {"infer", "--model", "net.plate", "--input", "some", "--output", "none"});
  EXPECT_EQ(failed.status, 1);
  EXPECT_THAT(failed.err, HasSubstr("1.bin"));
  EXPECT_FALSE(fs::exists(*root_ / "none"));
}

TEST_F(Faults, OneRunAtATimeWritesIntoAFolder) {
  // The lock of a run that is alive: this process holds it.
  fs::create_directories(*root_ / "busy/.bins.partial");
  const std::string lock = *root_ / "busy/.bins.partial/.lock";
  const int fd = open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_GE(fd, 0);
  ASSERT_EQ(flock(fd, LOCK_EX), 0);
  const std::vector<std::string> args = {
      "preprocess", "--data-root", "data",       "--save-dir",
      "busy/bins",  "--gt-path",   "busy/gt.npy"};
  const Outcome refused = Run(args);
  ExpectOneLine(refused, "io");
  EXPECT_THAT(refused.err, HasSubstr("another run is writing"));
  close(fd);
  Must(args);
}

}  // namespace
}  // namespace burin
