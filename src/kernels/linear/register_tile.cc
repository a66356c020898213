// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/linear/register_tile.h"

#include <algorithm>
#include <span>

#include "base/checked_math.h"

namespace burin {
namespace {

// `cost` is the time of one multiply-add relative to the best tile of the tier
// when all tiles are full: narrow tiles load more elements of A per product.
struct Candidate {
  RegisterTile tile;
  double cost;
};
constexpr Candidate kScalar[] = {{{4, 8}, 1.0}, {{4, 4}, 1.3}};
constexpr Candidate kAvx2[] = {
    {{4, 24}, 1.0}, {{6, 16}, 1.08}, {{12, 8}, 1.25}};
constexpr Candidate kAvx512[] = {
    {{6, 64}, 1.0}, {{8, 48}, 1.0}, {{14, 32}, 1.03}, {{14, 16}, 1.3}};

std::span<const Candidate> Candidates(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
      return kScalar;
    case Isa::kAvx2:
      return kAvx2;
    case Isa::kAvx512:
    case Isa::kAvx512Bf16:
      return kAvx512;
  }
  return kScalar;
}

// The widest tile of at most `columns`, which is a number of whole vectors.
const Candidate& Narrowed(Isa isa, int64_t columns) {
  const std::span<const Candidate> all = Candidates(isa);
  for (const Candidate& candidate : all) {
    if (candidate.tile.columns <= columns) return candidate;
  }
  return all.back();
}

// The time of M rows by `columns` in units of one multiply-add at the best
// rate. A tile takes about a quarter row's time more than its multiply-adds: to
// start, and to fill the pipeline.
double PanelCost(const Candidate& candidate, int64_t m, int64_t columns) {
  const int64_t strips = CeilDiv<int64_t>(m, candidate.tile.rows);
  return candidate.cost * static_cast<double>(columns) *
         (static_cast<double>(m) + 0.25 * static_cast<double>(strips));
}

}  // namespace

RegisterTile ChooseRegisterTile(Isa isa, int64_t m, int64_t n) noexcept {
  RegisterTile best;
  double best_cost = 0;
  for (const Candidate& candidate : Candidates(isa)) {
    const RegisterTile tile = candidate.tile;
    const int64_t tail = TailPanelColumns(isa, tile.columns, n);
    double cost = PanelCost(candidate, m, n / tile.columns * tile.columns);
    if (tail > 0) cost += PanelCost(Narrowed(isa, tail), m, tail);
    if (best.rows == 0 || cost < best_cost) {
      best = tile;
      best_cost = cost;
    }
  }
  return best;
}

bool IsRegisterTile(Isa isa, const RegisterTile& tile) noexcept {
  for (const Candidate& candidate : Candidates(isa)) {
    if (tile.columns == candidate.tile.columns) {
      return tile.rows >= 1 && tile.rows <= candidate.tile.rows;
    }
  }
  return false;
}

int32_t VectorFloats(Isa isa) noexcept {
  return isa >= Isa::kAvx512 ? 16 : isa == Isa::kAvx2 ? 8 : 4;
}

int64_t ChooseBlockRows(int64_t m, int64_t most) noexcept {
  constexpr int64_t kTasks = 16;
  constexpr int64_t kFewRows = 96;
  int64_t blocks = std::clamp<int64_t>(m / kFewRows, 1, kTasks);
  blocks = std::max(blocks, CeilDiv(m, std::max<int64_t>(most, 1)));
  return std::max<int64_t>(1, CeilDiv(m, blocks));
}

int64_t TailPanelColumns(Isa isa, int32_t nr, int64_t n) noexcept {
  return RoundUp<int64_t>(n % nr, VectorFloats(isa));
}

}  // namespace burin
