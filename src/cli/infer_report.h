// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What `burin infer` says of a run: on the screen, and in the summary beside
// the result folder.

#ifndef BURIN_CLI_INFER_REPORT_H_
#define BURIN_CLI_INFER_REPORT_H_

#include "burin/session.h"
#include "infer/run.h"

namespace burin::cli {

// --debug: the plate's inputs and outputs.
void ShowTensors(const Session& session);

// The Performance Summary; then spread and rates, padding left out.
void ShowSummary(const Session& session, const RunReport& report, bool all);

}  // namespace burin::cli

#endif  // BURIN_CLI_INFER_REPORT_H_
