// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// An inference run that goes on where an earlier one was stopped or killed:
// with a journal beside the result folder, the same bytes as in one go. And one
// shard of a run, so that several machines share the input files.

#ifndef BURIN_INFER_RESUME_H_
#define BURIN_INFER_RESUME_H_

#include <cstdint>
#include <functional>
#include <string>

#include "base/bulk_output.h"
#include "base/result.h"
#include "base/shard.h"
#include "infer/run.h"

namespace burin {

// RunFiles() for the batches that an earlier run of the same plate, files and
// options has not saved into `folder`; `resumed` is told when there are some.
// The plate's and the files' names, sizes and times tell whether it is the
// same. The journal is gone after a run that succeeds.
Result<RunReport> RunFilesResumed(
    Session& session, const std::string& plate_path, const Grouping& grouping,
    RunOptions options, const BulkOutput& folder,
    const std::function<void(size_t done, size_t total)>& resumed);

// The batches of one shard, as a grouping of its own.
// Errors: kBadUsage when it has none.
Result<Grouping> ShardOfGrouping(const Grouping& whole, const Shard& shard);

// The same number for every shard of one run, wherever its files lie: over the
// plate's bytes, and the names and sizes of all input files.
Result<uint64_t> ShardedRunFingerprint(const std::string& plate_path,
                                       const Grouping& whole);

}  // namespace burin

#endif  // BURIN_INFER_RESUME_H_
