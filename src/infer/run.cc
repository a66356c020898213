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
  // Two sets: one is computed while the other is read into or saved from.
  std::vector<BatchBuffers> in;
  std::vector<BatchBuffers> out;
  for (int i = 0; i < 2; ++i) {
    BURIN_ASSIGN(BatchBuffers a, BatchBuffers::Allocate(session.inputs()));
    BURIN_ASSIGN(BatchBuffers b, BatchBuffers::Allocate(session.outputs()));
    in.push_back(std::move(a));
    out.push_back(std::move(b));
  }
  const size_t batches = grouping.batch_count();
  const Clock::time_point start = Clock::now();
  // Futures of std::async wait for their task when an error leaves the loop.
  std::future<Timed> reading = std::async(
      std::launch::async, ReadInputs, std::cref(grouping), 0, std::cref(in[0]));
  std::future<Timed> saving;
  const auto finish_saving = [&]() -> Result<void> {
    if (!saving.valid()) return {};
    BURIN_ASSIGN(const double ms, saving.get());
    report.times.write_ms.push_back(ms);
    return {};
  };
  for (size_t b = 0; b < batches; ++b) {
    const BatchBuffers& now_in = in[b % 2];
    const BatchBuffers& now_out = out[b % 2];
    BURIN_ASSIGN(const double read_ms, reading.get());
    report.times.read_ms.push_back(read_ms);
    if (b + 1 < batches) {
      reading = std::async(std::launch::async, ReadInputs, std::cref(grouping),
                           b + 1, std::cref(in[(b + 1) % 2]));
    }
    if (b == 0) {
      BURIN_TRY(ExecuteTimed(session, now_in, now_out, options.warmup_count,
                             options, nullptr));
    }
    BURIN_TRY(ExecuteTimed(session, now_in, now_out, options.loop, options,
                           &report.times.compute_ms));
    BURIN_TRY(finish_saving());
    const size_t first = b * grouping.files_per_batch;
    const size_t real = grouping.files_in_batch(b);
    if (folder != nullptr) {
      const std::span<const std::string> names =
          std::span(grouping.files[0]).subspan(first, real);
      saving = std::async(std::launch::async, SaveOutputs, std::cref(session),
                          std::cref(now_out), names, grouping.files_per_batch,
                          std::cref(options), folder);
    }
    for (size_t i = 0; i < real; ++i) {
      report.records.push_back(
          RecordOf(session, grouping, first + i, options, folder));
    }
    report.samples += static_cast<int64_t>(real) * grouping.samples_per_file;
    report.padded_files += grouping.files_per_batch - real;
    if (options.progress) options.progress(b + 1, batches);
  }
  BURIN_TRY(finish_saving());
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
