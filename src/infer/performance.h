// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The summary lines that people's scripts look for: the number of images a
// second stands last on the only line that holds the word "throughput".

#ifndef BURIN_INFER_PERFORMANCE_H_
#define BURIN_INFER_PERFORMANCE_H_

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infer/statistics.h"

namespace burin {

// Images a second: 1000 * batch / mean.
double Throughput(int64_t batch, const TimeStats& compute);
double Throughput(int64_t batch, double mean_ms);

// The shortest decimal that reads back as `value`, with ".0" when it would
// look like an integer.
std::string NumberText(double value);

struct TimeSpan {
  using Clock = std::chrono::steady_clock;
  Clock::time_point start;  // both zero: nothing ran
  Clock::time_point end;
};

struct PhaseTimes {
  std::vector<double> read_ms;     // a batch's files into memory
  std::vector<double> compute_ms;  // executions of the plate, nothing else
  std::vector<double> write_ms;    // a batch's results into files
};

// The lines of the summary, each without its newline. Reading and writing are
// shown when `all` is set. `pace_ms` is the time from one execution to the
// next where they overlap, for the rate; 0: the mean of compute_ms.
std::vector<std::string> SummaryLines(const PhaseTimes& times, int64_t batch,
                                      bool all, double pace_ms = 0);

}  // namespace burin

#endif  // BURIN_INFER_PERFORMANCE_H_
