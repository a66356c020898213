// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Input files into batches. A file holds one sample or several; the files of
// a batch are put one after the other, and a short last batch is filled with
// the content of its first file. All files are checked before the run starts.

#ifndef BURIN_INFER_GROUPING_H_
#define BURIN_INFER_GROUPING_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/byte_cursor.h"
#include "base/result.h"
#include "burin/session.h"

namespace burin {

struct Grouping {
  std::vector<std::vector<std::string>> files;  // [input][file]
  size_t files_per_batch = 1;
  int64_t samples_per_file = 1;

  size_t file_count() const { return files.empty() ? 0 : files[0].size(); }
  size_t batch_count() const {
    return (file_count() + files_per_batch - 1) / files_per_batch;
  }
  // Files of batch `b` that are no padding.
  size_t files_in_batch(size_t b) const;
};

// Checks every file against the model's inputs: the bytes of a .bin, and the
// element type and shape of a .npy (the input's shape with any number of
// samples, or that of one sample). Nothing but headers is read, and of a .bin
// that could be one sample of float32 instead of four of bytes, the start: such
// numbers are refused.
// Errors name all files that do not fit (the first 20 and their number):
// kBadInput, kBadNpy, kNotFound, kIo, the code of the first.
Result<Grouping> GroupFiles(std::vector<std::vector<std::string>> files,
                            std::span<const TensorInfo> inputs);

// Tells the system that batch `b` will be read soon; see ExpectRead.
void ExpectBatch(const Grouping& grouping, size_t b);

// Reads batch `b` of input `input` into `dst`, which has the input's bytes.
Result<void> ReadBatch(const Grouping& grouping, size_t b, size_t input,
                       std::span<std::byte> dst);

}  // namespace burin

#endif  // BURIN_INFER_GROUPING_H_
