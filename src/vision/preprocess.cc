// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See preprocess.h. One task makes one file; each thread keeps the memory of
// one file.

#include "vision/preprocess.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <span>
#include <vector>

#include "base/bulk_output.h"
#include "base/file.h"
#include "formats/npy.h"
#include "vision/first_error.h"
#include "vision/image_folder.h"

namespace burin {
namespace {

// Far above any photograph: 178,956,970 pixels of incompressible 16-bit RGBA.
constexpr uint64_t kMaxImageFileBytes = uint64_t{2} << 30;

std::string FolderOf(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

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

Result<void> MakeFile(const Run& run, int64_t index, Worker& worker) {
  const size_t floats = run.transform.floats();
  const size_t bytes = floats * run.options.batch_size * sizeof(float);
  if (worker.batch.size() != bytes) {
    BURIN_ASSIGN(worker.batch, AlignedBuffer::Allocate(bytes));
  }
  auto* dst = reinterpret_cast<float*>(worker.batch.data());
  for (int i = 0; i < run.options.batch_size; ++i, dst += floats) {
    const std::string& path =
        run.folder.samples[index * run.options.batch_size + i].path;
    BURIN_ASSIGN(const AlignedBuffer file, ReadFile(path, kMaxImageFileBytes));
    BURIN_TRY(TransformImageFile(file.span(), run.transform, run.kernels,
                                 worker.scratch, {dst, floats})
                  .Context(path));
  }
  return run.output.Write(InputFileName(run.options.transform.recipe, index),
                          worker.batch.span());
}

// Counts what is done, for the watcher.
class Progress {
 public:
  Progress(const PreprocessWatch& watch, int64_t total)
      : watch_(watch), total_(total) {}

  bool stopped() const { return watch_.stop != nullptr && watch_.stop->load(); }
  void Add(int64_t images) {
    if (watch_.progress == nullptr) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    done_ += images;
    watch_.progress(watch_.context, done_, total_);
  }

 private:
  const PreprocessWatch& watch_;
  const int64_t total_;
  std::mutex mutex_;
  int64_t done_ = 0;
};

Result<void> MakeFiles(const Run& run, int64_t files, ThreadPool& pool,
                       const PreprocessWatch& watch) {
  std::vector<Worker> workers(pool.threads());
  Progress progress(watch, files * run.options.batch_size);
  FirstError first;
  pool.ParallelFor(files, [&](int64_t index, int thread) {
    if (progress.stopped()) return;
    first.Run(index, [&]() -> Result<void> {
      BURIN_TRY(MakeFile(run, index, workers[thread]));
      progress.Add(run.options.batch_size);
      return {};
    });
  });
  BURIN_TRY(first.Take());
  if (progress.stopped()) {
    return MakeError(ErrorCode::kInterrupted, run.options.save_dir,
                     ": stopped before all files were written");
  }
  return run.output.Sync();
}

Result<void> WriteLabels(const std::string& path, const ImageFolder& folder,
                         int64_t files, int64_t batch) {
  BURIN_ASSIGN(Tensor labels, Tensor::Allocate(DType::kInt64, {files, batch}));
  const std::span<int64_t> dst = labels.Span<int64_t>();
  for (size_t i = 0; i < dst.size(); ++i) dst[i] = folder.samples[i].label;
  BURIN_TRY(MakeFolder(FolderOf(path)));
  return WriteNpy(path, labels.view());
}

Result<void> RemoveOldLabels(const std::string& path) {
  if (unlink(path.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR) {
    return {};
  }
  return SystemError(path, "remove", errno);
}

}  // namespace

std::string DefaultLabelsPath(const std::string& save_dir) {
  const std::string folder = FolderOf(save_dir);
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
  PreprocessReport report;
  report.files = images / batch;
  report.images = report.files * batch;
  report.dropped = images - report.images;
  report.classes = static_cast<int64_t>(folder.classes.size());
  report.gt_path = options.gt_path.empty() ? DefaultLabelsPath(options.save_dir)
                                           : options.gt_path;
  if (report.files == 0) {
    return MakeError(ErrorCode::kBadDataset, folder.root, ": ", images,
                     " images fill no batch of ", batch);
  }
  // Labels of an earlier run would fit the new files only by chance.
  BURIN_TRY(RemoveOldLabels(report.gt_path));
  BURIN_ASSIGN(const BulkOutput output, BulkOutput::Open(options.save_dir));
  const Run run{options, folder, transform, ResizeKernelsOf(isa), output};
  BURIN_TRY(MakeFiles(run, report.files, pool, watch));
  BURIN_TRY(WriteLabels(report.gt_path, folder, report.files, batch));
  return report;
}

}  // namespace burin
