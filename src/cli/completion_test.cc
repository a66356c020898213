// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/manual.h"
#include "cli/option_text.h"
#include "cli/verb.h"

namespace burin::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(OptionText, TakesATableEntryApart) {
  const Option option{
      .name = "family",
      .aliases = "-f --kind",
      .kind = ValueKind::kChoice,
      .value = "auto|other",
      .fallback = "auto",
      .help = "what it is",
      .required = true,
  };
  EXPECT_THAT(AliasesOf(option), ElementsAre("-f", "--kind"));
  EXPECT_THAT(ChoicesOf(option), ElementsAre("auto", "other"));
  EXPECT_EQ(OfferOf(option), Offer::kWords);
  EXPECT_EQ(FullHelp(option),
            "what it is; auto, other (default auto) (required)");
}

TEST(OptionText, OffersFilesAndFolders) {
  const auto offer = [](ValueKind kind, std::string_view value) {
    return OfferOf({.name = "x", .kind = kind, .value = value});
  };
  EXPECT_EQ(offer(ValueKind::kText, "FILE"), Offer::kFiles);
  EXPECT_EQ(offer(ValueKind::kText, "DIR"), Offer::kFolders);
  EXPECT_EQ(offer(ValueKind::kText, "NAME"), Offer::kNothing);
  EXPECT_EQ(offer(ValueKind::kCount, "N"), Offer::kNothing);
  EXPECT_FALSE(TakesValue({.name = "x", .kind = ValueKind::kBool}));
}

TEST(Completion, KnowsEveryVerbAndEveryOptionThatWorks) {
  const std::string bash = BashCompletion();
  const std::string zsh = ZshCompletion();
  const std::string fish = FishCompletion();
  for (const Verb* verb : AllVerbs()) {
    EXPECT_THAT(bash, HasSubstr(StrCat("    ", verb->name, ") options='")));
    EXPECT_THAT(zsh, HasSubstr(StrCat("    '", verb->name, ":")));
    EXPECT_THAT(fish, HasSubstr(StrCat("-a ", verb->name, " -d ")));
    for (const Option& option : verb->options) {
      if (option.standing == Standing::kRefused) continue;
      const bool works = option.standing == Standing::kWorks;
      const std::string in_fish = StrCat("__fish_seen_subcommand_from ",
                                         verb->name, "' -l ", option.name, " ");
      EXPECT_EQ(fish.find(in_fish) != std::string::npos, works) << in_fish;
      if (works) {
        EXPECT_THAT(zsh, HasSubstr(StrCat("'--", option.name)));
        EXPECT_THAT(bash, HasSubstr(StrCat("--", option.name)));
      }
    }
  }
}

TEST(Completion, OffersWordsAndNoFilesForNumbers) {
  EXPECT_THAT(BashCompletion(),
              HasSubstr("export:--family) COMPREPLY=($(compgen -W \"auto "
                        "shiftvit smlpnet t2t_vit\""));
  EXPECT_THAT(ZshCompletion(), HasSubstr(":WORD:(auto shiftvit smlpnet "
                                         "t2t_vit)'"));
  EXPECT_THAT(FishCompletion(), HasSubstr("-x -a 'auto shiftvit smlpnet "
                                          "t2t_vit'"));
}

TEST(Manual, HasAnEntryForEveryOption) {
  for (const Verb* verb : AllVerbs()) {
    const std::string page = VerbManual(*verb);
    size_t entries = 0;
    for (size_t at = 0;
         (at = page.find(".TP\n\\fB\\-\\-", at)) != std::string::npos; ++at) {
      ++entries;
    }
    EXPECT_EQ(entries, verb->options.size()) << verb->name;
    EXPECT_THAT(page, HasSubstr(".SH EXIT STATUS"));
    EXPECT_THAT(ProgramManual(), HasSubstr(StrCat("\\fB",
                                                  verb->name == "demo-data"
                                                      ? "demo\\-data"
                                                      : std::string(verb->name),
                                                  "\\fR\n")));
  }
}

TEST(Manual, EscapesWhatRoffWouldRead) {
  const Option kOptions[] = {
      {.name = "a-b", .value = "X", .help = ".dot and \\back"}};
  const Verb verb{.name = "x",
                  .summary = "'quote",
                  .example = "burin x",
                  .options = kOptions};
  const std::string page = VerbManual(verb);
  EXPECT_THAT(page, HasSubstr("\n\\&.dot and \\eback\n"));
  EXPECT_THAT(page, HasSubstr("\\fB\\-\\-a\\-b\\fR \\fIX\\fR"));
  EXPECT_THAT(page, Not(HasSubstr("\n'")));
}

}  // namespace
}  // namespace burin::cli
