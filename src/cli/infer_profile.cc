// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See infer_profile.h.

#include "cli/infer_profile.h"

#include "base/file.h"
#include "base/paths.h"
#include "cli/console.h"
#include "cli/infer_options.h"
#include "cli/json_output.h"
#include "cli/profile_table.h"
#include "cli/shared.h"
#include "infer/files.h"
#include "infer/profile_csv.h"
#include "infer/trace.h"

namespace burin::cli {

namespace {

// What is to be written; empty: nothing.
struct ProfileFiles {
  std::string csv;
  std::string trace;
};

ProfileFiles FilesOf(const Arguments& args, const std::string& result_folder) {
  ProfileFiles out;
  if (args.Flag("profile") && !result_folder.empty()) {
    out.csv = SideFolder(result_folder, "profiler") + "/op_summary.csv";
  }
  if (args.Has("trace")) out.trace = args.Text("trace");
  return out;
}

Result<void> CheckFiles(const ProfileFiles& files) {
  if (!files.csv.empty()) {
    BURIN_TRY(MakeFolder(FolderOf(files.csv)));
    BURIN_TRY(CheckWritable(files.csv));
  }
  if (files.trace.empty() || files.trace == "-") return {};
  return CheckWritable(files.trace);
}

Result<void> WriteCsv(const MeasuredProfile& profile, const std::string& plate,
                      const std::string& path) {
  BURIN_TRY(WriteFile(
      path, AsBytes(ProfileCsv(profile, std::string(BaseName(plate))))));
  Info("profile ", path);
  return {};
}

Result<void> WriteTrace(const MeasuredProfile& profile,
                        const std::string& plate, const std::string& path) {
  const RunProfile& run = profile.run;
  BURIN_TRY(WriteOrPrintJson(path, TraceJson(profile, plate)));
  Info("trace ", path, ": ", run.step_times.size(), " steps, ",
       run.tasks.size(), " tasks; threads busy ",
       Fixed(100 * TotalsOf(profile).threads_busy, 1), " %");
  if (run.tasks_left_out + run.step_times_left_out > 0) {
    Note("--trace: ", run.step_times_left_out, " steps left out beyond ",
         run.step_times.size(), ", ", run.tasks_left_out, " tasks beyond ",
         run.tasks.size());
  }
  return {};
}

}  // namespace

Result<std::optional<MeasuredProfile>> ProfileFor(
    Session& session, const std::string& plate, const Arguments& args,
    const std::string& result_folder) {
  const bool table = args.Flag("profile");
  const ProfileFiles files = FilesOf(args, result_folder);
  const bool trace = !files.trace.empty();
  if (!table && !trace) return std::optional<MeasuredProfile>();
  BURIN_TRY(CheckFiles(files));
  NoteLoad();
  BURIN_ASSIGN(
      MeasuredProfile profile,
      MeasureProfile(session, table ? ProfileKind::kTable : ProfileKind::kTrace,
                     trace ? kMostTraceTasks : 0));
  if (table) Print(ProfileTable(profile));
  if (!files.csv.empty()) BURIN_TRY(WriteCsv(profile, plate, files.csv));
  if (trace) BURIN_TRY(WriteTrace(profile, plate, files.trace));
  return std::optional(std::move(profile));
}

}  // namespace burin::cli
