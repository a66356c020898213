// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The products that the networks spend their time in. TILE=mr,nr,mc,nc,kc (or
// mr1,nr1,mr2,nr2,mc,hc for mlp) in the environment replaces the chosen tile.

#include <cstdio>
#include <cstdlib>

#include "bench/harness.h"

namespace burin {
namespace {

struct Format {
  Operands operands;
  PeakType peak;
  const char* name;
};
constexpr Format kFormats[] = {
    {Operands::kFloat32, PeakType::kFp32, ""},
    {Operands::kBf16, PeakType::kBf16, "bf16 "},
    {Operands::kInt8, PeakType::kInt8, "int8 "},
};

float* PackedWeights(Isa isa, int32_t nr, int64_t k, int64_t n,
                     Operands operands) {
  float* packed = NewFloats(
      static_cast<int64_t>(PackedLinearWords(isa, nr, k, n, operands)));
  const float* w = NewFloats(k * n, 0.05f);
  PackLinearWeights(isa, nr, k, n, w, n, 1, NewFloats(n), packed, operands);
  return packed;
}

enum Options { kPlain = 0, kLayer = 1, kGelu = 2, kAdd = 4, kJoin = 8 };

void BenchLinear(Bench& bench, const Format& format, const char* what,
                 int64_t m, int64_t n, int64_t k, int options) {
  LinearArgs args;
  m *= bench.batch;
  args.a.rows = m;
  args.a.columns = k;
  args.a.dense = {NewFloats(m * k), k};
  args.operands = format.operands;
  args.tile = ChooseLinearTile(bench.isa, m, n, k, format.operands);
  if (const char* text = std::getenv("TILE")) {
    std::sscanf(text, "%d,%d,%ld,%ld,%ld", &args.tile.mr, &args.tile.nr,
                &args.tile.mc, &args.tile.nc, &args.tile.kc);
  }
  args.packed = PackedWeights(bench.isa, args.tile.nr, k, n, format.operands);
  args.n = n;
  args.y = {NewFloats(m * n), n};
  if (options & kLayer) {
    args.norm = {NormKind::kLayer, 1e-5f, NewFloats(k), NewFloats(k)};
  }
  if (options & kJoin) {
    args.a.kind = RowKind::kConcat;
    args.a.parts_count = 3;
    for (int p = 0; p < 3; ++p) {
      args.a.parts[p] = {NewFloats(m * k / 3), k / 3};
      args.a.part_columns[p] = k / 3;
    }
  }
  if (options & kGelu) args.act = Activation::kGelu;
  if (options & kAdd) {
    args.residual_kind = ResidualKind::kDense;
    args.residual = {NewFloats(m * n), n};
  }
  char name[128];
  std::snprintf(name, sizeof(name),
                "%slinear %s %ldx%ldx%ld [%dx%d,%ld,%ld,%ld]", format.name,
                what, m, n, k, args.tile.mr, args.tile.nr, args.tile.mc,
                args.tile.nc, args.tile.kc);
  bench.Report(
      name, 2.0 * m * n * k, 0,
      [&] { bench.Run(bench.kernels().linear, args, LinearTasks(args)); },
      format.peak);
}

void BenchLinears(Bench& bench, const Format& format) {
  struct {
    const char* what;
    int64_t m, n, k;
    int options;
  } const shapes[] = {
      {"shift1 fc1", 3136, 384, 96, kPlain},
      {"shift1 fc1 ln gelu", 3136, 384, 96, kLayer | kGelu},
      {"shift1 fc2 add", 3136, 96, 384, kAdd},
      {"shift2 fc1", 784, 768, 192, kLayer | kGelu},
      {"shift2 fc2", 784, 192, 768, kAdd},
      {"shift3 fc1", 196, 1536, 384, kLayer | kGelu},
      {"shift3 fc2", 196, 384, 1536, kAdd},
      {"shift4 fc1", 49, 3072, 768, kLayer | kGelu},
      {"shift4 fc2", 49, 768, 3072, kAdd},
      {"smlp1 fuse", 3136, 80, 240, kJoin},
      {"smlp2 fuse", 784, 160, 480, kJoin},
      {"smlp3 fuse", 196, 320, 960, kJoin},
      {"smlp4 fuse", 49, 640, 1920, kJoin},
      {"t2t qkv", 197, 1152, 384, kLayer},
      {"t2t proj", 197, 384, 384, kAdd},
      {"t2t kqv1", 3136, 192, 147, kLayer},
      {"t2t kqv2", 784, 192, 576, kLayer},
      {"t2t performer proj", 3136, 64, 64, kAdd},
      {"head", 1, 1000, 768, kPlain},
  };
  for (const auto& s : shapes) {
    BenchLinear(bench, format, s.what, s.m, s.n, s.k, s.options);
  }
}

void BenchMlps(Bench& bench, const Format& format) {
  struct {
    const char* what;
    int64_t m, k, hidden, side;  // side: of the shifted image; 0: LayerNorm
  } const shapes[] = {
      {"shift1", 3136, 96, 384, 56},  {"shift2", 784, 192, 768, 28},
      {"shift3", 196, 384, 1536, 14}, {"shift4", 49, 768, 3072, 7},
      {"smlp1", 3136, 80, 240, 0},    {"smlp2", 784, 160, 480, 0},
      {"smlp3", 196, 320, 960, 0},    {"smlp4", 49, 640, 1920, 0},
      {"t2t", 197, 384, 1152, 0},     {"t2t token", 3136, 64, 64, 0},
  };
  for (const auto& s : shapes) {
    MlpArgs args;
    const int64_t m = s.m * bench.batch;
    args.a.rows = m;
    args.a.columns = s.k;
    args.a.dense = {NewFloats(m * s.k), s.k};
    args.norm = {NormKind::kLayer, 1e-5f, NewFloats(s.k), NewFloats(s.k)};
    if (s.side != 0) {
      args.a.kind = RowKind::kShift;
      args.a.shift = {s.side, s.side, s.k / 12};
      args.norm.kind = NormKind::kGroup;
      args.norm.stats = NewFloats(2 * bench.batch);
      args.norm.sample_rows = s.m;
    }
    args.operands = format.operands;
    args.tile =
        ChooseMlpTile(bench.isa, m, s.k, s.hidden, s.k, format.operands);
    if (const char* text = std::getenv("TILE")) {
      MlpTile& t = args.tile;
      std::sscanf(text, "%d,%d,%d,%d,%ld,%ld", &t.mr1, &t.nr1, &t.mr2, &t.nr2,
                  &t.mc, &t.hc);
    }
    args.packed1 =
        PackedWeights(bench.isa, args.tile.nr1, s.k, s.hidden, format.operands);
    args.packed2 =
        PackedWeights(bench.isa, args.tile.nr2, s.hidden, s.k, format.operands);
    args.hidden = s.hidden;
    args.n = s.k;
    args.act = Activation::kGelu;
    args.residual_kind = ResidualKind::kSource;
    args.y = {NewFloats(m * s.k), s.k};
    char name[128];
    std::snprintf(name, sizeof(name),
                  "%smlp %s %ldx%ldx%ld [%dx%d,%dx%d,%ld,%ld]", format.name,
                  s.what, m, s.k, s.hidden, args.tile.mr1, args.tile.nr1,
                  args.tile.mr2, args.tile.nr2, args.tile.mc, args.tile.hc);
    bench.Report(
        name, 4.0 * m * s.k * s.hidden, 0,
        [&] { bench.Run(bench.kernels().mlp, args, MlpTasks(args)); },
        format.peak);
  }
}

}  // namespace

void BenchProducts(Bench& bench) {
  for (const Format& format : kFormats) {
    BenchLinears(bench, format);
    BenchMlps(bench, format);
  }
}

}  // namespace burin
