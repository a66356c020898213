// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See run.h.

#include "infer/run.h"

#include <chrono>
#include <future>
#include <map>
#include <memory>

#include "infer/buffers.h"

namespace burin {
namespace {

using Clock = std::chrono::steady_clock;

double MsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start)
      .count();
}

Result<void> CheckStop(const RunOptions& options) {
  if (options.stop != nullptr && options.stop->load()) {
    return MakeError(ErrorCode::kInterrupted, "stopped by a signal");
  }
  return {};
}

Result<void> ExecuteTimed(Session& session, const BatchBuffers& in,
                          const BatchBuffers& out, int times,
                          const RunOptions& options,
                          std::vector<double>* times_ms) {
  const std::vector<std::span<const std::byte>> inputs = in.ConstSpans();
  for (int i = 0; i < times; ++i) {
    BURIN_TRY(CheckStop(options));
    const Clock::time_point start = Clock::now();
    BURIN_TRY(session.Run(inputs, out.spans()));
    if (times_ms != nullptr) times_ms->push_back(MsSince(start));
  }
  return {};
}

// What one reading or writing task hands back.
using Timed = Result<double>;

Timed ReadInputs(const Grouping& grouping, size_t b, const BatchBuffers& in) {
  const Clock::time_point start = Clock::now();
  for (size_t i = 0; i < in.spans().size(); ++i) {
    BURIN_TRY(ReadBatch(grouping, b, i, in.spans()[i]));
  }
  return MsSince(start);
}

// Saves the results of `names` (the samples that are no padding), of which
// the batch holds `parts`.
Timed SaveOutputs(const Session& session, const BatchBuffers& out,
                  std::span<const std::string> names, size_t parts,
                  const RunOptions& options, const BulkOutput* folder) {
  const Clock::time_point start = Clock::now();
  for (size_t i = 0; i < session.outputs().size(); ++i) {
    BURIN_ASSIGN(const ConstTensorView whole,
                 ViewOf(session.outputs()[i], out.spans()[i]));
    for (size_t part = 0; part < names.size(); ++part) {
      BURIN_ASSIGN(
          const Tensor one,
          SplitOutput(whole, options.output_batch_axis,
                      static_cast<int64_t>(parts), static_cast<int64_t>(part)));
      BURIN_ASSIGN(const std::string bytes,
                   EncodeOutput(one.view(), options.format));
      BURIN_TRY(folder->Write(OutputName(names[part], i, options.format),
                              AsBytes(bytes)));
    }
  }
  return MsSince(start);
}

SampleRecord RecordOf(const Session& session, const Grouping& grouping,
                      size_t file, const RunOptions& options,
                      const BulkOutput* folder) {
  SampleRecord record;
  for (const auto& files : grouping.files) record.inputs.push_back(files[file]);
  for (size_t i = 0; folder != nullptr && i < session.outputs().size(); ++i) {
    record.outputs.push_back(
        StrCat(folder->folder(), "/",
               OutputName(grouping.files[0][file], i, options.format)));
  }
  return record;
}

// Two sets of buffers: one batch is computed while the next is read and the
// last one is saved.
struct Conveyor {
  Session& session;
  const Grouping& grouping;
  const RunOptions& options;
  const BulkOutput* folder;
  std::vector<BatchBuffers> in = {};
  std::vector<BatchBuffers> out = {};
  // After the buffers, because a future of std::async waits for its task when
  // it is destroyed.
  std::future<Timed> reading = {};
  std::future<Timed> saving = {};

  Result<void> Allocate() {
    for (int i = 0; i < 2; ++i) {
      BURIN_ASSIGN(BatchBuffers a, BatchBuffers::Allocate(session.inputs()));
      BURIN_ASSIGN(BatchBuffers b, BatchBuffers::Allocate(session.outputs()));
      in.push_back(std::move(a));
      out.push_back(std::move(b));
    }
    return {};
  }

  void StartReading(size_t b) {
    reading = std::async(std::launch::async, [this, b] {
      return ReadInputs(grouping, b, in[b % 2]);
    });
  }

  Result<void> FinishReading(RunReport* report) {
    BURIN_ASSIGN(const double ms, reading.get());
    report->times.read_ms.push_back(ms);
    return {};
  }

  Result<void> Execute(size_t b, bool first, RunReport* report) {
    if (first) {
      BURIN_TRY(ExecuteTimed(session, in[b % 2], out[b % 2],
                             options.warmup_count, options, nullptr));
    }
    return ExecuteTimed(session, in[b % 2], out[b % 2], options.loop, options,
                        &report->times.compute_ms);
  }

  void StartSaving(size_t b) {
    saving = std::async(std::launch::async, [this, b] {
      const std::span<const std::string> names =
          std::span(grouping.files[0])
              .subspan(b * grouping.files_per_batch,
                       grouping.files_in_batch(b));
      return SaveOutputs(session, out[b % 2], names, grouping.files_per_batch,
                         options, folder);
    });
  }

