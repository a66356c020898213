// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "formats/fusion_switch.h"

#include <gmock/gmock.h>

namespace burin {
namespace {

using testing::ElementsAre;

TEST(FusionSwitch, ReadsLines) {
  const auto read = ParseFusionSwitches("A:off\n# no\n  b-c : on \n");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_THAT(*read, ElementsAre(FusionSwitch{"", "A", false},
                                 FusionSwitch{"", "b-c", true}));
}

TEST(FusionSwitch, ReadsTheJsonForm) {
  const auto read = ParseFusionSwitches(
      R"({"Switch":{"GraphFusion":{"Softmax":"off","ALL":"on"},
          "UBFusion":{"ALL":"off"}}})");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_THAT(*read, ElementsAre(FusionSwitch{"GraphFusion", "Softmax", false},
                                 FusionSwitch{"GraphFusion", "ALL", true},
                                 FusionSwitch{"UBFusion", "ALL", false}));
}

TEST(FusionSwitch, RefusesWhatIsOfNeitherForm) {
  for (const char* text :
       {"A", "A:maybe", "{", "{}x", R"({"Swich":{}})", R"({"Switch":[]})",
        R"({"Switch":{"GraphFusion":{"A":false}}})",
        R"({"Switch":{"GraphFusion":"off"}})"}) {
    const auto read = ParseFusionSwitches(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().code, ErrorCode::kBadConfig) << text;
  }
}

}  // namespace
}  // namespace burin
