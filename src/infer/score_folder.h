// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Accuracy from folders of result files and the labels of the images.

#ifndef BURIN_INFER_SCORE_FOLDER_H_
#define BURIN_INFER_SCORE_FOLDER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/shard.h"
#include "infer/score_journal.h"
#include "tensor/dtype.h"
#include "vision/metrics.h"

namespace burin {

struct Labels {
  std::vector<int64_t> classes;  // by image
  int64_t images_per_file = 1;
  bool given = true;  // by a file, not by position
};

// An integer .npy of shape (files, images per file), or (images). Errors:
// kBadNpy, kBadDataset for other shapes and element types.
Result<Labels> ReadLabels(const std::string& path);

// Image i is of class i / 50: the sorted ImageNet validation set.
Labels LabelsByPosition(int64_t images);

// The result files of one folder or several.
struct ResultListing {
  std::map<int64_t, std::string> paths;  // by index
  std::vector<std::string> ignored;      // names that are no results, sorted
  std::string prefix;                    // "batch-": to name what is missing
};

// Every file [text]INDEX_0.bin, .npy or .txt. Names that start with "padding_",
// .json files and outputs other than 0 are passed over in silence, other names
// are listed as ignored. Errors: kNotFound; kBadDataset for no results, and for
// two of one index.
Result<ResultListing> ListResults(std::span<const std::string> folders);

// `folder`, or the folders of its devices ("device0_0", as infer --device names
// them) when it has such and no results of its own. Errors: kNotFound, kIo.
Result<std::vector<std::string>> ResultFoldersOf(const std::string& folder);

// Whether the last part of the path is the name of a device's folder.
bool IsDeviceFolder(std::string_view path);

struct ScoreFolderOptions {
  DType bin_type = DType::kFloat32;  // of the elements of .bin files
  bool partial = false;              // missing files are no error
  Shard shard;                       // of the files that there are labels for
  ScoreJournal* journal = nullptr;   // may be null
  // Set from a signal handler: the run ends with kInterrupted.
  const std::atomic<bool>* stop = nullptr;
  std::function<void(size_t done, size_t total)> progress;
};

// A number for the results and labels, for ScoreJournal: over the files' names,
// sizes and times.
Result<uint64_t> ResultsFingerprint(const ResultListing& listing,
                                    const Labels& labels,
                                    const ScoreFolderOptions& options);
// The same for every shard and wherever the files lie, for WriteShardScore:
// over the files' names and sizes.
Result<uint64_t> ShardedResultsFingerprint(const ResultListing& listing,
                                           const Labels& labels,
                                           const ScoreFolderOptions& options);

struct FolderScore {
  Accuracy accuracy;
  std::vector<std::string> missing;  // results that were not there
};

// A .bin holds scores of images_per_file images, of type `bin_type`; the rows
// of the other two are counted. Missing files are an error (the first 10 are
// named) unless `partial` is set. Errors: kBadDataset for results that fit no
// label; kBadValue for NaN, naming file and row; kBadUsage for an empty shard.
Result<FolderScore> ScoreResults(const ResultListing& listing,
                                 const Labels& labels,
                                 const ScoreFolderOptions& options);

}  // namespace burin

#endif  // BURIN_INFER_SCORE_FOLDER_H_
