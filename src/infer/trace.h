// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// One execution as a Chrome trace: a file for chrome://tracing and Perfetto.
// The first row shows the steps, then one row a thread its tasks; the gaps of
// these are idle time.

#ifndef BURIN_INFER_TRACE_H_
#define BURIN_INFER_TRACE_H_

#include <string>

#include "infer/profile.h"
#include "report/json.h"

namespace burin {

// Of the profile's last run. Times are microseconds from its start, as the
// format wants it. `model` names the process.
Json TraceJson(const MeasuredProfile& profile, const std::string& model);

}  // namespace burin

#endif  // BURIN_INFER_TRACE_H_
