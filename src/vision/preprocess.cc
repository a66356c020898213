// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See preprocess.h. One task makes one file; each thread keeps the memory of
// one file. Files are begun in their order, so that the journal, which tells
// how many there are without a gap, is never more than a few files behind.

#include "vision/preprocess.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <span>
#include <vector>

#include "base/bulk_output.h"
#include "base/file.h"
#include "base/fingerprint.h"
#include "base/journal.h"
#include "base/paths.h"
#include "formats/npy.h"
#include "vision/every_error.h"
#include "vision/first_error.h"
#include "vision/image_folder.h"

namespace burin {
namespace {

// Far above any photograph: 178,956,970 pixels of incompressible 16-bit RGBA.
constexpr uint64_t kMaxImageFileBytes = uint64_t{2} << 30;

// What one thread needs to make one file.
struct Worker {
  TransformScratch scratch;
  AlignedBuffer batch;
};

struct Run {
  const PreprocessOptions& options;
  const ImageFolder& folder;
  const Transform& transform;
  const ResizeKernels& kernels;
  const BulkOutput& output;
};

Result<void> ReadImage(const Run& run, const std::string& path, Worker& worker,
                       std::span<std::byte> dst) {
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(path, kMaxImageFileBytes));
  return TransformImageFileToType(file.span(), run.transform, run.kernels,
                                  worker.scratch, dst)
      .Context(path);
}

// The images of one file into the worker's memory; false when one of them could
// not be read, which then is among `faults` with every other one of the file.
Result<bool> ReadImages(const Run& run, int64_t index, Worker& worker,
                        EveryError& faults) {
  const size_t each = run.transform.bytes();
  const size_t bytes = each * run.options.batch_size;
  if (worker.batch.size() != bytes) {
    BURIN_ASSIGN(worker.batch, AlignedBuffer::Allocate(bytes));
  }
  std::byte* dst = worker.batch.data();
  bool whole = true;
  for (int i = 0; i < run.options.batch_size; ++i, dst += each) {
    const int64_t image = index * run.options.batch_size + i;
    Result<void> read =
        ReadImage(run, run.folder.samples[image].path, worker, {dst, each});
    // Not the image's fault, and no image after it would fare better.
    if (!read.ok() && read.error().code == ErrorCode::kOutOfMemory) {
      return std::move(read).error();
    }
    whole &= faults.Run(image, [&] { return std::move(read); });
  }
  return whole;
}

// What is done: for the watcher, and for a run that goes on after this one.
// Safe to use from many threads.
class Ledger {
 public:
  Ledger(const Run& run, const PreprocessWatch& watch, ShardRange range,
         int64_t begin, Journal* journal)
      : run_(run),
        watch_(watch),
        range_(range),
        done_(static_cast<size_t>(range.size())),
        prefix_(begin - range.begin),
        count_(prefix_),
        journal_(journal) {
    std::fill_n(done_.begin(), prefix_, true);
  }

  bool stopped() const { return watch_.stop != nullptr && watch_.stop->load(); }

  // The file is not written, but its images were looked at.
  void Pass() {
    const std::lock_guard<std::mutex> lock(mutex_);
    Count();
  }

  // After the loop: images of the range that were looked at, and all of them.
  int64_t images() const { return count_ * run_.options.batch_size; }
  int64_t all_images() const { return range_.size() * run_.options.batch_size; }

  Result<void> Add(int64_t file) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      done_[static_cast<size_t>(file - range_.begin)] = true;
      while (prefix_ < range_.size() && done_[static_cast<size_t>(prefix_)]) {
        ++prefix_;
      }
      Count();
    }
    // One thread syncs while the others go on.
    const std::unique_lock<std::mutex> lock(recording_, std::try_to_lock);
    if (!lock.owns_lock() || !journal_->Due()) return {};
    return Record();
  }

  // After the loop, which an error or a signal ended.
  Result<void> RecordLast() {
    const std::lock_guard<std::mutex> lock(recording_);
    return Record();
  }

 private:
  // Under mutex_.
  void Count() {
    ++count_;
    if (watch_.progress != nullptr) {
      watch_.progress(watch_.context, images(), all_images());
    }
  }

  Result<void> Record() {
    const auto since = Journal::Clock::now();
    uint64_t done = 0;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      done = static_cast<uint64_t>(prefix_);
    }
    if (done == 0) return {};
    BURIN_TRY(run_.output.Sync());
    return journal_->Record({&done, 1}, since);
  }

  const Run& run_;
  const PreprocessWatch& watch_;
  const ShardRange range_;
  std::mutex mutex_;        // of the next three
  std::vector<bool> done_;  // by file of the range
  int64_t prefix_;          // files without a gap
  int64_t count_;           // files looked at
  std::mutex recording_;    // of the journal
  Journal* journal_;
};

