// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/compile_options.h"

#include <gtest/gtest.h>

#include <set>

#include "cli/verbs.h"

namespace burin::cli {
namespace {

Result<Arguments> Parse(std::vector<std::string> args) {
  args.insert(args.end(), {"--model=m.onnx", "--output=o"});
  return ParseArguments(CompileOptionTable(), 0, args);
}

TEST(CompileOptions, AcceptAGuidesWholeCommandLine) {
  const auto parsed =
      Parse({"--framework=5", "--input_format=NCHW",
             "--input_shape=input:1,3,224,224", "--log=error",
             "--soc_version=Ascend310P3", "--keep_dtype=keep_dtype.cfg"});
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(parsed->notes().size(), 1u);
  EXPECT_EQ(parsed->notes()[0].substr(0, 14), "--soc_version:");
}

TEST(CompileOptions, KnowTheValuesOfWhatTheyOnlyNote) {
  for (const char* good :
       {"--enable_small_channel=1", "--buffer_optimize=off_optimize",
        "--op_compiler_cache_mode=force", "--disable_reuse_memory=0",
        "--deterministic=1", "--external_weight=2", "--deterministic="}) {
    const auto parsed = Parse({good});
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    EXPECT_EQ(parsed->notes().size(), 1u) << good;
  }
  for (const char* bad :
       {"--enable_small_channel=banana", "--buffer_optimize=l3",
        "--op_compiler_cache_mode=on", "--external_weight=3"}) {
    EXPECT_FALSE(Parse({bad}).ok()) << bad;
  }
}

TEST(CompileOptions, RefuseWhatAtcNoLongerHas) {
  EXPECT_FALSE(Parse({"--auto_tune_mode=GA,RL"}).ok());
}

TEST(CompileOptions, RefuseWhatWouldChangeTheResult) {
  EXPECT_FALSE(Parse({"--dynamic_image_size=8,8;16,16"}).ok());
  EXPECT_FALSE(Parse({"--is_input_adjust_hw_layout=true"}).ok());
  EXPECT_FALSE(Parse({"--precision=fp16"}).ok());
}

TEST(CompileOptions, NameEachOptionOfEveryVerbOnce) {
  for (const Verb* verb : AllVerbs()) {
    std::set<std::string> names;
    const auto add = [&](std::string name) {
      for (char& c : name) c = c == '_' ? '-' : c;
      EXPECT_TRUE(names.insert(name).second) << verb->name << " " << name;
    };
    for (const Option& option : verb->options) {
      add("--" + std::string(option.name));
      std::string alias;
      for (const char c : std::string(option.aliases) + " ") {
        if (c != ' ') {
          alias += c;
        } else if (!alias.empty()) {
          EXPECT_EQ(alias[0], '-') << alias;
          add(std::exchange(alias, ""));
        }
      }
    }
  }
}

}  // namespace
}  // namespace burin::cli
