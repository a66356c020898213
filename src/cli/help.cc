// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Help pages and the reference, made from the option tables.

#include <algorithm>

#include "cli/verb.h"

namespace burin::cli {
namespace {

constexpr size_t kWidth = 80;
constexpr size_t kNameColumn = 30;

std::string Padded(std::string text, size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text;
}

// Words of `text` in lines of at most kWidth, continued at `indent`; the first
// line already has `used` columns.
std::string Wrapped(std::string_view text, size_t indent, size_t used) {
  std::string out;
  size_t column = used;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    if (column > indent && column + 1 + end > kWidth) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, end);
    column += end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + "\n";
}

std::string ShortNames(const Option& option) {
  std::string out;
  std::string_view rest = option.aliases;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view alias = rest.substr(0, end);
    if (!alias.starts_with("--")) out += StrCat(alias, ", ");
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

std::string HelpText(const Option& option) {
  std::string text(option.help);
  if (option.kind == ValueKind::kChoice) {
    text += StrCat(text.empty() ? "" : "; ", option.value);
  }
  if (!option.fallback.empty() && option.kind != ValueKind::kBool) {
    text += StrCat(" (", option.fallback, ")");
  }
  if (option.required) text += " (required)";
  return text;
}

std::string OptionHelp(const Option& option) {
  const bool has_value = option.kind != ValueKind::kBool;
  const std::string_view value = option.kind == ValueKind::kChoice
                                     ? std::string_view("WORD")
                                     : option.value;
  std::string name = StrCat("  ", ShortNames(option), "--", option.name,
                            has_value ? " " : "", has_value ? value : "");
  std::string out = Padded(std::move(name), kNameColumn - 1);
  if (out.size() >= kNameColumn)
    out += "\n" + std::string(kNameColumn - 1, ' ');
  return out + " " + Wrapped(HelpText(option), kNameColumn, kNameColumn);
}

std::string NamesOf(std::span<const Option> options, Standing standing) {
  std::string out;
  for (const Option& option : options) {
    if (option.standing == standing &&
        (option.brief || standing != Standing::kWorks)) {
      out += StrCat(out.empty() ? "--" : ", --", option.name);
    }
  }
  return out;
}

std::string UsageLine(const Verb& verb) {
  return StrCat("burin ", verb.name, verb.positionals.empty() ? "" : " ",
                verb.positionals, " [options]");
}

}  // namespace

std::string ProgramHelp() {
  std::string out =
      "burin compiles vision networks into plates and runs them on CPUs.\n\n"
      "usage: burin VERB [options]      burin VERB --help      burin --version"
      "\n\n";
  for (const Verb* verb : AllVerbs()) {
    out +=
        Padded(StrCat("  ", verb->name), 14) + Wrapped(verb->summary, 14, 14);
  }
  return out +
         "\nexit status: 0 done, 1 the work failed, 2 the command line is "
         "wrong\n";
}

std::string VerbHelp(const Verb& verb) {
  std::string out =
      StrCat("usage: ", UsageLine(verb), "\n", verb.summary, "\n\n");
  for (const Option& option : verb.options) {
    if (option.standing == Standing::kWorks && !option.brief) {
      out += OptionHelp(option);
    }
  }
  const std::string brief = NamesOf(verb.options, Standing::kWorks);
  if (!brief.empty()) {
    out += "\nAlso, explained in docs/cli.md:\n  " + Wrapped(brief, 2, 2);
  }
  const std::string noted = NamesOf(verb.options, Standing::kNoted);
  if (!noted.empty()) {
    out += "\nAccepted with a note, for older command lines:\n  " +
           Wrapped(noted, 2, 2);
  }
  out += "\nexample:\n  " + Wrapped(verb.example, 4, 4);
  return out;
}

std::string Reference() {
  std::string out =
      "# Command line\n\n"
      "Made from the option tables by `burin help --markdown`; a test keeps "
      "the "
      "two equal.\n\n"
      "`--opt v` and `--opt=v` are the same, and so are `_` and `-` inside a "
      "long option. An\nunambiguous beginning of a long option stands for it. "
      "Exit status: 0 done, 1 the work\nfailed, 2 wrong usage. Errors are one "
      "line on standard error, `burin: CODE: TEXT`;\nthe codes are in "
      "[errors.md](errors.md).\n";
  for (const Verb* verb : AllVerbs()) {
    out +=
        StrCat("\n## burin ", verb->name, "\n\n", verb->summary, ".\n\n```\n",
               UsageLine(*verb), "\n", verb->example, "\n```\n\n");
    out += "| option | other names | value | meaning |\n|---|---|---|---|\n";
    for (const Option& option : verb->options) {
      std::string value(option.value);
      for (size_t at = 0; (at = value.find('|', at)) != std::string::npos;) {
        value.replace(at, 1, ", ");
      }
      const std::string_view standing =
          option.standing == Standing::kNoted     ? "accepted with a note: "
          : option.standing == Standing::kRefused ? "refused: "
                                                  : "";
      out += StrCat("| `--", option.name, "` | ", option.aliases, " | ", value,
                    " | ", standing, option.help);
      if (!option.fallback.empty()) {
        out += StrCat(" (default ", option.fallback, ")");
      }
      out += option.required ? " (required) |\n" : " |\n";
    }
  }
  return out;
}

}  // namespace burin::cli
