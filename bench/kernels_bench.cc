// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// kernels_bench [filter] [threads] [batch]: the share of the instruction peak
// that each kernel reaches on the networks' shapes.

#include <cstdio>
#include <cstdlib>

#include "bench/harness.h"

int main(int argc, char** argv) {
  burin::Bench bench;
  burin::ThreadPool pool(argc > 2 ? std::atoi(argv[2]) : 0);
  bench.filter = argc > 1 ? argv[1] : "";
  bench.pool = &pool;
  bench.batch = argc > 3 ? std::atoll(argv[3]) : 1;
  bench.isa = burin::DetectIsa();
  for (int i = 0; i < pool.threads(); ++i) {
    bench.scratch.push_back(burin::NewFloats(int64_t{4} << 20));
  }
  bench.PeakRate();
  std::printf("%s, %d threads, batch %ld, peaks",
              std::string(burin::IsaName(bench.isa)).c_str(), pool.threads(),
              static_cast<long>(bench.batch));
  for (const burin::PeakType type : burin::kPeakTypes) {
    std::printf(" %s %.1f", std::string(burin::PeakTypeName(type)).c_str(),
                bench.PeakRate(type) * 1e-9);
  }
  std::printf(" G/s\n");
  burin::BenchProducts(bench);
  burin::BenchOthers(bench);
  return 0;
}
