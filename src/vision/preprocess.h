// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// An image folder becomes files of network inputs and one file of labels: what
// the guides' preprocess scripts write, byte for byte.
//
//   recipe spach    batch-00000.bin, batch-00001.bin, ...
//   recipe t2t-vit  00000.bin, 00001.bin, ...
//
// Each file holds `batch_size` images, float32 NCHW or uint8 NHWC; images that
// fill no whole file are left out, as the scripts leave them out. The labels
// are int64 of shape (files, batch_size).

#ifndef BURIN_VISION_PREPROCESS_H_
#define BURIN_VISION_PREPROCESS_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/shard.h"
#include "kernels/isa.h"
#include "thread/thread_pool.h"
#include "vision/transform.h"

namespace burin {

inline constexpr int kMaxPreprocessBatch = 4096;

struct PreprocessOptions {
  std::string data_root;  // of ListImageFolder
  std::string save_dir;   // created if need be
  std::string gt_path;    // labels .npy; empty: DefaultLabelsPath(save_dir)
  int batch_size = 1;
  TransformOptions transform;
  Shard shard;  // of the files
};

// What is there after the run, whether this one or an earlier one made it.
struct PreprocessReport {
  int64_t images = 0;
  int64_t dropped = 0;  // of the last, short batch of the whole
  int64_t files = 0;
  int64_t files_before = 0;  // of `files`, those of the run that was stopped
  int64_t classes = 0;
  std::string gt_path;
};

// What happens meanwhile. `progress` is called after every file, also one
// that is only looked at because an image before it cannot be read, by one
// thread at a time, with the numbers of images done and to be done; `resumed`
// before, with the numbers of files that are there and to be there, when an
// earlier run was stopped. Setting `stop` ends the run with kInterrupted, which
// names the bad images found so far.
struct PreprocessWatch {
  void (*progress)(void* context, int64_t done, int64_t total) = nullptr;
  void (*resumed)(void* context, int64_t done, int64_t total) = nullptr;
  void* context = nullptr;
  const std::atomic<bool>* stop = nullptr;
};

// labels.npy in the folder that holds `save_dir`.
std::string DefaultLabelsPath(const std::string& save_dir);

// "batch-00007.bin" or "00007.bin".
std::string InputFileName(Recipe recipe, int64_t index);

// Every file that is there afterwards is whole. The labels are written last,
// when all else is on the disk; after an error there are none. Images that
// cannot be read are an error that names them, in order: the first 20 and the
// number of the others.
// kBadUsage for a shard that has no file; kIo while another run writes into
// `save_dir`.
Result<PreprocessReport> Preprocess(const PreprocessOptions& options, Isa isa,
                                    ThreadPool& pool,
                                    const PreprocessWatch& watch = {});

}  // namespace burin

#endif  // BURIN_VISION_PREPROCESS_H_
