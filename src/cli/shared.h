// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What several verbs do alike.

#ifndef BURIN_CLI_SHARED_H_
#define BURIN_CLI_SHARED_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/shard.h"
#include "burin/session.h"
#include "cli/options.h"
#include "infer/files.h"
#include "vision/transform.h"

namespace burin::cli {

struct Opened {
  Session session;
  std::string path;  // of the plate that was opened
};

// The plate to open: for X.om, which older command lines name, X.plate when it
// is there, with a note; else `path`.
std::string PlateFor(const std::string& path);

// Opens PlateFor(path).
Result<Opened> OpenModel(const std::string& path,
                         const SessionOptions& options);

// The option --threads; 0 stands for all cores.
int ThreadsOf(const Arguments& args);

// The same, cut with a note to what affinity and cgroup allow: more threads
// than that only take turns. For verbs that ask once.
int UsableThreadsOf(const Arguments& args);

// "X.plate" for X, X.om and X.plate.
std::string PlatePath(std::string_view output);

// "out/run_summary.json" for the folder out/run: beside it, because people's
// scripts read every file inside. "out/run.shard-1-of-4_summary.json" for a
// shard of the run.
std::string SummaryPath(std::string folder, const Shard& shard = {});

// The options --recipe and --crop-pct of verbs that read photographs.
Result<TransformOptions> TransformOptionsOf(const Arguments& args);

// The option --shard; its error names the option.
Result<Shard> ShardOf(const Arguments& args);

// "2022_08_09-20_37_12", in local time.
std::string TimestampName();

// A note when the folder has files already: those that this run does not write
// stay, and scripts that read every file will see them.
void NoteFilesIn(const std::string& folder);

// A note when others' work on the same cores makes every time too long.
void NoteLoad();

}  // namespace burin::cli

#endif  // BURIN_CLI_SHARED_H_
