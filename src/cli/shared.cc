// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See shared.h.

#include "cli/shared.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "base/paths.h"
#include "cli/console.h"
#include "thread/topology.h"

namespace burin::cli {

std::string PlatePath(std::string_view output) {
  for (const std::string_view suffix : {".plate", ".om"}) {
    if (output.ends_with(suffix)) output.remove_suffix(suffix.size());
  }
  return StrCat(output, ".plate");
}

std::string SummaryPath(std::string folder, const Shard& shard) {
  return StrCat(WithoutSlash(std::move(folder)), ShardSuffix(shard),
                "_summary.json");
}

int ThreadsOf(const Arguments& args) {
  // More threads than any machine has cores would only cost memory.
  return static_cast<int>(std::min<int64_t>(args.Integer("threads"), 1024));
}

int UsableThreadsOf(const Arguments& args) {
  const int threads = ThreadsOf(args);
  const int usable = UsableThreads();
  if (threads <= usable) return threads;
  Note("--threads ", args.Text("threads"), ": ", usable,
       " is what this process may use");
  return usable;
}

std::string PlateFor(const std::string& path) {
  std::error_code error;
  if (!path.ends_with(".om") ||
      !std::filesystem::exists(PlatePath(path), error)) {
    return path;
  }
  Note("--model ", path, ": ", PlatePath(path), " is opened");
  return PlatePath(path);
}

Result<Opened> OpenModel(const std::string& path,
                         const SessionOptions& options) {
  std::string plate = PlateFor(path);
  BURIN_ASSIGN(Session session, Session::Open(plate, options));
  return Opened{std::move(session), std::move(plate)};
}

Result<TransformOptions> TransformOptionsOf(const Arguments& args) {
  TransformOptions out;
  const std::optional<Recipe> recipe = ParseRecipe(args.Text("recipe"));
  if (recipe) out.recipe = *recipe;
  if (args.Has("crop-pct")) out.crop_pct = args.Number("crop-pct");
  BURIN_TRY(MakeTransform(out));
  return out;
}

Result<Shard> ShardOf(const Arguments& args) {
  return ParseShard(args.Text("shard")).Context("--shard");
}

std::string TimestampName() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char text[32];
  const size_t length =
      std::strftime(text, sizeof text, "%Y_%m_%d-%H_%M_%S", &local);
  return std::string(text, length);
}

void NoteFilesIn(const std::string& folder) {
  std::error_code error;
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    files += entry.is_regular_file(error) ? 1 : 0;
  }
  if (files > 0) {
    Note(folder, " has ", files,
         " files already; those that this run does not write stay");
  }
}

void NoteLoad() {
  double load = 0;
  const int threads = UsableThreads();
  if (getloadavg(&load, 1) == 1 && load > 0.25 * threads) {
    Note("load average ", Fixed(load, 2), " on ", threads,
         " cores: the machine is busy, times will be too long");
  }
}

}  // namespace burin::cli