// The files [begin, range.end). After an image that cannot be read no further
// file is written, but the images of all are still looked at: a run should not
// have to be started once for each bad one.
Result<void> MakeFiles(const Run& run, ShardRange range, int64_t begin,
                       ThreadPool& pool, const PreprocessWatch& watch,
                       Journal* journal) {
  std::vector<Worker> workers(pool.threads());
  Ledger ledger(run, watch, range, begin, journal);
  EveryError faults;   // of images
  FirstError failure;  // of all else
  std::atomic<int64_t> next{begin};
  pool.ParallelFor(pool.threads(), [&](int64_t, int thread) {
    while (!ledger.stopped()) {
      const int64_t file = next.fetch_add(1);
      if (file >= range.end) return;
      failure.Run(file, [&]() -> Result<void> {
        Worker& worker = workers[thread];
        BURIN_ASSIGN(const bool whole, ReadImages(run, file, worker, faults));
        if (!whole || faults.first() < file * run.options.batch_size) {
          ledger.Pass();
          return {};
        }
        BURIN_TRY(
            run.output.Write(InputFileName(run.options.transform.recipe, file),
                             worker.batch.span()));
        return ledger.Add(file);
      });
    }
  });
  Result<void> made = failure.Take();
  const bool bad = faults.first() != EveryError::kNone;
  if (made.ok() && bad) {
    made = ledger.stopped() && ledger.images() < ledger.all_images()
               ? faults.TakeStopped(ledger.images(), ledger.all_images())
               : faults.Take();
  }
  if (made.ok() && ledger.stopped()) {
    made = MakeError(ErrorCode::kInterrupted, run.options.save_dir,
                     ": stopped before all files were written");
  }
  if (!made.ok()) {
    // The first error is the one to tell; without the record, what the one
    // before names is lost to a later run and no more.
    const Result<void> recorded = ledger.RecordLast();
    static_cast<void>(recorded.ok());
    return made;
  }
  return run.output.Sync();
}

Result<uint64_t> FingerprintOf(const PreprocessOptions& options,
                               const ImageFolder& folder) {
  Fingerprint out;
  out.Add("preprocess");
  const TransformOptions& transform = options.transform;
  out.Add(static_cast<uint64_t>(transform.recipe));
  out.Add(static_cast<uint64_t>(transform.image_size));
  out.AddReal(transform.crop_pct.value_or(0));
  out.Add(static_cast<uint64_t>(transform.pillow));
  out.Add(static_cast<uint64_t>(transform.type));
  out.Add(static_cast<uint64_t>(options.batch_size));
  out.Add(ShardText(options.shard));
  for (const ImageSample& sample : folder.samples) {
    BURIN_TRY(out.AddFile(sample.path));
    out.Add(static_cast<uint64_t>(sample.label));
  }
  return out.value();
}

// The first file of the range that is still to be made: after those of the
// journal, as long as they are there.
int64_t FirstToMake(const Run& run, ShardRange range, const Journal& journal) {
  if (journal.state().size() != 1) return range.begin;
  const uint64_t bytes =
      run.transform.bytes() * static_cast<uint64_t>(run.options.batch_size);
  const int64_t done = static_cast<int64_t>(std::min<uint64_t>(
      journal.state()[0], static_cast<uint64_t>(range.size())));
  for (int64_t file = range.begin; file < range.begin + done; ++file) {
    const Result<uint64_t> size =
        FileSize(StrCat(run.output.folder(), "/",
                        InputFileName(run.options.transform.recipe, file)));
    if (!size.ok() || *size != bytes) return file;
  }
  return range.begin + done;
}

