// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Going on after a run that was stopped or killed: a small file beside the
// result folder says how many batches are on the disk. It belongs to one run:
// a fingerprint of the plate, the input files and the options decides whether
// a later run may go on from it. A finished run leaves none.

#ifndef BURIN_INFER_JOURNAL_H_
#define BURIN_INFER_JOURNAL_H_

#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "infer/run.h"

namespace burin {

// Over the names, sizes and times of the plate and the input files, and what
// shapes the results. Errors: kNotFound, kIo.
Result<uint64_t> RunFingerprint(const std::string& plate_path,
                                const Grouping& grouping,
                                const RunOptions& options);

class RunJournal {
 public:
  // Reads `path`. A journal of another run, and bytes that are no journal, are
  // taken as none: the run starts anew.
  static Result<RunJournal> Open(std::string path, uint64_t fingerprint);

  // Batches that an earlier run left on the disk.
  size_t done() const { return done_; }

  // Records that the first `batches` batches are saved, after syncing `folder`.
  // Does nothing when the last record is less than two seconds old, unless
  // `now` is set.
  Result<void> Record(size_t batches, const BulkOutput& folder, bool now);

  // The run is finished.
  Result<void> Remove();

 private:
  std::string path_;
  uint64_t fingerprint_ = 0;
  size_t done_ = 0;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace burin

#endif  // BURIN_INFER_JOURNAL_H_
