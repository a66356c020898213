// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See progress.h.

#include "cli/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <system_error>

#include "cli/console.h"

namespace burin::cli {
namespace {

size_t TerminalWidth() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return 80;
  }
  return size.ws_col;
}

std::string TwoDigits(int64_t value) {
  return StrCat(value < 10 ? "0" : "", value);
}

}  // namespace

std::string DurationText(double seconds) {
  // Beyond a hundred days nobody counts minutes, and integers end somewhere.
  constexpr double kMost = 8640000;
  if (!(seconds < kMost)) return "long";
  const auto whole = static_cast<int64_t>(std::ceil(std::max(seconds, 0.0)));
  if (whole < 60) return StrCat(whole, " s");
  if (whole < 3600) {
    return StrCat(whole / 60, " min ", TwoDigits(whole % 60), " s");
  }
  return StrCat(whole / 3600, " h ", TwoDigits(whole / 60 % 60), " min");
}

std::string ProgressText(std::string_view name, size_t done, size_t total,
                         size_t done_before, double seconds) {
  std::string out = StrCat(name, ": ", done, "/", total);
  if (total > 0) {
    const double share = static_cast<double>(done) / static_cast<double>(total);
    out += StrCat("  ", Fixed(std::floor(100 * share), 0), " %");
  }
  if (done <= done_before || seconds <= 0) return out;
  const double rate = static_cast<double>(done - done_before) / seconds;
  out += StrCat("  ", Fixed(rate, rate < 100 ? 1 : 0), "/s");
  if (done < total) {
    out += StrCat("  ", DurationText(static_cast<double>(total - done) / rate),
                  " left");
  }
  return out;
}

std::string TimedProgressText(std::string_view name, size_t done,
                              double seconds, double whole_seconds) {
  const double share = std::clamp(seconds / whole_seconds, 0.0, 1.0);
  std::string out =
      StrCat(name, ": ", done, "  ", Fixed(std::floor(100 * share), 0), " %");
  if (seconds > 0) {
    const double rate = static_cast<double>(done) / seconds;
    out += StrCat("  ", Fixed(rate, rate < 100 ? 1 : 0), "/s");
  }
  return StrCat(out, "  ", DurationText(whole_seconds - seconds), " left");
}

StatusLine::StatusLine(std::string name)
    : name_(std::move(name)), terminal_(isatty(STDERR_FILENO) == 1) {}

StatusLine::~StatusLine() { Clear(); }

void StatusLine::Show(std::string_view text) {
  if (!terminal_) return;
  std::string line =
      OneLine(name_.empty() ? std::string(text) : StrCat(name_, ": ", text));
  // A full line would wrap, and could not be drawn over.
  const size_t width = TerminalWidth();
  if (line.size() >= width) line.resize(width - 1);
  line = StrCat("\r\x1b[K", line);
  FlushOut();
  std::fwrite(line.data(), 1, line.size(), stderr);
  drawn_ = true;
}

void StatusLine::Clear() {
  if (!drawn_) return;
  std::fputs("\r\x1b[K", stderr);
  drawn_ = false;
}

WaitingLine::WaitingLine(std::string text) {
  if (isatty(STDERR_FILENO) != 1) return;
  // Where the system refuses a thread, nothing is shown.
  try {
    thread_ = std::thread([this, text = std::move(text)] {
      StatusLine line("");
      std::unique_lock<std::mutex> lock(mutex_);
      for (int seconds = 1; !wake_.wait_for(lock, std::chrono::seconds(1),
                                            [&] { return over_; });
           ++seconds) {
        line.Show(StrCat(text, ", ", DurationText(seconds)));
      }
    });
  } catch (const std::system_error&) {
  }
}

WaitingLine::~WaitingLine() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    over_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

ProgressLine::ProgressLine(std::string name, double whole_seconds)
    : name_(std::move(name)), whole_seconds_(whole_seconds), line_("") {}

void ProgressLine::Update(size_t done, size_t total) {
  constexpr std::chrono::milliseconds kInterval(100);
  const bool timed = whole_seconds_ > 0;
  if (!timed && done >= total) {
    line_.Clear();
    return;
  }
  const Clock::time_point now = Clock::now();
  if (!started_) {
    started_ = true;
    first_ = done;
    start_ = now;
  } else if (now - shown_ < kInterval) {
    return;
  }
  shown_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  line_.Show(
      timed ? TimedProgressText(name_, done - first_, seconds, whole_seconds_)
            : ProgressText(name_, done, total, first_, seconds));
}

}  // namespace burin::cli
