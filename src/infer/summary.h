// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The report of a run as JSON. Several programs of other people read
// "filesinfo", "throughput" and the times, so those keys and their meaning are
// fixed; everything of burin's own stands under "burin".

#ifndef BURIN_INFER_SUMMARY_H_
#define BURIN_INFER_SUMMARY_H_

#include <span>
#include <string>

#include "burin/session.h"
#include "infer/run.h"
#include "report/json.h"

namespace burin {

// {min, max, mean, median, "percentile(99%)", count}
Json StatsJson(const TimeStats& stats);

Json RunSummary(const Session& session, const RunReport& report,
                const std::string& model, std::span<const std::string> args);

}  // namespace burin

#endif  // BURIN_INFER_SUMMARY_H_
