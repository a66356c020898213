// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/overwrite.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/test_folder.h"

namespace burin::cli {
namespace {

constexpr Option kTable[] = {
    {"model", "-m", ValueKind::kText, "FILE"},
    {"input", "-i", ValueKind::kText, "LIST"},
    {.name = "trace", .value = "FILE", .writes = true},
    {.name = "json", .value = "FILE", .writes = true},
};

class KeepInputsTest : public testing::Test {
 protected:
  KeepInputsTest() {
    for (const char* name : {"net.plate", "a.bin", "a,b.bin"}) {
      folder_.Write(name, "x");
    }
    std::filesystem::create_symlink("net.plate", folder_ / "link");
  }

  // Kept or the error, the folder being "F".
  std::string Check(std::vector<std::string> args) {
    for (std::string& arg : args) {
      if (!arg.starts_with('-') && !arg.starts_with('/')) arg = folder_ / arg;
    }
    const auto parsed = ParseArguments(kTable, 2, args);
    if (!parsed.ok()) return parsed.error().message;
    const Result<void> kept = KeepInputs(kTable, *parsed, more_);
    if (kept.ok()) return "kept";
    EXPECT_EQ(kept.error().code, ErrorCode::kBadUsage);
    std::string text = kept.error().message;
    for (size_t at; (at = text.find(folder_.path())) != std::string::npos;) {
      text.replace(at, folder_.path().size(), "F");
    }
    return text;
  }

  const TestFolder folder_;
  std::vector<Written> more_;
};

TEST_F(KeepInputsTest, RefusesAnOutputThatIsAnInputByAnyName) {
  EXPECT_EQ(Check({"-m", "net.plate", "--trace", "link"}),
            "option --trace: F/link is an input of this command, F/net.plate, "
            "and would be overwritten");
  EXPECT_NE(Check({"net.plate", "--json", "./net.plate"}), "kept");
  EXPECT_NE(Check({"-i", "a.bin", "--json", "a.bin"}), "kept");
  EXPECT_NE(Check({"-i", "a,b.bin", "--json", "a,b.bin"}), "kept");
  EXPECT_NE(
      Check({"-i", folder_ / "none," + folder_ / "a.bin", "--json", "a.bin"}),
      "kept");
}

TEST_F(KeepInputsTest, KnowsThePlateThatAnOmStandsFor) {
  EXPECT_NE(Check({"-m", "net.om", "--json", "net.plate"}), "kept");
  EXPECT_NE(Check({"net.om", "--json", "net.plate"}), "kept");
}

TEST_F(KeepInputsTest, RefusesOneFileForTwoOutputs) {
  EXPECT_EQ(Check({"--trace", "new", "--json", "./new"}),
            "option --json: F/./new is what option --trace writes, F/new");
  EXPECT_NE(Check({"--trace", "net.plate", "--json", "link"}), "kept");
  EXPECT_EQ(Check({"--trace", "new", "--json", "newer"}), "kept");
  EXPECT_EQ(Check({"--trace", "-", "--json", "-"}), "kept");
}

TEST_F(KeepInputsTest, HoldsWhatTheCallerKnowsToo) {
  more_ = {{"input", folder_ / "out.plate"}};
  EXPECT_EQ(Check({"-i", "out", "--json", "out.plate"}),
            "option --json: F/out.plate is what option --input writes, "
            "F/out.plate");
  more_ = {{"input", folder_ / "net.plate"}};
  EXPECT_NE(Check({"-i", "net", "-m", "net.plate"}), "kept");
  EXPECT_EQ(Check({"-i", "net.plate", "-m", "a.bin"}), "kept");
}

TEST_F(KeepInputsTest, KeepsAFileOutOfFoldersThatAreWritten) {
  const auto apart = [&](const std::string& path) {
    const Written others[] = {{"output", folder_ / "out/run", true},
                              {"output", folder_ / "out/run_summary.json"}};
    return KeepApart({"trace", path}, others);
  };
  EXPECT_EQ(apart(folder_ / "out/run/a/t.json").error().message,
            StrCat("option --trace: ", folder_ / "out/run/a/t.json",
                   " would lie in what option --output writes, ",
                   folder_ / "out/run"));
  EXPECT_FALSE(apart(folder_ / "out/run").ok());
  EXPECT_FALSE(apart(folder_ / "out/../out/./run/t.json").ok());
  EXPECT_FALSE(apart(folder_ / "out/run_summary.json").ok());
  EXPECT_TRUE(apart(folder_ / "out/t.json").ok());
  EXPECT_TRUE(apart(folder_ / "out/run.json").ok());
  EXPECT_TRUE(apart(folder_ / "out/run/../t.json").ok());
  std::filesystem::create_directories(folder_ / "out/run");
  std::filesystem::create_symlink("out/run", folder_ / "short");
  EXPECT_FALSE(apart(folder_ / "short/t.json").ok());
}

TEST_F(KeepInputsTest, LetsOtherOutputsBe) {
  EXPECT_EQ(Check({"-m", "net.plate", "--trace", "a.bin"}), "kept");
  EXPECT_EQ(Check({"-m", "net.plate", "--trace", "new"}), "kept");
  EXPECT_EQ(Check({"-m", "none", "--trace", "none"}), "kept");
}

}  // namespace
}  // namespace burin::cli
