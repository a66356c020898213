// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Measures a step, bound as the runtime binds it, beside the instruction peak,
// in turns, and prints the medians. The shares are what to compare: clocks and
// neighbours change.

#ifndef BURIN_BENCH_HARNESS_H_
#define BURIN_BENCH_HARNESS_H_

#include "base/result.h"
#include "bench/cases.h"
#include "peak/peak.h"
#include "thread/thread_pool.h"

namespace burin {

struct Bench {
  ThreadPool& pool;  // whose threads share the tasks of a step
  Isa isa = Isa::kScalar;
};

// Multiply-adds on registers, on all threads: operations a second.
double PeakRate(const Bench& bench, PeakType type);

// Prints a line: the time of one execution, operations a second and their share
// of the peak (runtime/cost.h says what counts as an operation, "-" stands for
// none), and the bytes of operands a second, each operand once. The memory of
// the case lives as long as the call. Errors: kOutOfMemory, and those of
// Bind().
Result<void> Measure(const Bench& bench, const Case& one);

// The same line for a loop whose tasks, one a thread, do nothing: what each
// loop of a step costs before it does anything.
inline constexpr const char* kEmptyLoop = "parallel_for, empty tasks";
void MeasureEmptyLoop(const Bench& bench);

}  // namespace burin

#endif  // BURIN_BENCH_HARNESS_H_
