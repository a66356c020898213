// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See console.h.

#include "cli/console.h"

#include <cerrno>
#include <cstring>

namespace burin::cli {
namespace {

// Signal handlers can reach nothing else.
std::atomic<bool> g_interrupted{false};
std::atomic<bool> g_text_off{false};
// Of the first write to standard output that failed; 0: none. The stream itself
// keeps no more than that there was one.
std::atomic<int> g_output_error{0};
static_assert(std::atomic<bool>::is_always_lock_free);

void KeepOutputError(int number) {
  int none = 0;
  g_output_error.compare_exchange_strong(none, number);
}

void OnSignal(int) { g_interrupted.store(true); }

}  // namespace

TextOff::TextOff() { g_text_off.store(true); }
TextOff::~TextOff() { g_text_off.store(false); }

bool TextIsOn() { return !g_text_off.load(std::memory_order_relaxed); }

void WriteOut(std::string_view text) {
  errno = 0;
  const size_t written = std::fwrite(text.data(), 1, text.size(), stdout);
  if (written != text.size()) KeepOutputError(errno);
}

void FlushOut() {
  errno = 0;
  if (std::fflush(stdout) != 0) KeepOutputError(errno);
}

std::string OneLine(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      out += c;
    } else {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

void PrintError(const Error& error) {
  FlushOut();
  const std::string line = StrCat("burin: ", ErrorCodeName(error.code), ": ",
                                  OneLine(error.message), "\n");
  std::fwrite(line.data(), 1, line.size(), stderr);
}

int ExitStatus(const Error& error) {
  return error.code == ErrorCode::kBadUsage ? 2 : 1;
}

Result<void> FlushOutput() {
  FlushOut();
  const int number = g_output_error.exchange(0);
  if (std::ferror(stdout) == 0 || number == EPIPE) return {};
  return MakeError(number == ENOSPC ? ErrorCode::kNoSpace : ErrorCode::kIo,
                   "standard output: write: ",
                   number == 0 ? "failed earlier" : std::strerror(number));
}

void HandleOnce(int number, void (*handler)(int), struct sigaction* old) {
  sigaction(number, nullptr, old);
  if (old->sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, nullptr);
}

InterruptScope::InterruptScope() {
  g_interrupted.store(false);
  HandleOnce(SIGINT, OnSignal, &old_int_);
  HandleOnce(SIGTERM, OnSignal, &old_term_);
}

InterruptScope::~InterruptScope() {
  sigaction(SIGINT, &old_int_, nullptr);
  sigaction(SIGTERM, &old_term_, nullptr);
}

const std::atomic<bool>* InterruptScope::flag() const { return &g_interrupted; }

std::string Megabytes(uint64_t bytes) {
  return Fixed(static_cast<double>(bytes) / 1e6, 1) + " MB";
}

}  // namespace burin::cli
