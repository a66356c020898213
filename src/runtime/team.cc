// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See team.h.

#include "runtime/team.h"

#include <algorithm>
#include <cstring>

namespace burin {

Result<std::unique_ptr<Team>> Team::Make(std::shared_ptr<const Plate> plate,
                                         int threads) {
  std::unique_ptr<Team> team(new Team(threads));
  BURIN_ASSIGN(team->arena_, AlignedBuffer::Allocate(plate->plan.arena_bytes));
  BURIN_ASSIGN(
      team->executable_,
      Executable::Make(std::move(plate), team->arena_.data(), team->threads()));
  BURIN_ASSIGN(const size_t scratch, team->executable_->ScratchBytes());
  BURIN_ASSIGN(team->scratch_,
               ThreadScratch::Allocate(scratch, team->threads()));
  return team;
}

Result<void> Team::Run(int64_t block,
                       std::span<const std::span<const std::byte>> in,
                       std::span<const std::span<std::byte>> out,
                       TeamRecorder* recorder) const {
  const Plan& plan = executable_->plan();
  const auto at = static_cast<size_t>(block);
  for (size_t i = 0; i < in.size(); ++i) {
    const Operand& port = plan.inputs[i].operand;
    const size_t bytes = port.type.bytes();
    if (bytes == 0) continue;
    std::memcpy(executable_->Address(port), in[i].data() + at * bytes, bytes);
  }
  const RunContext context{pool_, scratch_.by_thread(), recorder};
  if (recorder != nullptr) recorder->StartBlock(block);
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    if (recorder != nullptr) recorder->StartStep(i);
    BURIN_TRY(executable_->RunStep(i, context));
    if (recorder != nullptr) recorder->EndStep(executable_->is_reference(i));
  }
  for (size_t i = 0; i < out.size(); ++i) {
    const Operand& port = plan.outputs[i].operand;
    const size_t bytes = port.type.bytes();
    if (bytes == 0) continue;
    std::memcpy(out[i].data() + at * bytes, executable_->Address(port), bytes);
  }
  return {};
}

int TeamCount(int64_t blocks, int threads) {
  int best = 1;
  double least = 0;
  const auto most = static_cast<int>(std::min<int64_t>(blocks, threads));
  for (int teams = 1; teams <= most; ++teams) {
    const int each = threads / teams;
    const double speed = each / (1 + (each - 1) / 16.0);
    const auto rounds = static_cast<double>((blocks + teams - 1) / teams);
    const double time = rounds / speed;
    if (teams > 1 && time >= least) continue;
    best = teams;
    least = time;
  }
  return best;
}

}  // namespace burin
