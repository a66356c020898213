// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// How far an evaluation has come, for one that goes on after it was killed.
// Its result is a line of text, so a journal that cannot be kept (a folder that
// is read-only, a full disk) does not end it.

#ifndef BURIN_INFER_SCORE_JOURNAL_H_
#define BURIN_INFER_SCORE_JOURNAL_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/journal.h"
#include "vision/metrics.h"

namespace burin {

class ScoreJournal {
 public:
  // Without a file: begins anew and keeps nothing.
  ScoreJournal() = default;
  ScoreJournal(std::string path, uint64_t fingerprint);

  // Of the run before: things counted, in their order, and their scores.
  size_t done() const { return done_; }
  const Accuracy& accuracy() const { return accuracy_; }

  // `done` things are counted; written when it is time to, or `now`.
  void Record(size_t done, const Accuracy& accuracy, bool now = false);
  // The evaluation is finished.
  void Remove();

  // Why no journal could be kept; empty when all is well.
  const std::string& trouble() const { return trouble_; }

 private:
  void Check(Result<void> result);

  std::optional<Journal> journal_;
  size_t done_ = 0;
  Accuracy accuracy_;
  std::string trouble_;
};

}  // namespace burin

#endif  // BURIN_INFER_SCORE_JOURNAL_H_
