// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What SIGINT and SIGTERM do to verbs that do not look at an InterruptScope's
// flag (console.h), and to the others before and after they do.

#ifndef BURIN_CLI_INTERRUPT_GUARD_H_
#define BURIN_CLI_INTERRUPT_GUARD_H_

#include <signal.h>

#include <string_view>
#include <thread>

namespace burin::cli {

// While it lives, the first signal ends the process from a thread of its own:
// temporaries are removed, the error line and `failure_line` are printed, the
// status is 1. A second one kills it. A signal that the process ignores, as
// under nohup, stays ignored. At most one at a time.
class InterruptGuard {
 public:
  InterruptGuard(std::string_view verb, std::string_view failure_line);
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

 private:
  std::thread thread_;  // none where the system gives none
  struct sigaction old_int_ {};
  struct sigaction old_term_ {};
};

}  // namespace burin::cli

#endif  // BURIN_CLI_INTERRUPT_GUARD_H_
