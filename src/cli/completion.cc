// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See completion.h.

#include "cli/completion.h"

#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/option_text.h"
#include "cli/verb.h"

namespace burin::cli {
namespace {

// `text` with a backslash before each of `special`.
std::string Escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string Joined(std::span<const std::string_view> words,
                   std::string_view between) {
  std::string out;
  for (const std::string_view word : words) {
    out += StrCat(out.empty() ? "" : between, word);
  }
  return out;
}

std::vector<const Option*> Working(const Verb& verb) {
  std::vector<const Option*> out;
  for (const Option& option : verb.options) {
    if (option.standing == Standing::kWorks) out.push_back(&option);
  }
  return out;
}

// "--family" and its aliases.
std::vector<std::string> NamesOf(const Option& option) {
  std::vector<std::string> out = {StrCat("--", option.name)};
  for (const std::string_view alias : AliasesOf(option)) {
    out.emplace_back(alias);
  }
  return out;
}

// The words that a verb takes first: "bash|zsh|fish" or "[list|extract] IN" in
// its table, which "IN.onnx" is not.
std::vector<std::string_view> FirstWords(const Verb& verb) {
  std::string_view first =
      verb.positionals.substr(0, verb.positionals.find(' '));
  if (first.find('|') == std::string_view::npos) return {};
  if (first.starts_with('[')) first = first.substr(1, first.find(']') - 1);
  return ChoicesOf({"", "", ValueKind::kChoice, first});
}

std::vector<std::string_view> VerbNames() {
  std::vector<std::string_view> out;
  for (const Verb* verb : AllVerbs()) out.push_back(verb->name);
  out.push_back("help");
  return out;
}

}  // namespace

std::string BashCompletion() {
  const auto offer = [](std::string_view words) {
    return StrCat("COMPREPLY=($(compgen -W \"", words, "\" -- \"$cur\"))");
  };
  std::string out = StrCat(
      "# Completion of burin for bash, made by `burin completion bash`.\n"
      "_burin() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} before=$((COMP_CWORD - 1))\n"
      "  COMPREPLY=()\n"
      "  # --option=value is three words to bash\n"
      "  if [[ $cur == = ]]; then cur=\n"
      "  elif [[ ${COMP_WORDS[before]} == = ]]; then before=$((before - 1))\n"
      "  fi\n"
      "  local verbs='",
      Joined(VerbNames(), " "),
      "' options=\n"
      "  if ((COMP_CWORD == 1)); then\n"
      "    ",
      offer("$verbs"),
      "\n    return\n  fi\n"
      "  case ${COMP_WORDS[1]}:${COMP_WORDS[before]} in\n"
      "    help:*) ",
      offer("$verbs"), "; return ;;\n");
  std::string options;
  for (const Verb* verb : AllVerbs()) {
    std::string names;
    for (const Option* option : Working(*verb)) {
      std::string pattern;
      for (const std::string& name : NamesOf(*option)) {
        names += StrCat(names.empty() ? "" : " ", name);
        pattern += StrCat(pattern.empty() ? "" : "|", verb->name, ":", name);
      }
      if (!TakesValue(*option)) continue;
      const Offer what = OfferOf(*option);
      out += StrCat(
          "    ", pattern, ") ",
          what == Offer::kWords     ? offer(Joined(ChoicesOf(*option), " "))
          : what == Offer::kFolders ? "COMPREPLY=($(compgen -d -- \"$cur\"))"
          : what == Offer::kFiles   ? ":"
                                    : "compopt +o default +o bashdefault",
          "; return ;;\n");
    }
    options += StrCat("    ", verb->name, ") options='", names, "' ;;\n");
  }
  out += StrCat("  esac\n  case ${COMP_WORDS[1]} in\n", options, "  esac\n",
                "  if [[ $cur == -* ]]; then\n    ", offer("$options"),
                "\n    return\n  fi\n  case ${COMP_WORDS[1]} in\n");
  for (const Verb* verb : AllVerbs()) {
    const auto words = FirstWords(*verb);
    if (words.empty()) continue;
    out += StrCat("    ", verb->name, ") ", offer(Joined(words, " ")), " ;;\n");
  }
  return out +
         "  esac\n}\n"
         "complete -o default -o bashdefault -F _burin burin\n";
}

std::string ZshCompletion() {
  const auto quoted = [](std::string_view text) {
    std::string out = Escaped(text, "\\[]:");
    for (size_t at = 0; (at = out.find('\'', at)) != std::string::npos;) {
      out.replace(at, 1, "'\\''");
      at += 4;
    }
    return out;
  };
  std::string out =
      "#compdef burin\n"
      "# Completion of burin for zsh, made by `burin completion zsh`.\n"
      "_burin() {\n"
      "  local -a verbs=(\n";
  for (const Verb* verb : AllVerbs()) {
    out += StrCat("    '", verb->name, ":", quoted(verb->summary), "'\n");
  }
  out +=
      "    'help:shows the options of a verb'\n"
      "  )\n"
      "  if ((CURRENT == 2)); then\n"
      "    _describe verb verbs\n"
      "    return\n"
      "  fi\n"
      "  local verb=$words[2]\n"
      "  shift words\n"
      "  ((CURRENT--))\n"
      "  case $verb in\n"
      "    help) _describe verb verbs ;;\n";
  for (const Verb* verb : AllVerbs()) {
    out += StrCat("    ", verb->name, ")\n      _arguments \\\n");
    for (const Option* option : Working(*verb)) {
      const Offer what = OfferOf(*option);
      std::string action;
      if (TakesValue(*option)) {
        const std::string_view name =
            what == Offer::kWords ? std::string_view("WORD") : option->value;
        action = StrCat(":", quoted(name), ":",
                        what == Offer::kWords
                            ? StrCat("(", Joined(ChoicesOf(*option), " "), ")")
                        : what == Offer::kFiles   ? std::string("_files")
                        : what == Offer::kFolders ? std::string("_files -/")
                                                  : std::string(" "));
      }
      for (const std::string& name : NamesOf(*option)) {
        const bool equals = TakesValue(*option) && name.starts_with("--");
        out += StrCat("        '", name, equals ? "=" : "", "[",
                      quoted(option->help), "]", action, "' \\\n");
      }
    }
    const auto words = FirstWords(*verb);
    std::string positional = verb->max_positionals > (words.empty() ? 0u : 1u)
                                 ? "'*:file:_files'"
                                 : "'*: : '";
    if (!words.empty()) {
      positional = StrCat("'1:word:(", Joined(words, " "), ")' ", positional);
    }
    out += StrCat("        ", positional, " ;;\n");
  }
  // Sourced, it registers itself; autoloaded, it is the function.
  return out +
         "  esac\n}\n"
         "if [[ $funcstack[1] == _burin ]]; then\n"
         "  _burin \"$@\"\n"
         "else\n"
         "  compdef _burin burin\n"
         "fi\n";
}

std::string FishCompletion() {
  const auto quoted = [](std::string_view text) {
    return StrCat("'", Escaped(text, "\\'"), "'");
  };
  std::string out =
      "# Completion of burin for fish, made by `burin completion fish`.\n"
      "complete -c burin -n __fish_use_subcommand -f\n";
  for (const Verb* verb : AllVerbs()) {
    out += StrCat("complete -c burin -n __fish_use_subcommand -a ", verb->name,
                  " -d ", quoted(verb->summary), "\n");
  }
  out += StrCat(
      "complete -c burin -n __fish_use_subcommand -a help -d 'shows the "
      "options of a verb'\n"
      "complete -c burin -n '__fish_seen_subcommand_from help' -f -a ",
      quoted(Joined(VerbNames(), " ")), "\n");
  for (const Verb* verb : AllVerbs()) {
    const std::string head = StrCat(
        "complete -c burin -n '__fish_seen_subcommand_from ", verb->name, "'");
    const auto words = FirstWords(*verb);
    if (!words.empty()) {
      out += StrCat(head, verb->max_positionals > 1 ? " -a " : " -f -a ",
                    quoted(Joined(words, " ")), "\n");
    }
    for (const Option* option : Working(*verb)) {
      std::string line = head;
      for (const std::string& name : NamesOf(*option)) {
        line += name.starts_with("--") ? StrCat(" -l ", name.substr(2))
                : name.size() == 2     ? StrCat(" -s ", name.substr(1))
                                       : StrCat(" -o ", name.substr(1));
      }
      switch (OfferOf(*option)) {
        case Offer::kNothing:
          if (TakesValue(*option)) line += " -x";
          break;
        case Offer::kFiles:
          line += " -r -F";
          break;
        case Offer::kFolders:
          line += " -x -a '(__fish_complete_directories)'";
          break;
        case Offer::kWords:
          line += StrCat(" -x -a ", quoted(Joined(ChoicesOf(*option), " ")));
          break;
      }
      out += StrCat(line, " -d ", quoted(option->help), "\n");
    }
  }
  return out;
}

}  // namespace burin::cli
