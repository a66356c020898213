// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The only place that prints. Results and [INFO] lines go to standard output,
// notes and the one error line to standard error; progress.h, which comes with
// this, draws what people see while they wait.

#ifndef BURIN_CLI_CONSOLE_H_
#define BURIN_CLI_CONSOLE_H_

#include <signal.h>

#include <atomic>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/progress.h"
#include "report/number.h"

namespace burin::cli {

// `text` with control characters as \xNN, so that a file's name cannot forge
// a line or steer a terminal.
std::string OneLine(std::string_view text);

// While it lives, Print and Info write nothing: results that are JSON stand
// alone on standard output. At most one at a time.
class TextOff {
 public:
  TextOff();
  ~TextOff();
  TextOff(const TextOff&) = delete;
  TextOff& operator=(const TextOff&) = delete;
};
bool TextIsOn();

// `text` to standard output, and what is written so far out of the process;
// FlushOutput tells why one of them failed.
void WriteOut(std::string_view text);
void FlushOut();

template <typename... Parts>
void Print(const Parts&... parts) {
  if (!TextIsOn()) return;
  WriteOut(StrCat(parts..., '\n'));
}

// "[INFO] text", the older tools' form.
template <typename... Parts>
void Info(const Parts&... parts) {
  Print("[INFO] ", parts...);
}

// "note: text" on standard error.
template <typename... Parts>
void Note(const Parts&... parts) {
  const std::string line = StrCat("note: ", OneLine(StrCat(parts...)), '\n');
  FlushOut();
  std::fwrite(line.data(), 1, line.size(), stderr);
}

// "burin: code: message" on standard error.
void PrintError(const Error& error);

// 2 for kBadUsage, else 1.
int ExitStatus(const Error& error);

// An error when something printed could not be written; a reader that closed
// the pipe is no error.
Result<void> FlushOutput();

// `handler` for the next signal `number`, whose action before it is put into
// `old`; a signal that the process ignores stays ignored.
void HandleOnce(int number, void (*handler)(int), struct sigaction* old);

// While it lives, the first SIGINT or SIGTERM sets flag() and a second one
// ends the process; what is ignored, as under nohup, stays so. At most one at a
// time.
class InterruptScope {
 public:
  InterruptScope();
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;
  const std::atomic<bool>* flag() const;

 private:
  // Theirs before it: an InterruptGuard's.
  struct sigaction old_int_ {};
  struct sigaction old_term_ {};
};

using burin::Fixed;
// "45.6 MB" (10^6 bytes).
std::string Megabytes(uint64_t bytes);

}  // namespace burin::cli

#endif  // BURIN_CLI_CONSOLE_H_