  // Waits until the first `batches` batches are saved.
  Result<void> FinishSaving(size_t batches, RunReport* report) {
    if (!saving.valid()) return {};
    BURIN_ASSIGN(const double ms, saving.get());
    report->times.write_ms.push_back(ms);
    if (options.saved) return options.saved(batches);
    return {};
  }

  void AddRecords(size_t b, RunReport* report) const {
    const size_t first = b * grouping.files_per_batch;
    for (size_t i = 0; i < grouping.files_in_batch(b); ++i) {
      report->records.push_back(
          RecordOf(session, grouping, first + i, options, folder));
    }
  }
};

}  // namespace

Result<void> CheckOutputs(const Session& session, const Grouping& grouping,
                          const RunOptions& options) {
  for (const TensorInfo& output : session.outputs()) {
    if (!SplitFits(output.shape, options.output_batch_axis,
                   static_cast<int64_t>(grouping.files_per_batch))) {
      return MakeError(ErrorCode::kBadInput, "output '", output.name,
                       "' of shape ", DimsText(output.shape),
                       " cannot be cut into ", grouping.files_per_batch,
                       " along axis ", options.output_batch_axis);
    }
  }
  std::map<std::string, std::string_view> seen;
  for (const std::string& path : grouping.files[0]) {
    const std::string name = OutputName(path, 0, options.format);
    const auto [it, inserted] = seen.emplace(name, path);
    if (!inserted) {
      return MakeError(ErrorCode::kBadInput, it->second, " and ", path,
                       " both give the result ", name);
    }
  }
  return {};
}

Result<RunReport> RunFiles(Session& session, const Grouping& grouping,
                           const RunOptions& options,
                           const BulkOutput* folder) {
  RunReport report;
  const Clock::time_point start = Clock::now();
  Conveyor conveyor{session, grouping, options, folder};
  BURIN_TRY(conveyor.Allocate());
  const size_t batches = grouping.batch_count();
  const size_t begin = std::min(options.first_batch, batches);
  for (size_t b = 0; b < begin; ++b) conveyor.AddRecords(b, &report);
  if (begin < batches) conveyor.StartReading(begin);
  for (size_t b = begin; b < batches; ++b) {
    BURIN_TRY(conveyor.FinishReading(&report));
    if (b + 1 < batches) conveyor.StartReading(b + 1);
    const Result<void> executed = conveyor.Execute(b, b == begin, &report);
    // Also after an interruption, so that what is saved gets recorded.
    const Result<void> saved = conveyor.FinishSaving(b, &report);
    BURIN_TRY(executed);
    BURIN_TRY(saved);
    if (folder != nullptr) conveyor.StartSaving(b);
    conveyor.AddRecords(b, &report);
    const size_t real = grouping.files_in_batch(b);
    report.samples += static_cast<int64_t>(real) * grouping.samples_per_file;
    report.padded_files += grouping.files_per_batch - real;
    if (options.progress) options.progress(b + 1, batches);
  }
  BURIN_TRY(conveyor.FinishSaving(batches, &report));
  if (folder != nullptr) BURIN_TRY(folder->Sync());
  report.wall_ms = MsSince(start);
  return report;
}

Result<RunReport> RunPure(Session& session, const RunOptions& options,
                          const BulkOutput* folder) {
  RunReport report;
  BURIN_ASSIGN(const BatchBuffers in, BatchBuffers::Allocate(session.inputs()));
  BURIN_ASSIGN(const BatchBuffers out,
               BatchBuffers::Allocate(session.outputs()));
  for (size_t i = 0; i < session.inputs().size(); ++i) {
    if (options.pure_data == PureData::kRandom) {
      FillRandom(session.inputs()[i], in.spans()[i]);
    }
  }
  const Clock::time_point start = Clock::now();
  BURIN_TRY(
      ExecuteTimed(session, in, out, options.warmup_count, options, nullptr));
  for (int i = 0; i < options.loop; ++i) {
    BURIN_TRY(
        ExecuteTimed(session, in, out, 1, options, &report.times.compute_ms));
    if (options.progress) {
      options.progress(static_cast<size_t>(i) + 1,
                       static_cast<size_t>(options.loop));
    }
  }
  report.samples = session.batch() * options.loop;
  SampleRecord record{{"pure_infer_data"}, {}};
  if (folder != nullptr) {
    BURIN_TRY(SaveOutputs(session, out, record.inputs, 1, options, folder));
    BURIN_TRY(folder->Sync());
    for (size_t i = 0; i < session.outputs().size(); ++i) {
      record.outputs.push_back(
          StrCat(folder->folder(), "/",
                 OutputName("pure_infer_data", i, options.format)));
    }
  }
  report.records.push_back(std::move(record));
  report.wall_ms = MsSince(start);
  return report;
}

}  // namespace burin
