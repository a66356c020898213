// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/infer_shape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/infer_options.h"

namespace burin::cli {
namespace {

using testing::HasSubstr;

Result<WantedShape> Wanted(std::vector<std::string> args) {
  args.insert(args.begin(), {"--model", "m.plate"});
  BURIN_ASSIGN(const Arguments parsed, ParseArguments(kInferOptions, 0, args));
  return WantedShapeOf(parsed);
}

const std::vector<TensorInfo> kInputs = {{"data", "float32", {4, 3, 224, 192}},
                                         {"info", "float32", {4, 2}}};

// "" when the inputs are what the option names.
std::string Refusal(const std::string& option) {
  const auto wanted = Wanted({option});
  if (!wanted.ok()) {
    EXPECT_EQ(wanted.error().code, ErrorCode::kBadUsage);
    return wanted.error().message;
  }
  const Result<void> checked = CheckWantedShape(*wanted, kInputs);
  return checked.ok() ? "" : checked.error().message;
}

TEST(WantedShape, NamesTheBatchOfAGear) {
  EXPECT_EQ(Wanted({})->batch, 0);
  EXPECT_EQ(Wanted({"--dymBatch=8"})->batch, 8);
  EXPECT_EQ(Wanted({"--dymDims=data:4,3,8,8;info:4,2"})->batch, 4);
  EXPECT_EQ(Wanted({"--dymShape=a:b:2,3"})->inputs[0].input, "a:b");
  EXPECT_EQ(Wanted({"--dymHW=8,6"})->batch, 0);
}

TEST(WantedShape, IsHeldAgainstTheInputs) {
  EXPECT_EQ(Refusal("--dymDims=data:4,3,224,192;info:4,2"), "");
  EXPECT_EQ(Refusal("--dymShape=info:4,2"), "");
  EXPECT_EQ(Refusal("--dymHW=224,192"), "");
  EXPECT_THAT(Refusal("--dymDims=data:4,3,192,192"),
              HasSubstr("'data' is 4x3x224x192, not 4x3x192x192"));
  EXPECT_THAT(Refusal("--dymShape=nothing:4"), HasSubstr("no input 'nothing'"));
  EXPECT_THAT(Refusal("--dymHW=192,224"), HasSubstr("no input has images"));
}

TEST(WantedShape, RefusesWhatIsNoShape) {
  for (const char* text :
       {":", "data", "data:", "data:4,", "data:0,3", "data:4;;", "data:-1,3",
        "data:4x3", "data:99999999999999999999"}) {
    EXPECT_THAT(Refusal(StrCat("--dymShape=", text)), HasSubstr("--dymShape"))
        << text;
  }
  for (const char* text : {"8", "8,8,8", "8,", "8;8"}) {
    EXPECT_THAT(Refusal(StrCat("--dymHW=", text)), HasSubstr("height,width"));
  }
  const auto both = Wanted({"--dymBatch=1", "--dymHW=8,8"});
  ASSERT_FALSE(both.ok());
  EXPECT_THAT(both.error().message, HasSubstr("cannot be used together"));
}

}  // namespace
}  // namespace burin::cli
