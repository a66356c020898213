// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Going on after a run that was stopped or killed: a small file says how far
// the run had come. It belongs to one run: a fingerprint of what decides the
// results tells whether a later run may go on from it. A finished run leaves
// none.
//
// Each record is one line, added to the end and synced, with a hash of itself;
// what a crash tore or a disk damaged is not believed, and the last whole
// record counts.

#ifndef BURIN_BASE_JOURNAL_H_
#define BURIN_BASE_JOURNAL_H_

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace burin {

// Not safe for several threads at once.
class Journal {
 public:
  // Numbers in one record.
  static constexpr size_t kMostNumbers = 16;

  // Reads `path`. No file, a journal of another run, and bytes that are no
  // journal are taken as none, and removed: were it left and this run killed
  // before its first record, that other run would go on over results that are
  // no longer its own. Errors: kIo.
  static Result<Journal> Open(std::string path, uint64_t fingerprint);

  // What an earlier run recorded last; empty without one.
  std::span<const uint64_t> state() const { return state_; }

  // Whether it is time for a record: they cost a fiftieth of the run at most,
  // and there are ten a second at most.
  bool Due() const;

  // Adds a record; the caller has synced what it speaks of, `since` the time
  // when that began. Errors: kIo, kNoSpace.
  using Clock = std::chrono::steady_clock;
  Result<void> Record(std::span<const uint64_t> state, Clock::time_point since);

  // The run is finished.
  Result<void> Remove();

 private:
  std::string path_;
  uint64_t fingerprint_ = 0;
  std::vector<uint64_t> state_;
  Clock::time_point next_;
};

}  // namespace burin

#endif  // BURIN_BASE_JOURNAL_H_
