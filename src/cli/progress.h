// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What people see while they wait: one line on a terminal's standard error,
// drawn anew at most ten times a second and removed when all is done. Nothing
// is written when standard error is no terminal.

#ifndef BURIN_CLI_PROGRESS_H_
#define BURIN_CLI_PROGRESS_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace burin::cli {

// "infer: 120/500  24 %  35.2/s  11 s left". The rate is the mean since
// `seconds` ago when `done_before` were already done; what was done before does
// not count, and without any since then there is neither rate nor time.
std::string ProgressText(std::string_view name, size_t done, size_t total,
                         size_t done_before, double seconds);

// The same of work that ends after `whole_seconds`: "infer: 300  20 %  299/s
// 4 s left".
std::string TimedProgressText(std::string_view name, size_t done,
                              double seconds, double whole_seconds);

// "45 s", "3 min 20 s", "2 h 05 min"
std::string DurationText(double seconds);

// A line of free text. At most one of these and ProgressLine at a time.
class StatusLine {
 public:
  explicit StatusLine(std::string name);
  ~StatusLine();  // clears the line
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;
  // Cut to the terminal's width; control characters are shown as \xNN.
  void Show(std::string_view text);
  // Before anything else is printed.
  void Clear();

 private:
  std::string name_;
  bool terminal_;
  bool drawn_ = false;
};

// "compile: trying precisions, 12 s": for work that does not count. Drawn by a
// thread of its own from the first second on, removed at the end; nothing else
// may be printed meanwhile.
class WaitingLine {
 public:
  explicit WaitingLine(std::string text);
  ~WaitingLine();
  WaitingLine(const WaitingLine&) = delete;
  WaitingLine& operator=(const WaitingLine&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool over_ = false;
  std::thread thread_;  // none where standard error is no terminal
};

// A counter with rate and time left.
class ProgressLine {
 public:
  // With `whole_seconds` the work ends after that time, whatever the totals.
  explicit ProgressLine(std::string name, double whole_seconds = 0);
  // Counts from the first call on: an earlier run's part is not this one's
  // rate. The last of all clears the line, so that results can be printed.
  void Update(size_t done, size_t total);
  // Before anything is printed while work is left.
  void Clear() { line_.Clear(); }

 private:
  using Clock = std::chrono::steady_clock;
  std::string name_;
  double whole_seconds_;
  StatusLine line_;
  bool started_ = false;
  size_t first_ = 0;
  Clock::time_point start_{};
  Clock::time_point shown_{};
};

}  // namespace burin::cli

#endif  // BURIN_CLI_PROGRESS_H_
