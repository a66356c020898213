// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// infer --dump: the values between the steps, for every batch of the input.

#ifndef BURIN_CLI_INFER_DUMP_H_
#define BURIN_CLI_INFER_DUMP_H_

#include <string>

#include "base/result.h"
#include "burin/session.h"
#include "infer/grouping.h"
#include "infer/run.h"

namespace burin::cli {

// For results in OUT/NAME, writes OUT/dump/NAME/00000 for the first batch and
// so on; see StepDump::Write for what is in there. Without a grouping there is
// one batch of made-up data. Errors: kNoSpace, before anything is written, when
// the disk has no room for all; those of StepDump; kInterrupted.
Result<void> DumpBatches(const Session& session, const std::string& plate,
                         const Grouping* grouping, const RunOptions& options,
                         const std::string& result_folder);

}  // namespace burin::cli

#endif  // BURIN_CLI_INFER_DUMP_H_
