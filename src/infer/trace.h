// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// One execution as a Chrome trace: a file for chrome://tracing and Perfetto.
// For each team of threads a row shows the steps of its blocks, one after the
// other, and then a row for each thread its tasks; the gaps of these are idle
// time.

#ifndef BURIN_INFER_TRACE_H_
#define BURIN_INFER_TRACE_H_

#include <string>

#include "infer/profile.h"
#include "report/json.h"

namespace burin {

// Of the profile's last run. Times are microseconds from its start, as the
// format wants it; the work of a step (gflop, gflops, bytes) is what it does in
// that time, which is one block's. `model` names the process.
Json TraceJson(const MeasuredProfile& profile, const std::string& model);

}  // namespace burin

#endif  // BURIN_INFER_TRACE_H_
