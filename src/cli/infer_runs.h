// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The runs of one `burin infer`: one, or one for each device, on a session for
// each group of the cores.

#ifndef BURIN_CLI_INFER_RUNS_H_
#define BURIN_CLI_INFER_RUNS_H_

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "base/bulk_output.h"
#include "base/result.h"
#include "burin/session.h"
#include "cli/infer_devices.h"
#include "cli/infer_options.h"
#include "infer/grouping.h"
#include "infer/run.h"

namespace burin::cli {

struct InferRun {
  Session* session = nullptr;        // that runs it
  CoreGroup cores;                   // without CPUs: any of them
  std::optional<Grouping> grouping;  // empty: made-up data
  std::optional<BulkOutput> folder;  // empty: nothing is saved
  RunReport report;
  double start = 0;  // seconds since 1970
  double end = 0;
};

// A session for each group of DeviceGroups, with threads that stay on its
// cores; a note tells when there are fewer of them than devices. Without
// devices one session. Errors: those of OpenModel.
struct OpenedSessions {
  std::string path;  // of the plate
  std::vector<Session> sessions;
  std::vector<CoreGroup> cores;  // of each session
};
Result<OpenedSessions> OpenSessions(const std::string& model,
                                    const InferRequest& request);

// Shares the files and opens the folders below `result_folder` (empty: nothing
// is saved). Errors: kBadUsage for a device without files; those of BulkOutput.
Result<std::vector<InferRun>> MakeRuns(const InferRequest& request,
                                       OpenedSessions& opened,
                                       const std::optional<Grouping>& grouping,
                                       const std::string& result_folder);

// Each on its cores: those of different sessions at the same time, those of one
// session one after the other. Fills reports and times. Errors: those of
// RunPure and RunFilesResumed.
Result<void> ExecuteRuns(const std::string& plate, const RunOptions& options,
                         std::vector<InferRun>& runs);

// The devices' lines that follow their summaries: "i:0 device_4 throughput:..."
// and "summary throughput:", all their images by the time that they took
// together.
void ShowDevices(const std::vector<int>& devices,
                 const std::vector<InferRun>& runs);

}  // namespace burin::cli

#endif  // BURIN_CLI_INFER_RUNS_H_
