// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// kernels_bench [filter] [threads] [batch]: the share of the instruction peak
// that each kernel reaches on the networks' shapes. Peak and kernel are
// measured in turns, and the median of the ratios is printed.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "base/aligned_buffer.h"
#include "bench/peak.h"
#include "kernels/kernel_table.h"
#include "thread/thread_pool.h"

namespace burin {
namespace {

double Seconds() {
  return std::chrono::duration<double>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

float* NewFloats(int64_t count, float scale = 1) {
  // Kept until the program ends: a benchmark's tensors outlive its closures.
  static std::vector<AlignedBuffer>& kept = *new std::vector<AlignedBuffer>;
  kept.push_back(
      AlignedBuffer::Allocate(static_cast<size_t>(count) * 4 + 64).value());
  float* p = reinterpret_cast<float*>(kept.back().data());
  uint32_t state = 12345;
  for (int64_t i = 0; i < count; ++i) {
    state = state * 1664525 + 1013904223;
    p[i] = scale * (static_cast<float>(state >> 8) / 8388608.0f - 1);
  }
  return p;
}

struct Bench {
  ThreadPool* pool;
  Isa isa;
  int64_t batch;
  std::string filter;
  std::vector<std::byte*> scratch;

  void* Scratch(int thread, size_t) { return scratch[thread]; }

  double PeakRate() {
    const int64_t steps = 400000;
    const double start = Seconds();
    double flops = 0;
    pool->ParallelFor(pool->threads(), [&](int64_t, int) {
      const double done = BurnMultiplyAdds(isa, steps / 16);
      __atomic_store(&flops, &done, __ATOMIC_RELAXED);
    });
    return flops * pool->threads() / (Seconds() - start);
  }

  // `run` does the work once, of `flops` operations; `bytes` that it must
  // move, for the kernels that are not bound by arithmetic.
  void Report(const std::string& name, double flops, double bytes,
              const std::function<void()>& run) {
    if (name.find(filter) == std::string::npos) return;
    run();
    std::vector<double> shares, rates, times;
    for (int round = 0; round < 15; ++round) {
      const double peak = PeakRate();
      int repeats = 0;
      const double start = Seconds();
      double elapsed = 0;
      do {
        run();
        ++repeats;
        elapsed = Seconds() - start;
      } while (elapsed < 0.01);
      const double rate = flops * repeats / elapsed;
      const double peak2 = PeakRate();
      shares.push_back(rate / std::max(peak, peak2));
      rates.push_back(rate);
      times.push_back(elapsed / repeats);
    }
    const auto median = [](std::vector<double> v) {
      std::sort(v.begin(), v.end());
      return v[v.size() / 2];
    };
    std::printf(
        "%-52s %9.1f us %7.1f GFLOP/s %5.1f %% (best %5.1f) %6.1f GB/s\n",
        name.c_str(), median(times) * 1e6, median(rates) * 1e-9,
        median(shares) * 100,
        *std::max_element(shares.begin(), shares.end()) * 100,
        bytes / median(times) * 1e-9);
    std::fflush(stdout);
  }
};

float* PackedWeights(Isa isa, int32_t nr, int64_t k, int64_t n) {
  float* packed =
      NewFloats(static_cast<int64_t>(PackedLinearFloats(isa, nr, k, n)));
  const float* w = NewFloats(k * n, 0.05f);
  PackLinearWeights(isa, nr, k, n, w, n, 1, NewFloats(n), packed);
  return packed;
}

enum Options { kPlain = 0, kLayer = 1, kGelu = 2, kAdd = 4 };

void BenchLinear(Bench& bench, const char* what, int64_t m, int64_t n,
                 int64_t k, int options) {
  LinearArgs args;
  m *= bench.batch;
  args.a.rows = m;
  args.a.columns = k;
  args.a.dense = {NewFloats(m * k), k};
  args.tile = ChooseLinearTile(bench.isa, m, n, k);
  if (const char* text = std::getenv("TILE")) {
    std::sscanf(text, "%d,%d,%ld,%ld,%ld", &args.tile.mr, &args.tile.nr,
                &args.tile.mc, &args.tile.nc, &args.tile.kc);
  }
  args.packed = PackedWeights(bench.isa, args.tile.nr, k, n);
  args.n = n;
  args.y = {NewFloats(m * n), n};
  if (options & kLayer) {
    args.norm = {NormKind::kLayer, 1e-5f, NewFloats(k), NewFloats(k)};
  }
  if (options & kGelu) args.act = Activation::kGelu;
  if (options & kAdd) {
    args.residual_kind = ResidualKind::kDense;
    args.residual = {NewFloats(m * n), n};
  }
  const LinearFn fn = KernelsFor(bench.isa).linear;
  char name[128];
  std::snprintf(name, sizeof(name), "linear %s %ldx%ldx%ld [%dx%d,%ld,%ld,%ld]",
                what, m, n, k, args.tile.mr, args.tile.nr, args.tile.mc,
                args.tile.nc, args.tile.kc);
  bench.Report(name, 2.0 * m * n * k, 0, [&] {
    bench.pool->ParallelFor(LinearTasks(args), [&](int64_t task, int thread) {
      fn(args, task, bench.scratch[thread]);
    });
  });
}

void BenchLinears(Bench& bench) {
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
      {"smlp1 fuse", 3136, 80, 240, kAdd},
      {"smlp2 fuse", 784, 160, 480, kAdd},
      {"smlp3 fuse", 196, 320, 960, kAdd},
      {"smlp4 fuse", 49, 640, 1920, kAdd},
      {"t2t qkv", 197, 1152, 384, kLayer},
      {"t2t proj", 197, 384, 384, kAdd},
      {"t2t kqv1", 3136, 192, 147, kLayer},
      {"t2t kqv2", 784, 192, 576, kLayer},
      {"t2t performer proj", 3136, 64, 64, kAdd},
      {"head", 1, 1000, 768, kPlain},
  };
  for (const auto& s : shapes) {
    BenchLinear(bench, s.what, s.m, s.n, s.k, s.options);
  }
}

void BenchMlps(Bench& bench) {
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
    args.tile = ChooseMlpTile(bench.isa, m, s.k, s.hidden, s.k);
    if (const char* text = std::getenv("TILE")) {
      MlpTile& t = args.tile;
      std::sscanf(text, "%d,%d,%d,%d,%ld,%ld", &t.mr1, &t.nr1, &t.mr2, &t.nr2,
                  &t.mc, &t.hc);
    }
    args.packed1 = PackedWeights(bench.isa, args.tile.nr1, s.k, s.hidden);
    args.packed2 = PackedWeights(bench.isa, args.tile.nr2, s.hidden, s.k);
    args.hidden = s.hidden;
    args.n = s.k;
    args.act = Activation::kGelu;
    args.residual_kind = ResidualKind::kSource;
    args.y = {NewFloats(m * s.k), s.k};
    const MlpFn fn = KernelsFor(bench.isa).mlp;
    char name[128];
    std::snprintf(name, sizeof(name),
                  "mlp %s %ldx%ldx%ld [%dx%d,%dx%d,%ld,%ld]", s.what, m, s.k,
                  s.hidden, args.tile.mr1, args.tile.nr1, args.tile.mr2,
                  args.tile.nr2, args.tile.mc, args.tile.hc);
    bench.Report(name, 4.0 * m * s.k * s.hidden, 0, [&] {
      bench.pool->ParallelFor(MlpTasks(args), [&](int64_t task, int thread) {
        fn(args, task, bench.scratch[thread]);
      });
    });
  }
}

int Main(int argc, char** argv) {
  Bench bench;
  bench.filter = argc > 1 ? argv[1] : "";
  ThreadPool pool(argc > 2 ? std::atoi(argv[2]) : 0);
  bench.pool = &pool;
  bench.batch = argc > 3 ? std::atoll(argv[3]) : 1;
  bench.isa = DetectIsa();
  for (int i = 0; i < pool.threads(); ++i) {
    bench.scratch.push_back(
        reinterpret_cast<std::byte*>(NewFloats(int64_t{4} << 20)));
  }
  bench.PeakRate();
  std::printf("%s, %d threads, batch %ld, peak %.1f GFLOP/s\n",
              std::string(IsaName(bench.isa)).c_str(), pool.threads(),
              bench.batch, bench.PeakRate() * 1e-9);
  BenchLinears(bench);
  BenchMlps(bench);
  return 0;
}

}  // namespace
}  // namespace burin

int main(int argc, char** argv) { return burin::Main(argc, argv); }
