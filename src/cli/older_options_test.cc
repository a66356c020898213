// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// docs/options.md says what becomes of each option of the older tools: its
// lists are held against the option tables.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "cli/compile_options.h"
#include "cli/infer_options.h"

namespace burin::cli {
namespace {

struct Row {
  std::vector<std::string> spellings;  // "--outfmt", "-o"
  std::string standing;
};

// The cells of "| a | b |", without spaces around them.
std::vector<std::string> Cells(const std::string& line) {
  std::vector<std::string> out;
  std::istringstream in(line.substr(1));
  for (std::string cell; std::getline(in, cell, '|');) {
    const size_t first = cell.find_first_not_of(' ');
    const size_t last = cell.find_last_not_of(' ');
    out.push_back(first == cell.npos ? ""
                                     : cell.substr(first, last - first + 1));
  }
  return out;
}

// The rows below "## HEADING".
std::vector<Row> RowsOf(const std::string& heading) {
  std::ifstream file(BURIN_DOCS "/options.md");
  std::vector<Row> out;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) inside = line == "## " + heading;
    if (!inside || !line.starts_with("| `--")) continue;
    const std::vector<std::string> cells = Cells(line);
    Row row;
    row.spellings.push_back(cells.at(0).substr(1, cells[0].size() - 2));
    std::istringstream others(cells.at(1));
    for (std::string word; others >> word;) {
      if (word.starts_with("-")) row.spellings.push_back(word);
    }
    row.standing = cells.at(2);
    out.push_back(std::move(row));
  }
  return out;
}

std::string Plain(std::string_view spelling) {
  std::string out(spelling);
  std::ranges::replace(out, '_', '-');
  return out;
}

// Every spelling of an option, with '-' for '_'.
std::set<std::string> SpellingsOf(const Option& option) {
  std::set<std::string> out = {Plain("--" + std::string(option.name))};
  std::istringstream in{std::string(option.aliases)};
  for (std::string word; in >> word;) out.insert(Plain(word));
  return out;
}

std::string_view Word(Standing standing) {
  switch (standing) {
    case Standing::kNoted:
      return "noted";
    case Standing::kRefused:
      return "refused";
    case Standing::kWorks:
      break;
  }
  return "works";
}

void ExpectEqual(std::span<const Option> table, const std::string& heading) {
  const std::vector<Row> rows = RowsOf(heading);
  EXPECT_GT(rows.size(), 30u);
  std::set<std::string_view> listed;
  for (const Row& row : rows) {
    const auto option = std::ranges::find_if(table, [&](const Option& other) {
      return SpellingsOf(other).contains(Plain(row.spellings[0]));
    });
    ASSERT_NE(option, table.end()) << row.spellings[0];
    EXPECT_TRUE(listed.insert(option->name).second) << row.spellings[0];
    EXPECT_EQ(row.standing, Word(option->standing)) << row.spellings[0];
    const std::set<std::string> known = SpellingsOf(*option);
    for (const std::string& spelling : row.spellings) {
      EXPECT_TRUE(known.contains(Plain(spelling))) << spelling;
    }
  }
  for (const Option& option : table) {
    if (option.standing == Standing::kWorks) continue;  // may be burin's own
    EXPECT_TRUE(listed.contains(option.name)) << option.name;
  }
}

TEST(OlderOptions, OfInferAreListedAsTheyStand) {
  ExpectEqual(kInferOptions, "burin infer");
}

TEST(OlderOptions, OfCompileAreListedAsTheyStand) {
  ExpectEqual(CompileOptionTable(), "burin compile");
}

}  // namespace
}  // namespace burin::cli
