// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Manual pages for man(1), written from the option tables.

#ifndef BURIN_CLI_MANUAL_H_
#define BURIN_CLI_MANUAL_H_

#include <string>

#include "base/result.h"
#include "cli/verb.h"

namespace burin::cli {

// burin(1), and burin-VERB(1); the same program gives the same bytes.
std::string ProgramManual();
std::string VerbManual(const Verb& verb);

// Writes all manual pages and completions as they lie below PREFIX/share:
// man/man1/burin.1 and burin-VERB.1, bash-completion/completions/burin,
// zsh/site-functions/_burin, fish/vendor_completions.d/burin.fish. Folders are
// made.
Result<void> WriteShare(const std::string& folder);

}  // namespace burin::cli

#endif  // BURIN_CLI_MANUAL_H_
