// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The kernels between the products: bound by memory or by their own arithmetic.

#include <cstdio>

#include "bench/harness.h"

namespace burin {
namespace {

std::string Name(const char* what, int64_t a, int64_t b, int64_t c) {
  return std::string(what) + " " + std::to_string(a) + "x" + std::to_string(b) +
         "x" + std::to_string(c);
}

struct Stage {
  int64_t side, channels;
};
constexpr Stage kShift[] = {{56, 96}, {28, 192}, {14, 384}, {7, 768}};
constexpr Stage kSmlp[] = {{56, 80}, {28, 160}, {14, 320}, {7, 640}};

void BenchGroupStats(Bench& bench) {
  for (const auto& [side, channels] : kShift) {
    GroupStatsArgs args;
    const int64_t count = bench.batch * side * side * channels;
    args.x = NewFloats(count);
    args.batch = bench.batch;
    args.height = args.width = side;
    args.channels = channels;
    args.shift_group = channels / 12;
    args.partials = NewFloats(static_cast<int64_t>(GroupPartialsFloats(args)));
    args.stats = NewFloats(2 * bench.batch);
    bench.Report(Name("group_stats shift", side, side, channels),
                 3.0 * static_cast<double>(count),
                 4.0 * static_cast<double>(count), [&] {
                   for (int phase = 0; phase < kGroupStatsPhases; ++phase) {
                     bench.pool->ParallelFor(
                         GroupStatsTasks(args, phase), [&](int64_t task, int) {
                           bench.kernels().group_stats(args, phase, task);
                         });
                   }
                 });
  }
}

void BenchDepthwise(Bench& bench) {
  for (const auto& [side, channels] : kSmlp) {
    const int64_t count = bench.batch * side * side * channels;
    DepthwiseArgs args;
    args.x = NewFloats(count);
    args.batch = bench.batch;
    args.height = args.width = args.out_height = args.out_width = side;
    args.channels = channels;
    args.kernel_height = args.kernel_width = 3;
    args.pad_top = args.pad_left = 1;
    args.pre_scale = NewFloats(channels);
    args.pre_shift = NewFloats(channels);
    args.pre_act = Activation::kGelu;
    args.weights = NewFloats(9 * channels);
    args.bias = NewFloats(channels);
    args.act = Activation::kGelu;
    args.y = NewFloats(count);
    bench.Report(Name("depthwise bn gelu 3x3 gelu", side, side, channels),
                 20.0 * static_cast<double>(count),
                 8.0 * static_cast<double>(count), [&] {
                   bench.Run(bench.kernels().depthwise, args,
                             DepthwiseTasks(args));
                 });
  }
}

void BenchTokenMix(Bench& bench) {
  for (const auto& [side, channels] : kSmlp) {
    for (const bool height : {true, false}) {
      const int64_t count = bench.batch * side * side * channels;
      TokenMixArgs args;
      args.x = NewFloats(count);
      args.p = NewFloats(side * side);
      args.bias = NewFloats(side);
      args.groups = height ? bench.batch : bench.batch * side;
      args.length = args.out_length = side;
      args.columns = height ? side * channels : channels;
      args.y = NewFloats(count);
      bench.Report(Name(height ? "token_mix height" : "token_mix width", side,
                        side, channels),
                   2.0 * static_cast<double>(count * side),
                   8.0 * static_cast<double>(count), [&] {
                     bench.Run(bench.kernels().token_mix, args,
                               TokenMixTasks(args));
                   });
    }
  }
}

void BenchT2t(Bench& bench) {
  AttentionArgs args;
  args.batch = bench.batch;
  args.tokens = 197;
  args.heads = 6;
  args.head_dim = 64;
  args.row_stride = 3 * 384;
  args.scale = 0.125f;
  args.qkv = NewFloats(args.batch * args.tokens * args.row_stride);
  args.y = NewFloats(args.batch * args.tokens * 384);
  args.y_stride = 384;
  bench.Report(
      Name("attention", 6, 197, 64),
      4.0 * static_cast<double>(args.batch) * 6 * 197 * 197 * 64, 0, [&] {
        bench.Run(bench.kernels().attention, args, AttentionTasks(args));
      });
  for (const int64_t tokens : {3136, 784}) {
    PerformerArgs p;
    p.batch = bench.batch;
    p.tokens = tokens;
    p.dim = 64;
    p.features = 32;
    p.kqv = NewFloats(p.batch * tokens * 3 * 64, 0.3f);
    p.w = NewFloats(64 * 32, 0.3f);
    p.eps = 1e-8f;
    p.sums = NewFloats(static_cast<int64_t>(PerformerSumsFloats(p)));
    p.y = NewFloats(p.batch * tokens * 64);
    bench.Report(
        Name("performer", tokens, 64, 32),
        8.0 * static_cast<double>(p.batch * tokens) * 64 * 32, 0, [&] {
          for (int phase = 0; phase < kPerformerPhases; ++phase) {
            bench.pool->ParallelFor(PerformerTasks(p, phase), [&](int64_t task,
                                                                  int thread) {
              bench.kernels().performer(
                  p, phase, task, bench.scratch[static_cast<size_t>(thread)]);
            });
          }
        });
  }
}

void BenchRows(Bench& bench) {
  for (const auto& [side, channels] : kShift) {
    const int64_t count = bench.batch * side * side * channels;
    RowsArgs args;
    args.a.rows = bench.batch * side * side;
    args.a.columns = channels;
    args.a.dense = {NewFloats(count), channels};
    args.norm = {NormKind::kLayer, 1e-5f, NewFloats(channels),
                 NewFloats(channels)};
    args.y = {NewFloats(count), channels};
    bench.Report(
        Name("rows layer_norm", side, side, channels),
        8.0 * static_cast<double>(count), 8.0 * static_cast<double>(count),
        [&] { bench.Run(bench.kernels().rows, args, RowsTasks(args)); });
  }
}

}  // namespace

void BenchOthers(Bench& bench) {
  BenchGroupStats(bench);
  BenchRows(bench);
  BenchDepthwise(bench);
  BenchTokenMix(bench);
  BenchT2t(bench);
}

}  // namespace burin
