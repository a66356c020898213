// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See measure.h.

#include "bench/measure.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>

#include "base/file.h"
#include "burin/session.h"
#include "formats/onnx_proto.h"
#include "infer/buffers.h"
#include "infer/run.h"
#include "infer/score_images.h"
#include "kernels/isa.h"
#include "peak/bandwidth.h"
#include "peak/peak.h"
#include "thread/topology.h"

namespace burin {
namespace {

double MillisecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now() - start)
      .count();
}

PeakType PeakTypeOf(const std::string& precision) {
  for (const PeakType type : kPeakTypes) {
    if (PeakTypeName(type) == precision) return type;
  }
  return PeakType::kFp32;
}

// One run over all rows: what they share.
class Measurement {
 public:
  Measurement(const std::string& onnx_path, const BenchOptions& options)
      : onnx_path_(onnx_path),
        options_(options),
        stages_(options.precisions.size() * (options.batches.size() +
                                             (options.images.empty() ? 0 : 1)) +
                (options.profile ? 1 : 0)) {}

  Result<BenchReport> Run() {
    ReadMachine();
    Result<void> result = AllRows();
    if (result.ok() && options_.profile) result = ProfileBest();
    if (!result.ok()) {
      const bool stopped = result.error().code == ErrorCode::kInterrupted;
      if (!stopped || report_.rows.empty()) return std::move(result).error();
      report_.interrupted = true;
    }
    return std::move(report_);
  }

 private:
  void Say(const std::string& what) const {
    if (options_.progress) options_.progress(what, stage_, stages_);
  }

  bool Stopped() const {
    return options_.stop != nullptr && options_.stop->load();
  }

  void ReadMachine() {
    const Topology topology = ReadTopology();
    report_.machine.cpu = topology.cpu_name;
    report_.machine.isa = IsaName(DetectIsa());
    report_.machine.cores = topology.usable_threads();
    double load = 0;
    report_.machine.load_average = getloadavg(&load, 1) == 1 ? load : -1;
  }

  Result<void> AllRows() {
    for (const std::string& precision : options_.precisions) {
      report_.scores.push_back({precision, std::nullopt, {}});
      report_.peaks.push_back({precision, 0, 0, 0, 0});
      best_of_precision_ = nullptr;
      for (const int64_t batch : options_.batches) {
        const std::string name = StrCat(precision, " batch ", batch);
        BURIN_TRY(OneRow(precision, batch, name).Context(name));
        ++stage_;
      }
      if (!options_.images.empty()) {
        BURIN_TRY(CountRight(precision).Context(precision));
        ++stage_;
      }
    }
    return {};
  }

  std::string PlatePath(const std::string& precision, int64_t batch) const {
    return StrCat(options_.work_folder, "/", precision, "_", batch, ".plate");
  }

  Result<void> CompileRow(const std::string& plate, BenchRow& row) {
    CompileOptions compile = options_.compile;
    compile.precision = row.precision;
    compile.threads = options_.threads;
    BURIN_ASSIGN(compile.input_shapes, ShapesOfBatch(onnx_path_, row.batch));
    // The answers are the same for every batch; photographs tell more.
    const bool first = report_.peaks.back().most == 0;
    compile.self_check =
        first && row.precision != "fp32" && options_.images.empty();
    BURIN_ASSIGN(CompileReport compiled, Compile(onnx_path_, plate, compile));
    row.compile_ms = compiled.milliseconds;
    if (first) {
      report_.scores.back().self_check = std::move(compiled.self_check);
      for (std::string& note : compiled.notes) {
        report_.notes.push_back(StrCat(row.precision, ": ", note));
      }
    }
    return {};
  }

  Result<void> OneRow(const std::string& precision, int64_t batch,
                      const std::string& name) {
    if (Stopped()) return MakeError(ErrorCode::kInterrupted, "stopped");
    BenchRow row;
    row.precision = precision;
    row.batch = batch;
    const std::string plate = PlatePath(precision, batch);
    Say(name + ": compiling");
    BURIN_TRY(CompileRow(plate, row));
    Say(name + ": measuring");
    const auto start = std::chrono::steady_clock::now();
    SessionOptions session_options;
    session_options.threads = options_.threads;
    BURIN_ASSIGN(Session session, Session::Open(plate, session_options));
    row.load_ms = MillisecondsSince(start);
    row.threads = report_.machine.threads = session.threads();
    row.isa = session.isa();
    BURIN_TRY(CountOperations(session, row));
    BURIN_TRY(TimeRow(session, row));
    KeepBestPlates(row);
    if (options_.row) options_.row(row);
    return {};
  }

  // The peak of the row's precision now.
  double Peak(const BenchRow& row) {
    const Isa isa = ParseIsa(row.isa).value_or(Isa::kScalar);
    const double gflops =
        MeasurePeakGflops(isa, row.threads, PeakTypeOf(row.precision));
    report_.peaks.back().Add(gflops);
    return gflops;
  }

  // One execution, step by step: warms up, too.
  Result<void> CountOperations(Session& session, BenchRow& row) {
    BURIN_ASSIGN(const BatchBuffers in,
                 BatchBuffers::Allocate(session.inputs()));
    BURIN_ASSIGN(const BatchBuffers out,
                 BatchBuffers::Allocate(session.outputs()));
    for (size_t i = 0; i < session.inputs().size(); ++i) {
      FillRandom(session.inputs()[i], in.spans()[i]);
    }
    BURIN_ASSIGN(const RunProfile profile,
                 session.Profile(in.ConstSpans(), out.spans()));
    row.gflop_per_image =
        SumOf(profile.steps).gflop / static_cast<double>(row.batch);
    return {};
  }

