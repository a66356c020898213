// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Accuracy from a folder of result files and the labels of the images.

#ifndef BURIN_INFER_SCORE_FOLDER_H_
#define BURIN_INFER_SCORE_FOLDER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
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

struct FolderScore {
  Accuracy accuracy;
  std::vector<std::string> ignored;  // names that are no results, sorted
  std::vector<std::string> missing;  // results that were not there
};

// Reads every file [text]INDEX_0.bin, .npy or .txt of the folder. Names that
// start with "padding_", .json files and outputs other than 0 are passed over
// in silence, other names are listed as ignored.
// A .bin holds float32 scores of images_per_file images; the rows of the other
// two are counted. Missing files are an error (the first 10 are named) unless
// `partial` is set. Errors: kNotFound; kBadDataset for results that fit no
// label or are there twice; kBadValue for NaN, naming file and row.
Result<FolderScore> ScoreFolder(const std::string& folder, const Labels& labels,
                                bool partial);

}  // namespace burin

#endif  // BURIN_INFER_SCORE_FOLDER_H_
