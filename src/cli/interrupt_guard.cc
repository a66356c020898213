// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See interrupt_guard.h.

#include "cli/interrupt_guard.h"

#include <semaphore.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "base/temporaries.h"
#include "cli/console.h"

namespace burin::cli {
namespace {

// A handler can reach nothing else, and sem_post is of the few calls that it
// may make.
sem_t g_wake;
std::atomic<bool> g_signalled{false};

void OnSignal(int) {
  const int saved = errno;
  g_signalled.store(true);
  sem_post(&g_wake);
  errno = saved;
}

void Install(int number, struct sigaction* old) {
  sigaction(number, nullptr, old);
  if (old->sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, nullptr);
}

[[noreturn]] void End(std::string_view verb, std::string_view failure_line) {
  RemoveTemporariesForGood();
  // The work goes on meanwhile, and may be stuck in a write to a full pipe.
  if (ftrylockfile(stdout) == 0) {
    if (!failure_line.empty()) Print(failure_line);
    std::fflush(stdout);
  }
  const std::string line =
      StrCat(isatty(STDERR_FILENO) == 1 ? "\r\x1b[K" : "",
             "burin: ", ErrorCodeName(ErrorCode::kInterrupted), ": ", verb,
             ": stopped by a signal\n");
  [[maybe_unused]] const ssize_t written =
      write(STDERR_FILENO, line.data(), line.size());
  _exit(1);
}

void Wait(std::string_view verb, std::string_view failure_line) {
  while (sem_wait(&g_wake) != 0) {
  }
  if (g_signalled.load()) End(verb, failure_line);
}

}  // namespace

InterruptGuard::InterruptGuard(std::string_view verb,
                               std::string_view failure_line) {
  sem_init(&g_wake, 0, 0);
  g_signalled.store(false);
  try {
    thread_ = std::thread(Wait, verb, failure_line);
  } catch (const std::system_error&) {
    return;  // signals then end the process as they do any other
  }
  Install(SIGINT, &old_int_);
  Install(SIGTERM, &old_term_);
}

InterruptGuard::~InterruptGuard() {
  if (!thread_.joinable()) return;
  sigaction(SIGINT, &old_int_, nullptr);
  sigaction(SIGTERM, &old_term_, nullptr);
  sem_post(&g_wake);
  thread_.join();
  sem_destroy(&g_wake);
}

}  // namespace burin::cli
