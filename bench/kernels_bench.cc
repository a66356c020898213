// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// kernels_bench [filter] [threads] [batch]: the share of the instruction peak
// that each step of the networks reaches.
//
//   filter   only what contains it in its name is measured ("": all)
//   threads  that share the tasks of a step (0: all that may be used)
//   batch    samples of a step (1). Most plates compute a batch in blocks of
//            one sample, and give each thread blocks of its own when there are
//            enough: `kernels_bench "" 1 1` is then what runs.
//
// In the environment TILE=mr,nr,mc,kc replaces the tile that the compiler
// chooses for products, TILE=mr1,nr1,mr2,nr2,mc,hc that for two in one step;
// BURIN_BENCH_CLOCK=cpu counts CPU time, where others use the machine;
// BURIN_MAX_ISA caps the instruction set.

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "bench/cases.h"
#include "bench/harness.h"
#include "thread/topology.h"

namespace burin {
namespace {

struct Arguments {
  std::string filter;
  int threads = 0;
  int64_t batch = 1;
};

Result<int64_t> ParseNumber(std::string_view what, std::string_view text,
                            int64_t least, int64_t most) {
  int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || value < least || value > most) {
    return MakeError(ErrorCode::kBadUsage, what, " '", text, "': ", least,
                     " to ", most, " expected");
  }
  return value;
}

Result<Arguments> ParseArguments(std::span<char* const> words) {
  constexpr int64_t kMostSamples = 1024;
  if (words.size() > 3) {
    return MakeError(ErrorCode::kBadUsage,
                     "kernels_bench [filter] [threads] [batch] expected, ",
                     words.size(), " arguments given");
  }
  Arguments out;
  if (!words.empty()) out.filter = words[0];
  if (words.size() > 1) {
    BURIN_ASSIGN(const int64_t threads,
                 ParseNumber("threads", words[1], 0, UsableThreads()));
    out.threads = static_cast<int>(threads);
  }
  if (words.size() > 2) {
    BURIN_ASSIGN(out.batch, ParseNumber("batch", words[2], 1, kMostSamples));
  }
  return out;
}

Result<void> ParseTile(std::string_view text, CaseOptions& options) {
  constexpr int64_t kMost = 1 << 20;
  std::vector<int64_t> numbers;
  for (std::string_view left = text;;) {
    const size_t comma = left.find(',');
    BURIN_ASSIGN(const int64_t number,
                 ParseNumber("TILE", left.substr(0, comma), 1, kMost));
    numbers.push_back(number);
    if (comma == std::string_view::npos) break;
    left.remove_prefix(comma + 1);
  }
  const auto small = [&](size_t i) { return static_cast<int32_t>(numbers[i]); };
  if (numbers.size() == 4) {
    const LinearTile tile{small(0), small(1), numbers[2], numbers[1],
                          numbers[3]};
    if (IsLinearTile(options.isa, tile)) {
      options.linear_tile = tile;
      return {};
    }
  }
  if (numbers.size() == 6) {
    const MlpTile tile{small(0), small(1),   small(2),
                       small(3), numbers[4], numbers[5]};
    if (IsMlpTile(options.isa, tile)) {
      options.mlp_tile = tile;
      return {};
    }
  }
  return MakeError(ErrorCode::kBadUsage, "TILE '", text, "': no tile of ",
                   IsaName(options.isa));
}

void PrintHeading(const Bench& bench, int64_t batch) {
  std::string line = StrCat(IsaName(bench.isa), ", ", bench.pool.threads(),
                            " threads, batch ", batch, ", peaks");
  for (const PeakType type : kPeakTypes) {
    char peak[32];
    std::snprintf(peak, sizeof(peak), " %.1f", PeakRate(bench, type) * 1e-9);
    line += StrCat(" ", PeakTypeName(type), peak);
  }
  std::printf("%s G/s\n", line.c_str());
}

Result<void> RunAll(const Arguments& arguments) {
  ThreadPool pool(arguments.threads);
  const Bench bench{pool, DetectIsa()};
  CaseOptions options{
      .isa = bench.isa, .threads = pool.threads(), .batch = arguments.batch};
  if (const char* text = std::getenv("TILE")) {
    BURIN_TRY(ParseTile(text, options));
  }
  const auto wanted = [&](std::string_view name) {
    return name.find(arguments.filter) != std::string_view::npos;
  };
  PrintHeading(bench, arguments.batch);
  int measured = 0;
  if (wanted(kEmptyLoop)) {
    MeasureEmptyLoop(bench);
    ++measured;
  }
  for (const auto& cases : {ProductCases(options), OtherCases(options)}) {
    for (const Case& one : cases) {
      if (!wanted(one.step.name)) continue;
      BURIN_TRY(Measure(bench, one).Context(one.step.name));
      ++measured;
    }
  }
  if (measured == 0) {
    return MakeError(ErrorCode::kBadUsage, "no name contains '",
                     arguments.filter, "'");
  }
  return {};
}

}  // namespace
}  // namespace burin

int main(int argc, char** argv) {
  using namespace burin;
  const Result<Arguments> arguments = ParseArguments(
      std::span<char* const>(argv, static_cast<size_t>(argc)).subspan(1));
  const Result<void> done =
      arguments.ok() ? RunAll(*arguments) : Result<void>(arguments.error());
  if (done.ok()) return 0;
  std::fprintf(stderr, "kernels_bench: %s\n", done.error().message.c_str());
  return 1;
}