Result<void> WriteLabels(const std::string& path, const ImageFolder& folder,
                         int64_t files, int64_t batch) {
  BURIN_ASSIGN(Tensor labels, Tensor::Allocate(DType::kInt64, {files, batch}));
  const std::span<int64_t> dst = labels.Span<int64_t>();
  for (size_t i = 0; i < dst.size(); ++i) dst[i] = folder.samples[i].label;
  return WriteNpy(path, labels.view());
}

// That labels can be written there, and in the place of no image.
Result<void> CheckLabelsPath(const std::string& path,
                             const ImageFolder& folder) {
  struct stat old;
  if (stat(path.c_str(), &old) == 0 && S_ISREG(old.st_mode)) {
    for (const ImageSample& sample : folder.samples) {
      if (!SameFile(sample.path, path)) continue;
      return MakeError(ErrorCode::kBadUsage, path, ": is the image ",
                       sample.path, ", which labels would overwrite");
    }
  }
  BURIN_TRY(MakeFolder(FolderOf(WithoutSlash(path))));
  return CheckWritable(path);
}

Result<void> RemoveOldLabels(const std::string& path) {
  struct stat old;
  if (stat(path.c_str(), &old) != 0 || !S_ISREG(old.st_mode)) return {};
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return {};
  return SystemError(path, "remove", errno);
}

}  // namespace

std::string DefaultLabelsPath(const std::string& save_dir) {
  const std::string folder = FolderOf(WithoutSlash(save_dir));
  return folder == "/" ? "/labels.npy" : folder + "/labels.npy";
}

std::string InputFileName(Recipe recipe, int64_t index) {
  std::string digits = std::to_string(index);
  if (digits.size() < 5) digits.insert(0, 5 - digits.size(), '0');
  return StrCat(recipe == Recipe::kSpach ? "batch-" : "", digits, ".bin");
}

Result<PreprocessReport> Preprocess(const PreprocessOptions& options, Isa isa,
                                    ThreadPool& pool,
                                    const PreprocessWatch& watch) {
  const int batch = options.batch_size;
  if (batch < 1 || batch > kMaxPreprocessBatch) {
    return MakeError(ErrorCode::kBadUsage, "batch size ", batch, ", 1 to ",
                     kMaxPreprocessBatch, " possible");
  }
  BURIN_ASSIGN(const Transform transform, MakeTransform(options.transform));
  BURIN_ASSIGN(const ImageFolder folder, ListImageFolder(options.data_root));
  BURIN_TRY(CheckImageFormats(folder, pool));
  const auto images = static_cast<int64_t>(folder.samples.size());
  const int64_t files = images / batch;
  const ShardRange range = RangeOf(options.shard, files);
  PreprocessReport report;
  report.files = range.size();
  report.images = report.files * batch;
  report.dropped = images - files * batch;
  report.classes = static_cast<int64_t>(folder.classes.size());
  report.gt_path = options.gt_path.empty() ? DefaultLabelsPath(options.save_dir)
                                           : options.gt_path;
  if (files == 0) {
    return MakeError(ErrorCode::kBadDataset, folder.root, ": ", images,
                     " images fill no batch of ", batch);
  }
  if (report.files == 0) {
    return MakeError(ErrorCode::kBadUsage, "shard ", ShardText(options.shard),
                     " of ", files, " files is empty");
  }
  BURIN_TRY(CheckLabelsPath(report.gt_path, folder));
  BURIN_ASSIGN(const uint64_t fingerprint, FingerprintOf(options, folder));
  BURIN_ASSIGN(const BulkOutput output,
               BulkOutput::Open(options.save_dir, ShardSuffix(options.shard)));
  // Labels of an earlier run would fit the new files only by chance.
  BURIN_TRY(RemoveOldLabels(report.gt_path));
  BURIN_ASSIGN(Journal journal,
               Journal::Open(output.Companion(".journal"), fingerprint));
  const Run run{options, folder, transform, ResizeKernelsOf(isa), output};
  const int64_t begin = FirstToMake(run, range, journal);
  report.files_before = begin - range.begin;
  if (report.files_before > 0 && watch.resumed != nullptr) {
    watch.resumed(watch.context, report.files_before, report.files);
  }
  BURIN_TRY(MakeFiles(run, range, begin, pool, watch, &journal));
  BURIN_TRY(WriteLabels(report.gt_path, folder, files, batch));
  BURIN_TRY(journal.Remove());
  return report;
}

}  // namespace burin
