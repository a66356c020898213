// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin completion: scripts that make shells complete command lines, and the
// manual pages.

#include "cli/completion.h"
#include "cli/console.h"
#include "cli/manual.h"
#include "cli/verbs.h"

namespace burin::cli {
namespace {

constexpr Option kOptions[] = {
    {"share", "", ValueKind::kText, "DIR", "",
     "write the scripts of all shells and the manual pages, as they lie below "
     "PREFIX/share"},
};

Result<void> RunCompletion(const Arguments& args) {
  const bool shell = !args.positionals().empty();
  if (shell == args.Has("share")) {
    return MakeError(ErrorCode::kBadUsage,
                     "completion: either bash, zsh or fish, or --share, "
                     "expected");
  }
  if (!shell) return WriteShare(args.Text("share"));
  const std::string& name = args.positionals()[0];
  std::string text;
  if (name == "bash") {
    text = BashCompletion();
  } else if (name == "zsh") {
    text = ZshCompletion();
  } else if (name == "fish") {
    text = FishCompletion();
  } else {
    return MakeError(ErrorCode::kBadUsage, "completion: '", name,
                     "' given, bash, zsh or fish expected");
  }
  WriteOut(text);
  return {};
}

}  // namespace

constinit const Verb kCompletionVerb = {
    .name = "completion",
    .positionals = "bash|zsh|fish",
    .max_positionals = 1,
    .summary = "prints a script that makes a shell complete command lines",
    .example = "source <(burin completion bash)",
    .options = kOptions,
    .run = RunCompletion,
};

}  // namespace burin::cli
