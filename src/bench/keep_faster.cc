// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See keep_faster.h.

#include "bench/keep_faster.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/file.h"
#include "bench/measure.h"
#include "burin/compile.h"
#include "burin/session.h"
#include "infer/buffers.h"
#include "infer/statistics.h"
#include "onnx/optimize.h"
#include "plate/plate.h"

namespace burin {
namespace {

// A plate of the model, with data to run over.
struct Trial {
  uint64_t plan_hash;
  Session session;
  BatchBuffers inputs;
  BatchBuffers outputs;

  // Milliseconds.
  Result<double> Run() {
    const auto start = std::chrono::steady_clock::now();
    BURIN_TRY(session.Run(inputs.ConstSpans(), outputs.spans()));
    return std::chrono::duration<double, std::milli>(
               std::chrono::steady_clock::now() - start)
        .count();
  }
};

Result<Trial> MakeTrial(const std::string& onnx, const std::string& plate,
                        const KeepFasterOptions& options) {
  CompileOptions compile;
  compile.input_shapes = options.input_shapes;
  if (compile.input_shapes.empty()) {
    BURIN_ASSIGN(compile.input_shapes, ShapesOfBatch(onnx, 1));
  }
  BURIN_TRY(Compile(onnx, plate, compile));
  BURIN_ASSIGN(const Plate read, ReadPlate(plate));
  SessionOptions session_options;
  session_options.threads = options.threads;
  BURIN_ASSIGN(Session session, Session::Open(plate, session_options));
  BURIN_ASSIGN(BatchBuffers inputs, BatchBuffers::Allocate(session.inputs()));
  BURIN_ASSIGN(BatchBuffers outputs, BatchBuffers::Allocate(session.outputs()));
  for (size_t i = 0; i < session.inputs().size(); ++i) {
    FillRandom(session.inputs()[i], inputs.spans()[i]);
  }
  return Trial{PlanHash(read.plan), std::move(session), std::move(inputs),
               std::move(outputs)};
}

Result<void> Measure(Trial& before, Trial& after,
                     const KeepFasterOptions& options, TriedRewrite& tried) {
  constexpr int kWarmUp = 2;
  std::vector<double> times[2];
  for (int i = -kWarmUp; i < std::max(options.loop, 2); ++i) {
    if (options.stop != nullptr && options.stop->load()) {
      return MakeError(ErrorCode::kInterrupted, "stopped");
    }
    // Who is second finds warmer or colder caches: they take turns in it.
    const bool swapped = i % 2 != 0;
    for (const bool second : {swapped, !swapped}) {
      BURIN_ASSIGN(const double ms, (second ? after : before).Run());
      if (i >= 0) times[second ? 1 : 0].push_back(ms);
    }
  }
  JudgePairs(times[0], times[1], options.threshold, tried);
  return {};
}

// The rewrites to try: those that are named, or the default ones.
std::vector<std::string> NamesToTry(std::span<const std::string> names) {
  std::vector<std::string> out;
  for (const OnnxRewrite& rewrite : OnnxRewrites()) {
    const bool named = std::ranges::find(names, rewrite.name) != names.end();
    if (names.empty() ? rewrite.by_default : named) {
      out.emplace_back(rewrite.name);
    }
  }
  return out;
}

}  // namespace

void JudgePairs(std::span<const double> before_ms,
                std::span<const double> after_ms, double threshold,
                TriedRewrite& tried) {
  std::vector<double> gains;
  for (size_t i = 0; i < std::min(before_ms.size(), after_ms.size()); ++i) {
    if (before_ms[i] > 0 && after_ms[i] > 0) {
      gains.push_back(std::log(after_ms[i] / before_ms[i]));
    }
  }
  tried.before_ms = Summarize(before_ms).median;
  tried.after_ms = Summarize(after_ms).median;
  if (gains.size() < 2) return;
  // Of logarithms, so that a half and a double weigh the same.
  const TimeStats stats = Summarize(gains);
  tried.gain = 1 - std::exp(stats.mean);
  const double least = 1 - std::exp(stats.mean + stats.mean_error95);
  tried.gain_error95 = tried.gain - least;
  tried.kept = least > threshold;
}

Result<KeepFasterReport> KeepFaster(const std::string& in_path,
                                    const std::string& out_path,
                                    std::span<const std::string> names,
                                    const KeepFasterOptions& options) {
  // Writes nothing, but refuses unknown names and counts the nodes.
  BURIN_ASSIGN(const OptimizeReport counted, OptimizeFile(in_path, "", names));
  KeepFasterReport report;
  report.nodes_before = report.nodes_after = counted.nodes_before;
  const std::vector<std::string> to_try = NamesToTry(names);
  const std::string plates = options.work_folder + "/trial";
  const std::string models[2] = {options.work_folder + "/a.onnx",
                                 options.work_folder + "/b.onnx"};
  std::string current = in_path;
  BURIN_ASSIGN(Trial best, MakeTrial(current, plates + "0.plate", options));
  for (size_t i = 0; i < to_try.size(); ++i) {
    TriedRewrite tried;
    tried.name = to_try[i];
    if (options.stop != nullptr && options.stop->load()) {
      return MakeError(ErrorCode::kInterrupted, "stopped");
    }
    if (options.progress) options.progress(to_try[i], i, to_try.size());
    const std::string& candidate = current == models[0] ? models[1] : models[0];
    BURIN_ASSIGN(const OptimizeReport applied,
                 OptimizeFile(current, candidate, {{to_try[i]}}));
    tried.matches = applied.rewrites[0].matches;
    if (tried.matches > 0) {
      BURIN_ASSIGN(
          Trial with,
          MakeTrial(candidate, StrCat(plates, i + 1, ".plate"), options)
              .Context(StrCat("with ", to_try[i])));
      tried.same_plan = with.plan_hash == best.plan_hash;
      if (!tried.same_plan) {
        BURIN_TRY(Measure(best, with, options, tried));
      }
      if (tried.kept) {
        best = std::move(with);
        current = candidate;
        report.nodes_after = applied.nodes_after;
      }
    }
    report.rewrites.push_back(std::move(tried));
  }
  BURIN_ASSIGN(const AlignedBuffer bytes, ReadFile(current));
  BURIN_TRY(WriteFile(out_path, bytes.span()));
  return report;
}

}  // namespace burin
