// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See infer_profile.h.

#include "cli/infer_profile.h"

#include "base/file.h"
#include "cli/console.h"
#include "cli/infer_options.h"
#include "cli/profile_table.h"
#include "cli/shared.h"
#include "infer/files.h"
#include "infer/profile_csv.h"
#include "infer/trace.h"

namespace burin::cli {

namespace {

Result<void> WriteCsv(const MeasuredProfile& profile, const std::string& plate,
                      const std::string& result_folder) {
  const std::string folder = SideFolder(result_folder, "profiler");
  const std::string path = folder + "/op_summary.csv";
  BURIN_TRY(MakeFolder(folder));
  BURIN_TRY(WriteFile(
      path, AsBytes(ProfileCsv(profile, std::string(BaseName(plate))))));
  Info("profile ", path);
  return {};
}

}  // namespace

Result<std::optional<MeasuredProfile>> ProfileFor(
    Session& session, const std::string& plate, const Arguments& args,
    const std::string& result_folder) {
  const bool table = args.Flag("profile");
  const bool trace = args.Has("trace");
  if (!table && !trace) return std::optional<MeasuredProfile>();
  NoteLoad();
  BURIN_ASSIGN(
      MeasuredProfile profile,
      MeasureProfile(session, table ? ProfileKind::kTable : ProfileKind::kTrace,
                     trace ? kMostTraceTasks : 0));
  if (table) Print(ProfileTable(profile));
  if (table && !result_folder.empty()) {
    BURIN_TRY(WriteCsv(profile, plate, result_folder));
  }
  if (!trace) return std::optional(std::move(profile));
  const std::string& path = args.Text("trace");
  const RunProfile& run = profile.run;
  BURIN_TRY(WriteJson(path, TraceJson(profile, plate)));
  Info("trace ", path, ": ", run.steps.size(), " steps, ", run.tasks.size(),
       " tasks; threads busy ", Fixed(100 * TotalsOf(profile).threads_busy, 1),
       " %");
  if (run.tasks_left_out > 0) {
    Note("--trace: ", run.tasks_left_out, " tasks left out beyond ",
         run.tasks.size());
  }
  return std::optional(std::move(profile));
}

}  // namespace burin::cli
