// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See harness.h.

#include "bench/harness.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kernels/kernel_table.h"
#include "runtime/cost.h"
#include "runtime/executable.h"
#include "runtime/step.h"

namespace burin {
namespace {

constexpr int kRounds = 15;
constexpr double kRoundSeconds = 0.01;
// Short, because it is measured in every round; the best of several such runs
// needs no more than one of them to be undisturbed.
constexpr double kPeakSeconds = 0.002;

// Wall time; or, with BURIN_BENCH_CLOCK=cpu, the time that this process had a
// CPU, divided by its threads, which other processes do not disturb.
double Now(int threads) {
  static const bool cpu = [] {
    const char* clock = std::getenv("BURIN_BENCH_CLOCK");
    return clock != nullptr && std::strcmp(clock, "cpu") == 0;
  }();
  timespec now;
  clock_gettime(cpu ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &now);
  return (static_cast<double>(now.tv_sec) +
          1e-9 * static_cast<double>(now.tv_nsec)) /
         (cpu ? threads : 1);
}

template <typename Fn>
double SecondsOf(const Fn& run, int64_t repeats, int threads) {
  const double start = Now(threads);
  for (int64_t i = 0; i < repeats; ++i) run();
  return Now(threads) - start;
}

// Executions that take about kRoundSeconds. Those that find out warm up.
template <typename Fn>
int64_t RepeatsFor(const Fn& run, int threads) {
  int64_t repeats = 1;
  while (SecondsOf(run, repeats, threads) < kRoundSeconds / 2) repeats *= 2;
  return repeats;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// What a line tells of one execution.
struct Line {
  std::string name;
  double flops = 0;
  double bytes = 0;
  PeakType type = PeakType::kFp32;
};

// "-" for what is a part of nothing.
std::string Figure(double whole, double value) {
  if (whole == 0) return "-";
  char text[32];
  std::snprintf(text, sizeof(text), "%.1f", value);
  return text;
}

void Print(const Line& line, double seconds,
           const std::vector<double>& shares) {
  const double best = *std::max_element(shares.begin(), shares.end());
  std::printf("%-58s %10.2f us %7s GFLOP/s %5s %% (best %5s) %6s GB/s\n",
              line.name.c_str(), seconds * 1e6,
              Figure(line.flops, line.flops / seconds * 1e-9).c_str(),
              Figure(line.flops, Median(shares) * 100).c_str(),
              Figure(line.flops, best * 100).c_str(),
              Figure(line.bytes, line.bytes / seconds * 1e-9).c_str());
  std::fflush(stdout);
}

// A peak lies between any two rounds; the larger of both sides is a round's.
template <typename Fn>
void MeasureLine(const Bench& bench, const Line& line, const Fn& run) {
  const int threads = bench.pool.threads();
  const int64_t repeats = RepeatsFor(run, threads);
  const auto peak = [&] {
    return line.flops == 0 ? 1.0 : PeakRate(bench, line.type);
  };
  std::vector<double> times;
  std::vector<double> shares;
  double before = peak();
  for (int round = 0; round < kRounds; ++round) {
    const double seconds =
        SecondsOf(run, repeats, threads) / static_cast<double>(repeats);
    const double after = peak();
    times.push_back(seconds);
    shares.push_back(line.flops / seconds / std::max(before, after));
    before = after;
  }
  Print(line, Median(times), shares);
}

Precision PrecisionOf(const Step& step) {
  const Precision* precision = PrecisionField(step.op);
  return precision == nullptr ? Precision::kFloat32 : *precision;
}

PeakType PeakTypeOf(Precision precision) {
  switch (precision) {
    case Precision::kFloat32:
      break;
    case Precision::kBf16:
      return PeakType::kBf16;
    case Precision::kInt8:
      return PeakType::kInt8;
  }
  return PeakType::kFp32;
}

// The same numbers in [-scale, scale) everywhere.
void Fill(std::span<float> floats, float scale) {
  uint32_t state = 12345;
  for (float& value : floats) {
    state = state * 1664525 + 1013904223;
    value = scale * (static_cast<float>(state >> 8) / 8388608.0f - 1);
  }
}

Result<void> Pack(const WeightMatrix& weights, Precision precision, Isa isa,
                  Tensor& out) {
  const int64_t k = weights.k;
  const int64_t n = weights.n;
  // Small, so that sums stay about as large as activations; a row for the bias.
  BURIN_ASSIGN(Tensor w, Tensor::Allocate(DType::kFloat32, {k + 1, n}));
  const std::span<float> floats = w.Span<float>();
  Fill(floats, 0.05f);
  PackLinearWeights(isa, weights.panel, k, n, floats.data(), n, 1,
                    floats.data() + k * n, reinterpret_cast<float*>(out.data()),
                    precision);
  return {};
}

Result<Tensor> MakeInput(const Bench& bench, const Case& one, size_t input) {
  const Operand& operand = one.step.inputs[input];
  if (operand.section == Section::kAbsent) return Tensor();
  BURIN_ASSIGN(Tensor out,
               Tensor::Allocate(operand.type.dtype, operand.type.dims));
  for (const WeightMatrix& weights : one.weights) {
    if (weights.input != input) continue;
    BURIN_TRY(Pack(weights, PrecisionOf(one.step), bench.isa, out));
    return out;
  }
  Fill(out.Span<float>(), one.scale);
  return out;
}

}  // namespace

double PeakRate(const Bench& bench, PeakType type) {
  return 1e9 * MeasurePeakGflops(bench.pool, bench.isa, type, kPeakSeconds);
}

Result<void> Measure(const Bench& bench, const Case& one) {
  const Step& step = one.step;
  std::vector<Tensor> inputs;
  for (size_t i = 0; i < step.inputs.size(); ++i) {
    BURIN_ASSIGN(Tensor input, MakeInput(bench, one, i));
    inputs.push_back(std::move(input));
  }
  BURIN_ASSIGN(Tensor output,
               Tensor::Allocate(DType::kFloat32, step.outputs[0].type.dims));
  std::vector<ConstTensorView> in;
  for (size_t i = 0; i < inputs.size(); ++i) {
    in.push_back(std::as_const(inputs[i]).view());
    in.back().present = step.inputs[i].section != Section::kAbsent;
  }
  const TensorView out[] = {output.view()};
  BURIN_ASSIGN(
      const auto bound,
      Bind(step.op, {in, out}, {KernelsFor(bench.isa), bench.pool.threads()}));
  BURIN_ASSIGN(
      const ThreadScratch scratch,
      ThreadScratch::Allocate(bound->scratch_bytes(), bench.pool.threads()));
  const RunContext context{bench.pool, scratch.by_thread()};
  BURIN_TRY(bound->Run(context));
  MeasureLine(
      bench,
      {step.name, WorkOf(step).flops, static_cast<double>(StepBytes(step)),
       PeakTypeOf(PrecisionOf(step))},
      [&] { static_cast<void>(bound->Run(context)); });
  return {};
}

void MeasureEmptyLoop(const Bench& bench) {
  const int threads = bench.pool.threads();
  MeasureLine(bench, {StrCat(kEmptyLoop, ", ", threads, " threads")},
              [&] { bench.pool.ParallelFor(threads, [](int64_t, int) {}); });
}

}  // namespace burin
