// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See interrupt_guard.h.

#include "cli/interrupt_guard.h"

#include <poll.h>
#include <semaphore.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <string>
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

// Whether a short write would not block.
bool HasRoom(int fd) {
  pollfd room = {fd, POLLOUT, 0};
  return poll(&room, 1, 1000) == 1;
}

// What is printed is made beforehand: there may be no memory when it is needed.
// The work goes on meanwhile; it may be stuck in a write to a full pipe, and
// this, too, must not be.
[[noreturn]] void End(const std::string& error_line,
                      const std::string& failure_line) noexcept {
  RemoveTemporariesForGood();
  if (HasRoom(STDERR_FILENO)) {
    [[maybe_unused]] const ssize_t written =
        write(STDERR_FILENO, error_line.data(), error_line.size());
  }
  if (HasRoom(STDOUT_FILENO) && ftrylockfile(stdout) == 0) {
    if (TextIsOn()) WriteOut(failure_line);
    FlushOut();
  }
  _exit(1);
}

void Wait(const std::string& error_line,
          const std::string& failure_line) noexcept {
  while (sem_wait(&g_wake) != 0) {
  }
  if (g_signalled.load()) End(error_line, failure_line);
}

}  // namespace

InterruptGuard::InterruptGuard(std::string_view verb,
                               std::string_view failure_line) {
  sem_init(&g_wake, 0, 0);
  g_signalled.store(false);
  try {
    thread_ =
        std::thread(Wait,
                    StrCat(isatty(STDERR_FILENO) == 1 ? "\r\x1b[K" : "",
                           "burin: ", ErrorCodeName(ErrorCode::kInterrupted),
                           ": ", verb, ": stopped by a signal\n"),
                    failure_line.empty() ? "" : StrCat(failure_line, '\n'));
  } catch (const std::system_error&) {
    return;  // signals then end the process as they do any other
  }
  HandleOnce(SIGINT, OnSignal, &old_int_);
  HandleOnce(SIGTERM, OnSignal, &old_term_);
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
