// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// RunFiles(): one thread reads batches, one for each stream executes them, and
// the caller's saves them in the order of the files, so that "the first n
// batches are saved" is all that a journal has to know.

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <new>
#include <optional>
#include <thread>

#include "infer/batch_room.h"
#include "infer/execution.h"
#include "infer/result_files.h"
#include "infer/run.h"

namespace burin {
namespace {

constexpr size_t kNoBatch = SIZE_MAX;

// Where a batch is read to; free again when it was executed. Any batch takes
// any of them, for streams need not end in the order of their batches.
struct InputSlot {
  BatchBuffers buffers;
  size_t batch = kNoBatch;
};

// Where a batch's results stand until they are saved. Batches take them in turn,
// as they are saved.
struct OutputSlot {
  BatchBuffers buffers;
  bool full = false;
};

size_t BytesOf(const std::vector<TensorInfo>& tensors) {
  size_t sum = 0;
  for (const TensorInfo& tensor : tensors) sum += tensor.bytes;
  return sum;
}

class FileRun {
 public:
  FileRun(Session& session, const Grouping& grouping, const RunOptions& options,
          const BulkOutput* folder)
      : session_(session),
        grouping_(grouping),
        options_(options),
        folder_(folder),
        begin_(std::min(options.first_batch, grouping.batch_count())),
        end_(grouping.batch_count()),
        read_(begin_),
        taken_(begin_),
        saved_(begin_) {}

  Result<RunReport> Run();

 private:
  Result<void> Allocate(size_t streams);
  bool Start(std::vector<std::thread>& threads, void (FileRun::*work)());
  void ReadAll();
  void ExecuteAll();
  void SaveAll();
  Result<double> Read(size_t batch, const BatchBuffers& to);
  Result<int> Compute(size_t batch, const BatchBuffers& in, bool warm_up);
  Result<void> Save(size_t batch);
  void Fail(size_t batch, Error error);
  void FillReport();

  // The slot that holds the batch, or nullptr; needs the lock.
  InputSlot* InputOf(size_t batch) {
    const auto found = std::ranges::find(inputs_, batch, &InputSlot::batch);
    return found == inputs_.end() ? nullptr : &*found;
  }
  OutputSlot& output(size_t batch) { return outputs_[batch % outputs_.size()]; }

  Session& session_;
  const Grouping& grouping_;
  const RunOptions& options_;
  const BulkOutput* const folder_;
  const size_t begin_;
  std::vector<InputSlot> inputs_;
  std::vector<OutputSlot> outputs_;
  bool reads_ahead_ = true;  // else a batch is read when another was executed
  Repeats repeats_;
  ExecutionClock clock_;

  std::mutex mutex_;  // of all that follows, and whether slots are taken
  std::condition_variable changed_;
  // The first batch that failed, or the number of batches: those before it are
  // still executed and saved.
  size_t end_;
  std::optional<Error> error_;  // of batch end_
  size_t read_;                 // batches before it were read
  size_t taken_;                // batches before it were taken by a stream
  size_t saved_;                // batches before it are saved
  RunReport report_;
};

// What a task throws must not leave its thread.
template <typename T>
Result<T> Guarded(const std::function<Result<T>()>& task) try {
  return task();
} catch (const std::bad_alloc&) {
  return MakeError(ErrorCode::kOutOfMemory, "no memory for a batch");
}

Result<void> FileRun::Allocate(size_t streams) {
  const BatchRoom room = RoomFor(streams, BytesOf(session_.inputs()),
                                 BytesOf(session_.outputs()), end_ - begin_);
  for (size_t i = 0; i < room.inputs; ++i) {
    BURIN_ASSIGN(inputs_.emplace_back().buffers,
                 BatchBuffers::Allocate(session_.inputs()));
  }
  for (size_t i = 0; i < room.outputs; ++i) {
    BURIN_ASSIGN(outputs_.emplace_back().buffers,
                 BatchBuffers::Allocate(session_.outputs()));
  }
  reads_ahead_ = room.inputs > streams;
  // Nothing outside a guarded task may have to allocate.
  report_.times.read_ms.reserve(end_ - begin_);
  return {};
}

// False when the system refuses another thread.
bool FileRun::Start(std::vector<std::thread>& threads,
                    void (FileRun::*work)()) try {
  threads.emplace_back(work, this);
  return true;
} catch (const std::exception&) {
  return false;
}

void FileRun::Fail(size_t batch, Error error) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (batch < end_) {
    end_ = batch;
    error_ = std::move(error);
  }
  changed_.notify_all();
}

Result<double> FileRun::Read(size_t batch, const BatchBuffers& to) {
  const auto start = std::chrono::steady_clock::now();
  const auto spans = to.spans();
  for (size_t i = 0; i < spans.size(); ++i) {
    BURIN_TRY(ReadBatch(grouping_, batch, i, spans[i]));
  }
  return MsSince(start);
}

void FileRun::ReadAll() {
  for (size_t batch = begin_;; ++batch) {
    // What has no room here yet may be fetched into the system's cache.
    if (!reads_ahead_ && batch < grouping_.batch_count()) {
      ExpectBatch(grouping_, batch);
    }
    InputSlot* slot = nullptr;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [&] {
        slot = InputOf(kNoBatch);
        return batch >= end_ || slot != nullptr;
      });
      if (batch >= end_) return;
      slot->batch = batch;
    }
    const Result<double> ms =
        Guarded<double>([&] { return Read(batch, slot->buffers); });
    if (!ms.ok()) return Fail(batch, ms.error());
    const std::lock_guard<std::mutex> lock(mutex_);
    report_.times.read_ms.push_back(*ms);
    read_ = batch + 1;
    changed_.notify_all();
  }
}

