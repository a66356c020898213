// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin demo-data: a labelled data set that needs no download.

#include <algorithm>

#include "cli/console.h"
#include "cli/json_output.h"
#include "cli/shared.h"
#include "cli/verbs.h"
#include "thread/thread_pool.h"
#include "vision/demo_dataset.h"

namespace burin::cli {
namespace {

constexpr Option kOptions[] = {
    {"val", "", ValueKind::kCount, "N", "50",
     "images of each class in ROOT/val"},
    {"train", "", ValueKind::kCount, "N", "0",
     "images of each class in ROOT/train"},
    {"seed", "", ValueKind::kCount, "N", "1", "other seeds, other images"},
    {"threads", "-t", ValueKind::kCount, "N", "0",
     "worker threads; 0: all cores that this process may use"},
    {"json", "", ValueKind::kBool, "", "no",
     "the report as JSON, alone on standard output"},
};

// In parts, which make the same files, so that people see how far it is.
Result<void> WriteSplit(const std::string& root, DemoOptions options,
                        ThreadPool& pool) {
  constexpr int kPart = 8;  // images of each class: a fraction of a second
  ProgressLine progress("demo-data " + options.split);
  const int count = options.images_per_class;
  const size_t classes = DemoClasses().size();
  for (int done = 0; done < count; done += options.images_per_class) {
    progress.Update(classes * static_cast<size_t>(done),
                    classes * static_cast<size_t>(count));
    options.first_index = done;
    options.images_per_class = std::min(kPart, count - done);
    BURIN_TRY(WriteDemoDataset(root, options, pool));
  }
  return {};
}

Result<void> RunDemoData(const Arguments& args) {
  if (args.positionals().empty()) {
    return MakeError(ErrorCode::kBadUsage, "demo-data: no folder named");
  }
  const std::string& root = args.positionals()[0];
  constexpr int64_t kMost = 1'000'000;
  ThreadPool pool(UsableThreadsOf(args));
  Json json = Json::array();
  for (const std::string split : {"val", "train"}) {
    const int64_t count = args.Integer(split);
    if (count > kMost) {
      return MakeError(ErrorCode::kBadUsage, "--", split, " ", count, ": ",
                       kMost, " at most");
    }
    if (count == 0) continue;
    DemoOptions options;
    options.images_per_class = static_cast<int>(count);
    options.seed = static_cast<uint64_t>(args.Integer("seed"));
    options.split = split;
    BURIN_TRY(WriteSplit(root, options, pool));
    json.push_back({{"folder", StrCat(root, "/", split)},
                    {"classes", DemoClasses().size()},
                    {"images_per_class", count}});
    Print("demo-data success: ", root, "/", split, ", ", DemoClasses().size(),
          " classes of ", count, " images");
  }
  if (args.Flag("json")) PrintJson(json);
  return {};
}

}  // namespace

constinit const Verb kDemoDataVerb = {
    .name = "demo-data",
    .positionals = "ROOT",
    .max_positionals = 1,
    .summary = "writes a small labelled data set to try things on",
    .example = "burin demo-data demo --val 50",
    .options = kOptions,
    .run = RunDemoData,
};

}  // namespace burin::cli
