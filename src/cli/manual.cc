// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See manual.h.

#include "cli/manual.h"

#include "base/file.h"
#include "burin/version.h"
#include "cli/completion.h"
#include "cli/option_text.h"

namespace burin::cli {
namespace {

// Text as roff reads it: '-' is a hyphen unless escaped, '\' begins commands,
// and so do '.' and ''' at a line's start.
std::string Roff(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out = "\\&";
  for (const char c : text) {
    if (c == '-') {
      out += "\\-";
    } else if (c == '\\') {
      out += "\\e";
    } else {
      out += c;
    }
  }
  return out;
}

std::string Upper(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

std::string Head(std::string_view name, std::string_view summary) {
  return StrCat(".TH ", Upper(Roff(name)), " 1 \"\" \"burin ",
                BURIN_VERSION_TEXT, "\" \"User Commands\"\n.SH NAME\n",
                Roff(name), " \\- ", Roff(summary), "\n");
}

std::string Entry(const Option& option) {
  std::string names = StrCat("\\fB", Roff(StrCat("--", option.name)), "\\fR");
  for (const std::string_view alias : AliasesOf(option)) {
    names += StrCat(", \\fB", Roff(alias), "\\fR");
  }
  if (TakesValue(option)) {
    const bool words = option.kind == ValueKind::kChoice;
    names += StrCat(" \\fI", Roff(words ? "WORD" : option.value), "\\fR");
  }
  return StrCat(".TP\n", names, "\n", Roff(FullHelp(option)), "\n");
}

std::string Entries(const Verb& verb, Standing standing,
                    std::string_view heading) {
  std::string out;
  for (const Option& option : verb.options) {
    if (option.standing == standing) out += Entry(option);
  }
  return out.empty() ? out : StrCat(".SH ", heading, "\n", out);
}

std::string ExitStatus() {
  return ".SH EXIT STATUS\n"
         ".TP\n0\nDone.\n"
         ".TP\n1\nThe work failed, or was stopped by a signal; one line on "
         "standard error, \\fBburin: \\fICODE\\fB: \\fITEXT\\fR, says why.\n"
         ".TP\n2\nThe command line is wrong; nothing was done.\n";
}

}  // namespace

std::string VerbManual(const Verb& verb) {
  const std::string name = StrCat("burin-", verb.name);
  return StrCat(Head(name, verb.summary), ".SH SYNOPSIS\n\\fBburin ",
                Roff(verb.name), "\\fR ", Roff(verb.positionals),
                verb.positionals.empty() ? "" : " ", "[\\fIoptions\\fR]\n",
                Entries(verb, Standing::kWorks, "OPTIONS"),
                Entries(verb, Standing::kNoted, "ACCEPTED WITH A NOTE"),
                Entries(verb, Standing::kRefused, "REFUSED"),
                ".SH EXAMPLE\n.nf\n", Roff(verb.example), "\n.fi\n",
                ExitStatus(), ".SH SEE ALSO\n.BR burin (1)\n");
}

std::string ProgramManual() {
  std::string out = StrCat(
      Head("burin",
           "compiles vision networks into plates and runs them on "
           "CPUs"),
      ".SH SYNOPSIS\n\\fBburin\\fR \\fIVERB\\fR [\\fIoptions\\fR]\n"
      ".br\n\\fBburin help\\fR [\\fIVERB\\fR]\n"
      ".br\n\\fBburin \\-\\-version\\fR\n"
      ".SH DESCRIPTION\n"
      "A PyTorch checkpoint becomes ONNX (\\fBexport\\fR), ONNX becomes a "
      "plate "
      "for one batch size and one kind of CPU (\\fBcompile\\fR), a plate runs "
      "over files (\\fBinfer\\fR) that photographs were turned into "
      "(\\fBpreprocess\\fR), and results are scored (\\fBevaluate\\fR). "
      "\\fBbench\\fR does all of it and times it.\n"
      ".PP\n"
      "\\fB\\-\\-opt v\\fR and \\fB\\-\\-opt=v\\fR are the same, and so are "
      "\\fB_\\fR and \\fB\\-\\fR inside a long option. An unambiguous "
      "beginning "
      "of a long option stands for it.\n"
      ".SH VERBS\n");
  std::string pages;
  for (const Verb* verb : AllVerbs()) {
    out += StrCat(".TP\n\\fB", Roff(verb->name), "\\fR\n", Roff(verb->summary),
                  "\n");
    pages += StrCat(pages.empty() ? "" : " ,\n", ".BR ",
                    Roff(StrCat("burin-", verb->name)), " (1)");
  }
  return StrCat(out, ExitStatus(),
                ".SH ENVIRONMENT\n"
                ".TP\n\\fBBURIN_MAX_ISA\\fR\n"
                "Caps the instruction set: scalar, avx2, avx512, "
                "avx512_bf16. Another value is an error.\n"
                ".TP\n\\fBTMPDIR\\fR\n"
                "Where \\fBbench\\fR keeps its plates while it runs.\n"
                ".SH SEE ALSO\n",
                pages, "\n");
}

Result<void> WriteShare(const std::string& folder) {
  const auto write = [&](const std::string& below, const std::string& name,
                         const std::string& text) -> Result<void> {
    BURIN_TRY(MakeFolder(StrCat(folder, "/", below)));
    return WriteFile(StrCat(folder, "/", below, "/", name), AsBytes(text),
                     Durability::kNone);
  };
  BURIN_TRY(write("man/man1", "burin.1", ProgramManual()));
  for (const Verb* verb : AllVerbs()) {
    BURIN_TRY(write("man/man1", StrCat("burin-", verb->name, ".1"),
                    VerbManual(*verb)));
  }
  BURIN_TRY(write("bash-completion/completions", "burin", BashCompletion()));
  BURIN_TRY(write("zsh/site-functions", "_burin", ZshCompletion()));
  return write("fish/vendor_completions.d", "burin.fish", FishCompletion());
}

}  // namespace burin::cli
