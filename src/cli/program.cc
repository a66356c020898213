// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// From a command line to an exit status.

#include <signal.h>

#include <exception>
#include <new>
#include <optional>

#include "base/nearest.h"
#include "burin/version.h"
#include "cli/console.h"
#include "cli/interrupt_guard.h"
#include "cli/overwrite.h"
#include "cli/verb.h"
#include "kernels/max_isa.h"

namespace burin::cli {
namespace {

Error UnknownVerb(const std::string& word) {
  std::vector<std::string_view> names;
  for (const Verb* verb : AllVerbs()) names.push_back(verb->name);
  const std::string nearest = Nearest(word, names);
  return MakeError(ErrorCode::kBadUsage, "unknown verb '", word, "'",
                   nearest.empty() ? "" : "; the nearest is ", nearest);
}

void Show(const std::string& text) { WriteOut(text); }

Result<void> Help(const std::vector<std::string>& args) {
  if (args.size() < 2) {
    Show(ProgramHelp());
  } else if (PlainDashes(args[1]) == "--markdown") {
    Show(Reference());
  } else if (const Verb* verb = FindVerb(args[1])) {
    Show(VerbHelp(*verb));
  } else {
    return UnknownVerb(args[1]);
  }
  return {};
}

// Whether --json, where it is a word alone and not a file, was given.
bool WantsJson(const Verb& verb, const Arguments& args) {
  for (const Option& option : verb.options) {
    if (option.name == "json" && option.kind == ValueKind::kBool) {
      return args.Flag("json");
    }
  }
  return false;
}

Result<void> RunVerb(const Verb& verb, std::span<const std::string> args) {
  BURIN_ASSIGN(const Arguments parsed,
               ParseArguments(verb.options, verb.max_positionals, args)
                   .Context(verb.name));
  if (parsed.help()) {
    Show(VerbHelp(verb));
    return {};
  }
  BURIN_TRY(CheckMaxIsa());
  BURIN_TRY(KeepInputs(verb.options, parsed).Context(verb.name));
  for (const std::string& note : parsed.notes()) Note(note);
  std::optional<TextOff> json_alone;
  if (WantsJson(verb, parsed)) json_alone.emplace();
  const InterruptGuard guard(verb.name, verb.failure_line);
  return verb.run(parsed);
}

Result<void> Run(const std::vector<std::string>& args) {
  if (args.empty()) {
    return MakeError(ErrorCode::kBadUsage, "no verb given; see burin --help");
  }
  const std::string word = PlainDashes(args[0]);
  if (word == "--help" || word == "-h" || word == "help") return Help(args);
  if (word == "--version") {
    Print("burin ", BURIN_VERSION_TEXT);
    return {};
  }
  const Verb* verb = FindVerb(word);
  if (verb == nullptr) return UnknownVerb(word);
  Result<void> result = RunVerb(*verb, std::span(args).subspan(1));
  if (!result.ok() && !verb->failure_line.empty()) Print(verb->failure_line);
  return result;
}

// Run, with what libraries throw as an error.
Result<void> RunCaught(const std::vector<std::string>& args) {
  try {
    return Run(args);
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kOutOfMemory, "memory ran out"};
  } catch (const std::exception& e) {
    return Error{ErrorCode::kInternal, e.what()};
  } catch (...) {
    return Error{ErrorCode::kInternal, "an unknown exception"};
  }
}

}  // namespace

int RunProgram(const std::vector<std::string>& args) {
  // A reader that goes away is seen as EPIPE; a long run is not killed by it.
  signal(SIGPIPE, SIG_IGN);
  // A limit on the size of files is an error of the write, like a full disk.
  signal(SIGXFSZ, SIG_IGN);
  Result<void> result = RunCaught(args);
  if (result.ok()) result = FlushOutput();
  if (result.ok()) return 0;
  PrintError(result.error());
  return ExitStatus(result.error());
}

}  // namespace burin::cli
