// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/compile_options.h"

#include <gtest/gtest.h>

#include <set>

#include "cli/verbs.h"

namespace burin::cli {
namespace {

using Shapes = std::vector<std::pair<std::string, std::vector<int64_t>>>;

TEST(ParseInputShapes, ReadsSeveralInputs) {
  const auto shapes = ParseInputShapes("input:4,3,224,224;mask:4,1");
  ASSERT_TRUE(shapes.ok());
  EXPECT_EQ(*shapes, (Shapes{{"input", {4, 3, 224, 224}}, {"mask", {4, 1}}}));
  EXPECT_TRUE(ParseInputShapes("")->empty());
}

TEST(ParseInputShapes, TakesTheLastColonAsTheEndOfTheName) {
  EXPECT_EQ(*ParseInputShapes("scope:0:1,2"), (Shapes{{"scope:0", {1, 2}}}));
}

TEST(ParseInputShapes, RefusesWhatIsNoFixedShape) {
  for (const char* text :
       {"input", "input:", ":1,2", "input:-1,3", "input:0", "input:1~4,3",
        "input:1,,3", "input:a", "input:99999999999999999999"}) {
    const auto shapes = ParseInputShapes(text);
    ASSERT_FALSE(shapes.ok()) << text;
    EXPECT_EQ(shapes.error().code, ErrorCode::kBadUsage) << text;
  }
}

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

TEST(CompileOptions, RefuseWhatWouldChangeTheResult) {
  EXPECT_FALSE(Parse({"--dynamic_batch_size=1,2"}).ok());
  EXPECT_FALSE(Parse({"--insert_op_conf=a.cfg"}).ok());
  EXPECT_FALSE(Parse({"--out_nodes=a:0"}).ok());
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
