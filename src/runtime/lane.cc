// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lane.h.

#include "runtime/lane.h"

#include <algorithm>
#include <cstring>

#include "thread/topology.h"

namespace burin {

Result<std::unique_ptr<Lane>> Lane::Make(std::shared_ptr<const Plate> plate,
                                         int threads) {
  std::unique_ptr<Lane> lane(new Lane(threads));
  BURIN_ASSIGN(lane->arena_, AlignedBuffer::Allocate(plate->plan.arena_bytes));
  BURIN_ASSIGN(
      lane->executable_,
      Executable::Make(std::move(plate), lane->arena_.data(), lane->threads()));
  BURIN_ASSIGN(const size_t scratch, lane->executable_->ScratchBytes());
  BURIN_ASSIGN(lane->scratch_,
               ThreadScratch::Allocate(scratch, lane->threads()));
  return lane;
}

Result<void> Lane::Run(std::span<const std::span<const std::byte>> in,
                       std::span<const std::span<std::byte>> out,
                       RunRecorder* recorder) {
  const Plan& plan = executable_->plan();
  if (recorder != nullptr) recorder->StartRun();
  for (size_t i = 0; i < in.size(); ++i) {
    if (in[i].empty()) continue;
    std::memcpy(executable_->Address(plan.inputs[i].operand), in[i].data(),
                in[i].size());
  }
  const RunContext context{pool_, scratch_.by_thread(), recorder};
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    if (recorder != nullptr) recorder->StartStep(i);
    BURIN_TRY(executable_->RunStep(i, context));
    if (recorder != nullptr) recorder->EndStep(executable_->is_reference(i));
  }
  for (size_t i = 0; i < out.size(); ++i) {
    if (out[i].empty()) continue;
    std::memcpy(out[i].data(), executable_->Address(plan.outputs[i].operand),
                out[i].size());
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
