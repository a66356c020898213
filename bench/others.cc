// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The steps between the products: bound by memory or by their own arithmetic.
// What they multiply is counted as for profiles (runtime/cost.h), so those that
// multiply nothing have no share of the peak.

#include <utility>
#include <vector>

#include "base/result.h"
#include "bench/cases.h"

namespace burin {
namespace {

void AddCase(std::vector<Case>& out, const char* what, Op op,
             std::vector<Operand> inputs, Dims y) {
  Case one;
  one.step.name = StrCat(what, " ", DimsText(y));
  one.step.op = std::move(op);
  one.step.inputs = std::move(inputs);
  one.step.outputs.push_back(Floats(std::move(y)));
  out.push_back(std::move(one));
}

void AddShiftVit(int64_t batch, std::vector<Case>& out) {
  for (const auto& [side, channels] : kShiftStages) {
    const Dims x = {batch, side, side, channels};
    // Named by what it reads: it writes two numbers.
    AddCase(out, "group_stats shift",
            GroupStats{.shift_group = ShiftGroup(channels)}, {Floats(x)},
            {batch, 2});
    out.back().step.name = StrCat("group_stats shift ", DimsText(x));
  }
  for (const Stage& stage : {kShiftStages[0], kShiftStages[3]}) {
    const int64_t c = stage.channels;
    const Dims x = {batch, stage.side, stage.side, c};
    AddCase(out, "group_norm", GroupNormalization{.channels_last = true},
            {Floats(x), Floats({c}), Floats({c})}, x);
  }
  const Dims last = {batch, 7, 7, 768};
  AddCase(out, "shift", Shift{.group = ShiftGroup(768), .channels_last = true},
          {Floats(last)}, last);
  AddCase(out, "mean of 7x7", GlobalAveragePool{.channels_last = true},
          {Floats(last)}, {batch, 1, 1, 768});
}

void AddSmlpNet(int64_t batch, std::vector<Case>& out) {
  for (const auto& [side, c] : kSmlpStages) {
    const Dims x = {batch, side, side, c};
    AddCase(
        out, "depthwise bn gelu 3x3 gelu",
        DepthwiseConv{.pads = {1, 1, 1, 1},
                      .pre = FusedActivation::kGelu,
                      .post = FusedActivation::kGelu},
        {Floats(x), Floats({3, 3, c}), Floats({c}), Floats({c}), Floats({c})},
        x);
    for (const int64_t axis : {1, 2}) {
      AddCase(out, axis == 1 ? "token_mix height" : "token_mix width",
              TokenMix{.axis = axis},
              {Floats(x), Floats({side, side}), Floats({side})}, x);
    }
  }
  // The last BatchNorm, which has no product to join.
  const Dims last = {batch, 7, 7, 640};
  AddCase(out, "mul by row", Mul{}, {Floats(last), Floats({640})}, last);
  AddCase(out, "add row", Add{}, {Floats(last), Floats({640})}, last);
  AddCase(out, "mean of 7x7", GlobalAveragePool{.channels_last = true},
          {Floats(last)}, {batch, 1, 1, 640});
}

void AddT2tVit(int64_t batch, std::vector<Case>& out) {
  for (const int64_t tokens : {3136, 784}) {
    AddCase(out, "performer", Performer{},
            {Floats({batch, tokens, 192}), Floats({32, 64})},
            {batch, tokens, 64});
    out.back().scale = 0.3f;  // keeps exp() within its range
  }
  const Dims x = {batch, 197, 384};
  AddCase(out, "concat class token", Concat{.axis = 1},
          {Floats({batch, 1, 384}), Floats({batch, 196, 384})}, x);
  AddCase(out, "add positions", Add{}, {Floats(x), Floats({1, 197, 384})}, x);
  for (const Precision precision : {Precision::kFloat32, Precision::kBf16}) {
    AddCase(out,
            precision == Precision::kBf16 ? "bf16 attention" : "fp32 attention",
            Attention{.heads = 6, .scale = 0.125f, .precision = precision},
            {Floats({batch, 197, 1152})}, x);
  }
  AddCase(out, "layer_norm class token", LayerNormalization{},
          {Floats({batch, 384}), Floats({384}), Floats({384})}, {batch, 384});
}

}  // namespace

std::vector<Case> OtherCases(const CaseOptions& options) {
  std::vector<Case> out;
  AddShiftVit(options.batch, out);
  AddSmlpNet(options.batch, out);
  AddT2tVit(options.batch, out);
  return out;
}

}  // namespace burin
