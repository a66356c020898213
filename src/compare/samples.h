// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What a plate is tried on: photographs, files of network inputs, or pictures
// made here. The same arguments give the same samples in the same order.

#ifndef BURIN_COMPARE_SAMPLES_H_
#define BURIN_COMPARE_SAMPLES_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "burin/session.h"
#include "infer/buffers.h"
#include "infer/grouping.h"
#include "plate/plan.h"
#include "vision/image_folder.h"
#include "vision/transform.h"

namespace burin {

struct SampleOptions {
  // A folder of class folders with photographs, a folder of photographs or of
  // .npy and .bin files (one such folder for each input), or a list of such
  // files; separated by commas. Empty: pictures made here.
  std::string spec;
  TransformOptions transform;  // of photographs; the size is the network's
  // At most so many files: of more, sorted ones, as many at equal distances.
  size_t most = 512;
  // Files are those of batches of so many blocks, of which the inputs are one
  // (Plan::blocks).
  int64_t blocks = 1;
};

// Inputs as the API describes them.
std::vector<TensorInfo> InputInfos(const Plan& plan);

class Samples {
 public:
  // Nothing is read but names and headers. Errors: those of ListInputFiles,
  // GroupFiles and ListImageFolder; kBadInput for photographs given to a
  // network that takes neither one Nx3xSxS float32 tensor nor one NxSxSx3 of
  // pixels, uint8.
  static Result<Samples> Open(const SampleOptions& options,
                              std::vector<TensorInfo> inputs);

  static constexpr size_t kBuiltIn = 64;  // pictures made here
  size_t count() const { return count_; }
  size_t batch() const { return batch_; }
  bool built_in() const { return kind_ == Kind::kBuiltIn; }
  // "500 photographs of DIR", "built-in images".
  std::string Describe() const;

  // Reads batch `b`, samples [b * batch(), (b + 1) * batch()), into a buffer
  // for each input. What lies beyond count() is filled up with samples that
  // were there before. Errors: those of reading.
  Result<void> Read(size_t b, const BatchBuffers& into) const;
  Result<BatchBuffers> Allocate() const {
    return BatchBuffers::Allocate(inputs_);
  }
  // Samples of batch `b` that are not for filling up, of at most `most`.
  size_t InBatch(size_t b, size_t most) const;

 private:
  enum class Kind { kBuiltIn, kFiles, kPhotographs };
  Result<void> Group(std::vector<std::vector<std::string>> files,
                     int64_t blocks);
  Result<void> ReadPhotographs(size_t b, std::span<std::byte> into) const;
  Result<void> ReadBlock(size_t b, size_t input,
                         std::span<std::byte> into) const;

  Kind kind_ = Kind::kBuiltIn;
  std::string spec_;
  std::vector<TensorInfo> inputs_;
  size_t batch_ = 1;
  size_t count_ = kBuiltIn;
  size_t blocks_ = 1;
  Grouping files_;
  std::vector<std::string> photographs_;
  std::shared_ptr<const Transform> transform_;
};

}  // namespace burin

#endif  // BURIN_COMPARE_SAMPLES_H_
