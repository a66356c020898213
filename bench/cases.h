// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The steps that are measured: those of the plates of ShiftViT (light, tiny),
// sMLPNet (tiny) and T2T-ViT-14 at 224 x 224, each shape once and fused as the
// compiler fuses it. `burin infer --profile` shows the same steps in a plate.
// No plate of these has a softmax, matrix product, transpose or unary map of
// its own: they are parts of other steps.

#ifndef BURIN_BENCH_CASES_H_
#define BURIN_BENCH_CASES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "kernels/isa.h"
#include "kernels/mlp/mlp.h"
#include "plate/plan.h"

namespace burin {

// An input that is a K x N matrix of weights, packed in panels with its bias.
struct WeightMatrix {
  size_t input = 0;
  int64_t k = 0;
  int64_t n = 0;
  int32_t panel = 0;
};

// A step with one output and no memory. It is named; its operands have types
// and sections, but no places.
struct Case {
  Step step;
  std::vector<WeightMatrix> weights;
  float scale = 1;  // all other inputs are floats in [-scale, scale)
};

struct CaseOptions {
  Isa isa = Isa::kScalar;
  int threads = 1;
  int64_t batch = 1;  // samples of the block that the steps compute
  // Instead of those that the compiler chooses. The runtime fits them to the
  // threads all the same; see FitToThreads.
  std::optional<LinearTile> linear_tile;
  std::optional<MlpTile> mlp_tile;
};

// The products, in each precision; a step that multiplies has in its name the
// tile that runs.
std::vector<Case> ProductCases(const CaseOptions& options);
// What stands between them.
std::vector<Case> OtherCases(const CaseOptions& options);

// Square images of the two networks that are pyramids.
struct Stage {
  int64_t side;
  int64_t channels;
};
inline constexpr Stage kShiftStages[] = {
    {56, 96}, {28, 192}, {14, 384}, {7, 768}};
inline constexpr Stage kSmlpStages[] = {
    {56, 80}, {28, 160}, {14, 320}, {7, 640}};
// ShiftViT moves four groups of so many channels.
inline constexpr int64_t ShiftGroup(int64_t channels) { return channels / 12; }

inline Operand Floats(Dims dims) {
  return {{DType::kFloat32, std::move(dims)}, Section::kArena, 0};
}

}  // namespace burin

#endif  // BURIN_BENCH_CASES_H_
