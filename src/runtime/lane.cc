// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lane.h.

#include "runtime/lane.h"

#include <algorithm>
#include <exception>
#include <optional>

#include "thread/topology.h"

namespace burin {

namespace {

// How a team fared with its blocks. What a task throws must not leave its
// thread; the caller's throws it again.
struct Outcome {
  std::optional<Error> error;
  std::exception_ptr thrown;
  bool failed() const { return error.has_value() || thrown != nullptr; }
};

void RunBlock(const Team& team, int64_t block,
              std::span<const std::span<const std::byte>> in,
              std::span<const std::span<std::byte>> out, TeamRecorder* recorder,
              Outcome& outcome) try {
  Result<void> done = team.Run(block, in, out, recorder);
  if (!done.ok()) outcome.error = std::move(done).error();
} catch (...) {
  outcome.thrown = std::current_exception();
}

}  // namespace

Result<std::unique_ptr<Lane>> Lane::Make(std::shared_ptr<const Plate> plate,
                                         int threads) {
  const int64_t blocks = plate->plan.blocks;
  std::unique_ptr<Lane> lane(new Lane(TeamCount(blocks, threads)));
  const int leaders = lane->leaders_.threads();
  for (int i = 0; i < leaders; ++i) {
    const int each = threads / leaders + (i < threads % leaders ? 1 : 0);
    BURIN_ASSIGN(std::unique_ptr<Team> team, Team::Make(plate, each));
    lane->teams_.push_back(std::move(team));
  }
  return lane;
}

int Lane::threads() const {
  int sum = 0;
  for (const auto& team : teams_) sum += team->threads();
  return sum;
}

std::vector<int> Lane::team_threads() const {
  std::vector<int> out;
  for (const auto& team : teams_) out.push_back(team->threads());
  return out;
}

size_t Lane::arena_bytes() const {
  return teams_.size() * front().executable().plan().arena_bytes;
}

Result<void> Lane::Run(std::span<const std::span<const std::byte>> in,
                       std::span<const std::span<std::byte>> out,
                       RunRecorder* recorder) {
  const Plan& plan = front().executable().plan();
  if (recorder != nullptr) recorder->StartRun();
  // By team, of which none has two tasks at the same time.
  std::vector<Outcome> outcomes(teams_.size());
  const auto run = [&](int64_t block, size_t team) {
    if (outcomes[team].failed()) return;
    RunBlock(*teams_[team], block, in, out,
             recorder == nullptr ? nullptr : &recorder->team(team),
             outcomes[team]);
  };
  if (recorder == nullptr) {
    leaders_.ParallelFor(plan.blocks, [&](int64_t block, int leader) {
      run(block, static_cast<size_t>(leader));
    });
  } else {
    // Equal shares, so that the teams' times are of equal work.
    const auto teams = static_cast<int64_t>(teams_.size());
    leaders_.ParallelFor(teams, [&](int64_t team, int) {
      for (int64_t block = team; block < plan.blocks; block += teams) {
        run(block, static_cast<size_t>(team));
      }
    });
  }
  for (const Outcome& outcome : outcomes) {
    if (outcome.thrown) std::rethrow_exception(outcome.thrown);
    if (outcome.error) return *outcome.error;
  }
  if (recorder != nullptr) recorder->EndRun();
  return {};
}

Result<void> Lanes::Open(const std::shared_ptr<const Plate>& plate, int threads,
                         int streams) {
  const int all = threads > 0 ? threads : UsableThreads();
  const int count = std::clamp(streams, 1, all);
  for (int i = 0; i < count; ++i) {
    BURIN_ASSIGN(std::unique_ptr<Lane> lane,
                 Lane::Make(plate, all / count + (i < all % count ? 1 : 0)));
    free_.push_back(lane.get());
    lanes_.push_back(std::move(lane));
  }
  return {};
}

int Lanes::threads() const {
  int sum = 0;
  for (const auto& lane : lanes_) sum += lane->threads();
  return sum;
}

size_t Lanes::arena_bytes() const {
  size_t most = 0;
  for (const auto& lane : lanes_) most = std::max(most, lane->arena_bytes());
  return most;
}

Lane* Lanes::Take() {
  std::unique_lock<std::mutex> lock(mutex_);
  freed_.wait(lock, [&] { return !free_.empty(); });
  Lane* const lane = free_.back();
  free_.pop_back();
  return lane;
}

void Lanes::Give(Lane* lane) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    free_.push_back(lane);
  }
  freed_.notify_one();
}

}  // namespace burin
