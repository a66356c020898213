// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "report/json.h"

#include <gtest/gtest.h>

#include <limits>

namespace burin {
namespace {

TEST(Json, KeepsTheOrderOfKeys) {
  Json json;
  json["z"] = 1;
  json["a"] = 2;
  EXPECT_EQ(JsonText(json), "{\n \"z\": 1,\n \"a\": 2\n}\n");
}

TEST(ReadMember, KeepsOneMemberOfTheOutermostObject) {
  const std::string_view text =
      R"({"a": {"b": 1, "c": [2]}, "d": {"b": 5}, "b": {"a": [3, {"d": 4}]}})";
  EXPECT_EQ(ReadMember(text, "b"), Json::parse(R"({"b":{"a":[3,{"d":4}]}})"));
  EXPECT_EQ(ReadMember(text, "a"), Json::parse(R"({"a":{"b":1,"c":[2]}})"));
  EXPECT_EQ(ReadMember(text, "c"), Json::object());
}

TEST(ReadMember, GivesNoObjectForOtherTexts) {
  for (const std::string_view text : {"", "[1]", "7", "{\"a\": 1", "{\"a\"}"}) {
    EXPECT_FALSE(ReadMember(text, "a").is_object()) << text;
  }
}

TEST(Json, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(JsonText(Json("a\xff")), "\"a\xef\xbf\xbd\"\n");
}

TEST(Json, WritesNanAsNull) {
  EXPECT_EQ(JsonText(Json(std::numeric_limits<double>::quiet_NaN())), "null\n");
}

}  // namespace
}  // namespace burin
