// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The files that `bench` writes: the same report as JSON, CSV, Markdown and a
// page. "-" stands for standard output.

#ifndef BURIN_CLI_BENCH_FILES_H_
#define BURIN_CLI_BENCH_FILES_H_

#include "base/result.h"
#include "bench/bench_report.h"
#include "cli/options.h"

namespace burin::cli {

// Before a run that may be long: kBadUsage when two reports would go to
// standard output, kNotFound or kIo when the folder of a file is not there or
// not writable.
Result<void> CheckBenchFiles(const Arguments& args);

// Whether one of the reports goes to standard output, which then holds nothing
// else.
bool ReportsToOutput(const Arguments& args);

Result<void> WriteBenchFiles(const Arguments& args, const BenchReport& report);

}  // namespace burin::cli

#endif  // BURIN_CLI_BENCH_FILES_H_
