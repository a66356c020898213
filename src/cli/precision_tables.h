// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What compile prints of trying plates: the self-check and the choice of
// precisions.

#ifndef BURIN_CLI_PRECISION_TABLES_H_
#define BURIN_CLI_PRECISION_TABLES_H_

#include <string>

#include "base/result.h"
#include "burin/compile.h"

namespace burin::cli {

// The answers and the worst steps, or all of them. Nothing if it did not run.
void PrintSelfCheck(const SelfCheckReport& report, bool all);

// Prints the table and writes what repeats the choice beside the plate
// X.plate: X_keep_dtype.cfg, and X_keep_bf16.cfg when int8 is mixed with bf16.
Result<void> ReportAuto(const AutoReport& report, const std::string& plate);

}  // namespace burin::cli

#endif  // BURIN_CLI_PRECISION_TABLES_H_
