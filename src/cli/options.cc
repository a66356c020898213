// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See options.h.

#include "cli/options.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "base/check.h"
#include "base/nearest.h"

namespace burin::cli {
namespace {

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    if (end > 0) out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// The form in which long names are compared.
std::string Folded(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

struct Spelling {
  std::string name;  // folded when long
  bool is_short;
  const Option* option;
};

std::vector<Spelling> Spellings(std::span<const Option> table) {
  std::vector<Spelling> out;
  for (const Option& option : table) {
    out.push_back({Folded(option.name), false, &option});
    for (const std::string_view alias : Split(option.aliases, ' ')) {
      if (alias.starts_with("--")) {
        out.push_back({Folded(alias.substr(2)), false, &option});
      } else {
        out.push_back({std::string(alias.substr(1)), true, &option});
      }
    }
  }
  return out;
}

Error Unknown(std::span<const Spelling> spellings, std::string_view typed) {
  std::vector<std::string_view> known;
  for (const Spelling& s : spellings) {
    if (!s.is_short) known.push_back(s.name);
  }
  const size_t dashes = typed.find_first_not_of('-');
  const std::string nearest =
      Nearest(Folded(typed.substr(std::min(dashes, typed.size()))), known);
  return MakeError(ErrorCode::kBadUsage, "unknown option ", typed,
                   nearest.empty() ? "" : "; the nearest is --", nearest);
}

// `typed` has its dashes and no "=value".
Result<const Option*> FindOption(std::span<const Spelling> spellings,
                                 std::string_view typed) {
  const bool is_long = typed.starts_with("--");
  const std::string_view bare = typed.substr(is_long ? 2 : 1);
  const std::string name = Folded(bare);
  for (const Spelling& s : spellings) {
    if (s.is_short && !is_long && s.name == bare) return s.option;
  }
  for (const Spelling& s : spellings) {
    if (!s.is_short && s.name == name) return s.option;
  }
  if (!is_long || name.empty()) return Unknown(spellings, typed);
  const Option* found = nullptr;
  std::string candidates;
  bool ambiguous = false;
  for (const Spelling& s : spellings) {
    if (s.is_short || !s.name.starts_with(name)) continue;
    candidates += StrCat(candidates.empty() ? "--" : ", --", s.name);
    ambiguous |= found != nullptr && found != s.option;
    found = s.option;
  }
  if (ambiguous) {
    return MakeError(ErrorCode::kBadUsage, "option ", typed,
                     " is short for several: ", candidates);
  }
  if (found == nullptr) return Unknown(spellings, typed);
  return found;
}

// "-l5": the short option of one letter whose value follows it at once; null
// for other tokens. A value that begins with a letter would hide a slip of the
// pen ("-modle"), so it needs its space.
const Option* AttachedOption(std::span<const Spelling> spellings,
                             std::string_view token) {
  constexpr std::string_view kBegins = "0123456789./,";
  if (token.size() < 3 || kBegins.find(token[2]) == kBegins.npos)
    return nullptr;
  for (const Spelling& s : spellings) {
    if (s.is_short && s.name == token.substr(1, 1)) {
      return s.option->kind == ValueKind::kBool ? nullptr : s.option;
    }
  }
  return nullptr;
}

bool LooksLikeOption(std::span<const Spelling> spellings,
                     std::string_view token) {
  if (token.starts_with("--")) return token.size() > 2;
  if (!token.starts_with('-') || token.size() < 2) return false;
  if (AttachedOption(spellings, token) != nullptr) return true;
  const std::string_view name = token.substr(1, token.find('=') - 1);
  return std::any_of(
      spellings.begin(), spellings.end(),
      [&](const Spelling& s) { return s.is_short && s.name == name; });
}

template <typename T>
bool IsNumber(std::string_view text, T* number) {
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size();
}

Result<void> CheckValue(const Option& option, std::string_view typed,
                        const std::string& value) {
  const auto refuse = [&](std::string_view expected) {
    return MakeError(ErrorCode::kBadUsage, "option ", typed, ": '", value,
                     "' given, ", expected, " expected");
  };
  if (value.empty() && option.standing == Standing::kNoted) return {};
  int64_t integer = 0;
  double number = 0;
  switch (option.kind) {
    case ValueKind::kText:
      // A shell variable that is not set; as a path it would be the root.
      if (value.empty()) return refuse(option.value);
      return {};
    case ValueKind::kCount:
      if (!IsNumber(value, &integer) || integer < 0) {
        return refuse("an integer of 0 or more");
      }
      return {};
    case ValueKind::kPositive:
      if (!IsNumber(value, &integer) || integer < 1) {
        return refuse("an integer of 1 or more");
      }
      return {};
    case ValueKind::kNumber:
      if (!IsNumber(value, &number) || !std::isfinite(number)) {
        return refuse("a number");
      }
      return {};
    case ValueKind::kBool:
      if (!ParseBool(value)) return refuse("yes or no");
      return {};
    case ValueKind::kChoice:
      for (const std::string_view choice : Split(option.value, '|')) {
        if (choice == value) return {};
      }
      return refuse(StrCat("one of ", option.value));
  }
  return {};
}

}  // namespace

std::string PlainDashes(std::string_view token) {
  constexpr std::string_view kEnDash = "\xe2\x80\x93";
  constexpr std::string_view kEmDash = "\xe2\x80\x94";
  std::string_view rest = token;
  bool typographic = false;
  while (true) {
    if (rest.starts_with('-')) {
      rest.remove_prefix(1);
    } else if (rest.starts_with(kEnDash) || rest.starts_with(kEmDash)) {
      rest.remove_prefix(kEnDash.size());
      typographic = true;
    } else {
      break;
    }
  }
  return typographic ? StrCat("--", rest) : std::string(token);
}

std::optional<bool> ParseBool(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  for (const std::string_view yes : {"yes", "true", "t", "y", "1"}) {
    if (lower == yes) return true;
  }
  for (const std::string_view no : {"no", "false", "f", "n", "0"}) {
    if (lower == no) return false;
  }
  return std::nullopt;
}

const Arguments::Entry& Arguments::Find(std::string_view name) const {
  const auto it = entries_.find(name);
  BURIN_CHECK(it != entries_.end());
  return it->second;
}

bool Arguments::Has(std::string_view name) const { return Find(name).given; }

const std::string& Arguments::Text(std::string_view name) const {
  return Find(name).value;
}

int64_t Arguments::Integer(std::string_view name) const {
  int64_t out = 0;
  IsNumber(Find(name).value, &out);
  return out;
}

double Arguments::Number(std::string_view name) const {
  double out = 0;
  IsNumber(Find(name).value, &out);
  return out;
}

bool Arguments::Flag(std::string_view name) const {
  return ParseBool(Find(name).value).value_or(false);
}

Result<Arguments> ParseArguments(std::span<const Option> table,
                                 size_t max_positionals,
                                 std::span<const std::string> args) {
  const std::vector<Spelling> spellings = Spellings(table);
  Arguments out;
  out.raw_.assign(args.begin(), args.end());
  for (const Option& option : table) {
    out.entries_[std::string(option.name)].value = option.fallback;
  }
  bool options_ended = false;
  for (size_t i = 0; i < args.size(); ++i) {
    const std::string token = options_ended ? args[i] : PlainDashes(args[i]);
    if (options_ended || token.size() < 2 || token[0] != '-') {
      if (token.empty()) {
        return MakeError(ErrorCode::kBadUsage, "argument ", i + 1, " is empty");
      }
      if (out.positionals_.size() == max_positionals) {
        return MakeError(ErrorCode::kBadUsage, "unexpected argument '", token,
                         "'");
      }
      out.positionals_.push_back(token);
      continue;
    }
    if (token == "--") {
      options_ended = true;
      continue;
    }
    if (token == "--help" || token == "-h") {
      out.help_ = true;
      continue;
    }
    const Option* option = AttachedOption(spellings, token);
    const bool attached = option != nullptr;
    const size_t equals = attached ? std::string::npos : token.find('=');
    const std::string typed = token.substr(0, attached ? 2 : equals);
    if (!attached) {
      BURIN_ASSIGN(option, FindOption(spellings, typed));
    }
    std::string value;
    if (attached) {
      value = token.substr(2);
    } else if (equals != std::string::npos) {
      value = token.substr(equals + 1);
    } else if (option->kind == ValueKind::kBool) {
      const bool has_word = i + 1 < args.size() && ParseBool(args[i + 1]);
      value = has_word ? args[++i] : "yes";
    } else if (i + 1 < args.size() &&
               !LooksLikeOption(spellings, PlainDashes(args[i + 1]))) {
      value = args[++i];
    } else {
      return MakeError(ErrorCode::kBadUsage, "option ", typed,
                       " needs a value (", option->value, ")");
    }
    if (option->standing == Standing::kRefused) {
      return MakeError(ErrorCode::kBadUsage, "option ", typed, ": ",
                       option->help);
    }
    if (option->standing == Standing::kNoted) {
      out.notes_.push_back(StrCat(typed, ": ", option->help));
    }
    BURIN_TRY(CheckValue(*option, typed, value));
    out.entries_[std::string(option->name)] = {std::move(value), true};
  }
  for (const Option& option : table) {
    if (option.required && !out.help_ && !out.Has(option.name)) {
      return MakeError(ErrorCode::kBadUsage, "option --", option.name,
                       " is required");
    }
  }
  return out;
}

}  // namespace burin::cli