  // How many executions fill the time, from one that is timed.
  Result<int> LoopFor(Session& session) const {
    if (options_.loop > 0) return options_.loop;
    RunOptions once;
    once.pure_data = PureData::kRandom;
    once.stop = options_.stop;
    BURIN_ASSIGN(const RunReport report, RunPure(session, once, nullptr));
    const double ms = std::max(report.times.compute_ms[0], 1e-3);
    return static_cast<int>(std::clamp(options_.seconds * 1000 / ms, 5.0, 1e6));
  }

  Result<void> TimeRow(Session& session, BenchRow& row) {
    RunOptions run;
    run.pure_data = PureData::kRandom;
    run.warmup_count = 2;
    run.stop = options_.stop;
    BURIN_ASSIGN(run.loop, LoopFor(session));
    const double before = Peak(row);
    const CpuTimes begin = ReadCpuTimes();
    BURIN_ASSIGN(const RunReport report, RunPure(session, run, nullptr));
    row.others = LoadBetween(begin, ReadCpuTimes());
    row.peak_gflops = std::max(before, Peak(row));
    row.compute = Summarize(report.times.compute_ms);
    return {};
  }

  // Adds the row and removes plates that nothing needs any more: the best of
  // all and the best of this precision stay.
  void KeepBestPlates(const BenchRow& row) {
    report_.rows.push_back(row);
    const size_t precision_rows = static_cast<size_t>(
        std::ranges::count(report_.rows, row.precision, &BenchRow::precision));
    const std::span<const BenchRow> own =
        std::span<const BenchRow>(report_.rows).last(precision_rows);
    best_of_precision_ =
        &*std::ranges::max_element(own, {}, &BenchRow::images_per_second);
    for (const BenchRow& other : report_.rows) {
      if (&other == report_.best() || &other == best_of_precision_) continue;
      std::error_code ignored;  // a leftover goes with its folder
      std::filesystem::remove(PlatePath(other.precision, other.batch), ignored);
    }
  }

  Result<Session> OpenBest(const BenchRow& row) const {
    SessionOptions session_options;
    session_options.threads = options_.threads;
    return Session::Open(PlatePath(row.precision, row.batch), session_options);
  }

  Result<void> CountRight(const std::string& precision) {
    const std::string what = precision + ": accuracy";
    Say(what);
    BURIN_ASSIGN(Session session, OpenBest(*best_of_precision_));
    ScoreImagesOptions score;
    score.transform = options_.transform;
    score.stop = options_.stop;
    score.progress = [&](size_t done, size_t total) {
      Say(StrCat(what, ", image ", done, " of ", total));
    };
    BURIN_ASSIGN(report_.scores.back().accuracy,
                 ScoreImages(session, options_.images, score));
    return {};
  }

  Result<void> ProfileBest() {
    if (Stopped()) return MakeError(ErrorCode::kInterrupted, "stopped");
    const BenchRow& best = *report_.best();
    Say(StrCat(best.precision, " batch ", best.batch, ": step by step"));
    BURIN_ASSIGN(Session session, OpenBest(best));
    BURIN_ASSIGN(report_.profile,
                 MeasureProfile(session, ProfileKind::kTable, 0));
    ThreadPool pool(session.threads());
    // A machine without the memory for it has no such roof in its report.
    const Result<double> memory = MeasureReadGigabytes(pool, BandwidthBytes());
    if (memory.ok()) report_.machine.memory_gigabytes = *memory;
    ++stage_;
    Say("done");
    return {};
  }

  const std::string& onnx_path_;
  const BenchOptions& options_;
  const size_t stages_;
  size_t stage_ = 0;
  BenchReport report_;
  const BenchRow* best_of_precision_ = nullptr;  // of the last, in report_.rows
};

}  // namespace

Result<std::vector<std::pair<std::string, std::vector<int64_t>>>> ShapesOfBatch(
    const std::string& onnx_path, int64_t batch) {
  BURIN_ASSIGN(const AlignedBuffer bytes, ReadFile(onnx_path));
  BURIN_ASSIGN(const onnx::ModelProto model,
               onnx::ParseOnnx(bytes.span()).Context(onnx_path));
  std::set<std::string_view> constants;
  for (const onnx::TensorProto& tensor : model.graph.initializer) {
    constants.insert(tensor.name);
  }
  std::vector<std::pair<std::string, std::vector<int64_t>>> out;
  for (const onnx::ValueInfoProto& input : model.graph.input) {
    if (constants.contains(input.name) || input.shape.empty()) continue;
    std::vector<int64_t> shape;
    for (const onnx::DimensionProto& dim : input.shape) {
      shape.push_back(dim.value > 0 ? dim.value : 1);
    }
    shape[0] = batch;
    out.emplace_back(input.name, std::move(shape));
  }
  return out;
}

Result<BenchReport> MeasureModel(const std::string& onnx_path,
                                 const BenchOptions& options) {
  return Measurement(onnx_path, options).Run();
}

}  // namespace burin
