// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What several texts about options say alike: help pages, manual pages, the
// reference, completions.

#ifndef BURIN_CLI_OPTION_TEXT_H_
#define BURIN_CLI_OPTION_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "cli/options.h"

namespace burin::cli {

// The other names, dashes included: "-c", "--ckpt-path".
std::vector<std::string_view> AliasesOf(const Option& option);

// The words of a kChoice.
std::vector<std::string_view> ChoicesOf(const Option& option);

// What a shell may offer behind an option.
enum class Offer {
  kNothing,  // the option has no value, or one that nobody can guess
  kFiles,
  kFolders,
  kWords,  // ChoicesOf
};
Offer OfferOf(const Option& option);
bool TakesValue(const Option& option);

// "the kind of network; auto, shiftvit (default auto) (required)": the help of
// the table with what follows from the other fields, choices between commas.
std::string FullHelp(const Option& option);

}  // namespace burin::cli

#endif  // BURIN_CLI_OPTION_TEXT_H_
