// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See resume.h.

#include "infer/resume.h"

#include <algorithm>

#include "base/file.h"
#include "base/fingerprint.h"
#include "base/journal.h"
#include "infer/files.h"

namespace burin {
namespace {

Result<uint64_t> RunFingerprint(const std::string& plate_path,
                                const Grouping& grouping,
                                const RunOptions& options) {
  Fingerprint out;
  out.Add("infer");
  BURIN_TRY(out.AddFile(plate_path));
  for (const auto& files : grouping.files) {
    out.Add(static_cast<uint64_t>(files.size()));
    for (const std::string& path : files) BURIN_TRY(out.AddFile(path));
  }
  out.Add(static_cast<uint64_t>(grouping.files_per_batch));
  out.Add(static_cast<uint64_t>(options.output_batch_axis));
  out.Add(static_cast<uint64_t>(options.format));
  return out.value();
}

// How many of the first `batches` batches have all their results in the folder.
size_t BatchesThere(const Session& session, const Grouping& grouping,
                    const RunOptions& options, const BulkOutput& folder,
                    size_t batches) {
  const size_t files =
      std::min(batches * grouping.files_per_batch, grouping.file_count());
  for (size_t file = 0; file < files; ++file) {
    for (size_t i = 0; i < session.outputs().size(); ++i) {
      const std::string name =
          OutputName(grouping.files[0][file], i, options.format);
      if (!FileSize(StrCat(folder.folder(), "/", name)).ok()) {
        return file / grouping.files_per_batch;
      }
    }
  }
  return batches;
}

}  // namespace

Result<RunReport> RunFilesResumed(
    Session& session, const std::string& plate_path, const Grouping& grouping,
    RunOptions options, const BulkOutput& folder,
    const std::function<void(size_t done, size_t total)>& resumed) {
  BURIN_ASSIGN(const uint64_t fingerprint,
               RunFingerprint(plate_path, grouping, options));
  BURIN_ASSIGN(Journal journal,
               Journal::Open(folder.Companion(".journal"), fingerprint));
  const size_t batches = grouping.batch_count();
  if (journal.state().size() == 1) {
    options.first_batch =
        BatchesThere(session, grouping, options, folder,
                     static_cast<size_t>(std::min<uint64_t>(
                         journal.state()[0], uint64_t{batches})));
    if (options.first_batch > 0) resumed(options.first_batch, batches);
  }
  uint64_t done = options.first_batch;
  uint64_t recorded = done;
  const auto record = [&]() -> Result<void> {
    const auto since = Journal::Clock::now();
    BURIN_TRY(folder.Sync());
    recorded = done;
    return journal.Record({&done, 1}, since);
  };
  options.saved = [&](size_t saved) -> Result<void> {
    done = saved;
    return journal.Due() ? record() : Result<void>();
  };
  Result<RunReport> report = RunFiles(session, grouping, options, &folder);
  if (!report.ok()) {
    // The first error is the one to tell.
    if (done > recorded) static_cast<void>(record().ok());
    return report;
  }
  BURIN_TRY(journal.Remove());
  return report;
}

Result<Grouping> ShardOfGrouping(const Grouping& whole, const Shard& shard) {
  const ShardRange range =
      RangeOf(shard, static_cast<int64_t>(whole.batch_count()));
  if (range.size() == 0) {
    return MakeError(ErrorCode::kBadUsage, "shard ", ShardText(shard), " of ",
                     whole.batch_count(), " batches is empty");
  }
  const size_t begin = static_cast<size_t>(range.begin) * whole.files_per_batch;
  const size_t end =
      std::min(static_cast<size_t>(range.end) * whole.files_per_batch,
               whole.file_count());
  Grouping out = whole;
  for (auto& files : out.files) {
    files = {files.begin() + static_cast<ptrdiff_t>(begin),
             files.begin() + static_cast<ptrdiff_t>(end)};
  }
  return out;
}

Result<uint64_t> ShardedRunFingerprint(const std::string& plate_path,
                                       const Grouping& whole) {
  Fingerprint out;
  out.Add("infer shards");
  BURIN_TRY(out.AddContent(plate_path));
  for (const auto& files : whole.files) {
    out.Add(static_cast<uint64_t>(files.size()));
    for (const std::string& path : files) {
      BURIN_ASSIGN(const uint64_t size, FileSize(path));
      out.Add(BaseName(path));
      out.Add(size);
    }
  }
  return out.value();
}

}  // namespace burin
