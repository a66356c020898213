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

TEST(Json, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(JsonText(Json("a\xff")), "\"a\xef\xbf\xbd\"\n");
}

TEST(Json, WritesNanAsNull) {
  EXPECT_EQ(JsonText(Json(std::numeric_limits<double>::quiet_NaN())), "null\n");
}

}  // namespace
}  // namespace burin