Result<int> FileRun::Compute(size_t batch, const BatchBuffers& in,
                             bool warm_up) {
  const BatchBuffers& out = output(batch).buffers;
  if (warm_up) {
    BURIN_TRY(Execute(session_, in, out,
                      {options_.warmup_count, options_.warmup_seconds, true},
                      options_, clock_));
    if (options_.warmed_up) options_.warmed_up();
  }
  return Execute(session_, in, out, repeats_, options_, clock_);
}

void FileRun::ExecuteAll() {
  for (bool first = true;; first = false) {
    size_t batch = 0;
    InputSlot* slot = nullptr;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [&] {
        return taken_ >= end_ ||
               (taken_ < read_ && taken_ < saved_ + outputs_.size());
      });
      if (taken_ >= end_) return;
      batch = taken_++;
      slot = InputOf(batch);
    }
    const Result<int> executions =
        Guarded<int>([&] { return Compute(batch, slot->buffers, first); });
    if (!executions.ok()) return Fail(batch, executions.error());
    const std::lock_guard<std::mutex> lock(mutex_);
    slot->batch = kNoBatch;
    output(batch).full = true;
    const size_t real = grouping_.files_in_batch(batch);
    const int64_t samples =
        static_cast<int64_t>(real) * grouping_.samples_per_file;
    report_.samples += samples;
    report_.executed_samples += samples * *executions;
    report_.padded_files += grouping_.files_per_batch - real;
    ++report_.batches;
    if (options_.progress) {
      options_.progress(begin_ + report_.batches, grouping_.batch_count());
    }
    changed_.notify_all();
  }
}

Result<void> FileRun::Save(size_t batch) {
  if (folder_ == nullptr) return {};
  const std::span<const std::string> names =
      std::span(grouping_.files[0])
          .subspan(batch * grouping_.files_per_batch,
                   grouping_.files_in_batch(batch));
  BURIN_ASSIGN(const double ms,
               SaveOutputs(session_, output(batch).buffers, names,
                           grouping_.files_per_batch, options_, *folder_));
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    report_.times.write_ms.push_back(ms);
  }
  if (options_.saved) return options_.saved(batch + 1);
  return {};
}

void FileRun::SaveAll() {
  for (size_t batch = begin_;; ++batch) {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [&] {
        return batch >= end_ || (batch < taken_ && output(batch).full);
      });
      if (batch >= end_) return;
    }
    const Result<void> saved = Guarded<void>([&] { return Save(batch); });
    if (!saved.ok()) return Fail(batch, saved.error());
    const std::lock_guard<std::mutex> lock(mutex_);
    output(batch).full = false;
    saved_ = batch + 1;
    changed_.notify_all();
  }
}

void FileRun::FillReport() {
  report_.times.compute_ms = clock_.times_ms();
  report_.busy_ms = clock_.busy_ms();
  report_.computing = clock_.span();
  report_.first_end = clock_.first_end();
  report_.batches_before = begin_;
  for (size_t file = 0; file < grouping_.file_count(); ++file) {
    SampleRecord& record = report_.records.emplace_back();
    for (const auto& files : grouping_.files) {
      record.inputs.push_back(files[file]);
    }
    if (folder_ == nullptr) continue;
    record.outputs =
        ResultPaths(session_, grouping_.files[0][file], options_, *folder_);
  }
}

Result<RunReport> FileRun::Run() {
  const auto start = std::chrono::steady_clock::now();
  const size_t batches = end_ - begin_;
  const size_t wanted =
      std::clamp<size_t>(static_cast<size_t>(StreamsOf(session_, options_)), 1,
                         std::max<size_t>(batches, 1));
  BURIN_TRY(Allocate(wanted));
  repeats_.times = options_.loop;
  if (batches > 0) {
    repeats_.seconds = options_.duration_seconds * static_cast<double>(wanted) /
                       static_cast<double>(batches);
  }
  {
    std::vector<std::thread> threads;
    threads.reserve(wanted + 1);
    bool started = Start(threads, &FileRun::ReadAll);
    report_.streams = 0;
    for (size_t i = 0; started && i < wanted; ++i) {
      if (!Start(threads, &FileRun::ExecuteAll)) break;
      ++report_.streams;
    }
    if (report_.streams == 0) {
      Fail(begin_, MakeError(ErrorCode::kOutOfMemory,
                             "the system starts no more threads"));
    }
    SaveAll();
    for (std::thread& thread : threads) thread.join();
  }
  if (error_) return *std::move(error_);
  if (folder_ != nullptr) BURIN_TRY(folder_->Sync());
  FillReport();
  report_.wall_ms = MsSince(start);
  return std::move(report_);
}

}  // namespace

Result<RunReport> RunFiles(Session& session, const Grouping& grouping,
                           const RunOptions& options,
                           const BulkOutput* folder) {
  return FileRun(session, grouping, options, folder).Run();
}

}  // namespace burin
