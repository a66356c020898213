// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Command lines as data: each verb has one table of options, and that table
// parses the arguments, writes the help page and the reference in
// docs/cli.md.
//
// The spelling is that of three older tools at once: `--opt v` and `--opt=v`;
// '_' and '-' are the same inside a long option; unambiguous prefixes; short
// options of several letters (-om); short ones of one letter with their value
// at once (-l5, -d0,1, -o./out); long options with one dash (-model=x); and
// typographic dashes that a web page put in place of "--".
//
// An empty value, as a variable that is not set leaves one, is an error except
// for options that are only noted.

#ifndef BURIN_CLI_OPTIONS_H_
#define BURIN_CLI_OPTIONS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace burin::cli {

enum class ValueKind {
  kText,
  kCount,     // an integer >= 0
  kPositive,  // an integer >= 1
  kNumber,    // a finite decimal number
  kBool,      // yes true t y 1 / no false f n 0; alone it means yes
  kChoice,    // one of the words of `value`, separated by '|'
};

enum class Standing {
  kWorks,
  kNoted,    // accepted; `help` is printed as a note, nothing else happens
  kRefused,  // known, but not offered; `help` is the reason
};

struct Option {
  std::string_view name;     // the long name, without dashes
  std::string_view aliases;  // separated by spaces: "-c --ckpt-path"
  ValueKind kind = ValueKind::kText;
  std::string_view value;     // "FILE", or the choices "BIN|NPY|TXT"
  std::string_view fallback;  // the value when it is not given; may be empty
  std::string_view help;      // one line
  Standing standing = Standing::kWorks;
  bool required = false;
  bool brief = false;   // the verb's help gives its name only
  bool writes = false;  // the value is a file that the verb writes
};

// What one command line says. Lookups are by the name in the table; asking for
// a name that is not there is a bug and aborts.
class Arguments {
 public:
  bool Has(std::string_view name) const;  // given on the command line
  const std::string& Text(std::string_view name) const;
  int64_t Integer(std::string_view name) const;
  double Number(std::string_view name) const;
  bool Flag(std::string_view name) const;

  const std::vector<std::string>& positionals() const { return positionals_; }
  const std::vector<std::string>& notes() const { return notes_; }
  bool help() const { return help_; }
  // The arguments as they were typed, the program and the verb left out.
  const std::vector<std::string>& raw() const { return raw_; }

 private:
  friend Result<Arguments> ParseArguments(std::span<const Option>, size_t,
                                          std::span<const std::string>);
  struct Entry {
    std::string value;
    bool given = false;
  };
  const Entry& Find(std::string_view name) const;

  std::map<std::string, Entry, std::less<>> entries_;
  std::vector<std::string> positionals_;
  std::vector<std::string> notes_;
  std::vector<std::string> raw_;
  bool help_ = false;
};

// Errors are all kBadUsage and name the option as it was typed. Missing
// required options are only an error when help was not asked for.
Result<Arguments> ParseArguments(std::span<const Option> table,
                                 size_t max_positionals,
                                 std::span<const std::string> args);

// "–batchsize=4" -> "--batchsize=4": a leading run of '-', U+2013 and U+2014
// that holds one of the latter two is read as "--".
std::string PlainDashes(std::string_view token);

// yes/true/t/y/1 and no/false/f/n/0 in any case; empty for other words.
std::optional<bool> ParseBool(std::string_view word);

}  // namespace burin::cli

#endif  // BURIN_CLI_OPTIONS_H_
