// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See score_journal.h.

#include "infer/score_journal.h"

namespace burin {

ScoreJournal::ScoreJournal(std::string path, uint64_t fingerprint) {
  Result<Journal> journal = Journal::Open(std::move(path), fingerprint);
  if (!journal.ok()) {
    trouble_ = journal.error().message;
    return;
  }
  journal_ = std::move(journal).value();
  const std::span<const uint64_t> state = journal_->state();
  if (state.size() != 6) return;
  done_ = state[0];
  accuracy_.images = static_cast<int64_t>(state[1]);
  accuracy_.top1 = static_cast<int64_t>(state[2]);
  accuracy_.top5 = static_cast<int64_t>(state[3]);
  accuracy_.loss = {state[4], state[5]};
}

void ScoreJournal::Check(Result<void> result) {
  if (result.ok()) return;
  trouble_ = result.error().message;
  journal_.reset();  // not tried again
}

void ScoreJournal::Record(size_t done, const Accuracy& accuracy, bool now) {
  if (!journal_ || (!now && !journal_->Due())) return;
  const uint64_t state[] = {done,
                            static_cast<uint64_t>(accuracy.images),
                            static_cast<uint64_t>(accuracy.top1),
                            static_cast<uint64_t>(accuracy.top5),
                            accuracy.loss.whole,
                            accuracy.loss.parts};
  Check(journal_->Record(state, Journal::Clock::now()));
}

void ScoreJournal::Remove() {
  if (journal_) Check(journal_->Remove());
}

}  // namespace burin
