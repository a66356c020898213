// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The report of a run as JSON. Several programs of other people read
// "filesinfo", "throughput" and the times, so those keys and their meaning are
// fixed; everything of burin's own stands under "burin".

#ifndef BURIN_INFER_SUMMARY_H_
#define BURIN_INFER_SUMMARY_H_

#include <cstddef>
#include <span>
#include <string>

#include "burin/session.h"
#include "infer/run.h"
#include "report/json.h"

namespace burin {

// {min, max, mean, median, "percentile(99%)", count}
Json StatsJson(const TimeStats& stats);

// {p50, p90, p95, p99, stddev, mean, mean_error95, count}, milliseconds.
Json SpreadJson(const TimeStats& stats);

// Images a second while the plate was computing, and over the whole run with
// its files; 0 without a time. Padding is not counted.
double ComputeRate(const RunReport& report);
double EndToEndRate(const RunReport& report);

// What a run of the session cannot do without: the weights, and for each stream
// its arena and the inputs and outputs of a batch.
size_t MemoryBytes(const Session& session);

// `model` is the plate's path; its hash is read from there, and left out when
// it is gone.
Json RunSummary(const Session& session, const RunReport& report,
                const std::string& model, std::span<const std::string> args);

}  // namespace burin

#endif  // BURIN_INFER_SUMMARY_H_
