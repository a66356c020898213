// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Accuracy straight from images: decoding on all cores, overlapped with the
// execution of the plate, no files between.

#ifndef BURIN_INFER_SCORE_IMAGES_H_
#define BURIN_INFER_SCORE_IMAGES_H_

#include <atomic>
#include <functional>
#include <span>
#include <string>

#include "base/result.h"
#include "burin/session.h"
#include "infer/score_journal.h"
#include "vision/image_folder.h"
#include "vision/metrics.h"
#include "vision/transform.h"

namespace burin {

struct ScoreImagesOptions {
  TransformOptions transform;       // image_size is taken from the plate
  ScoreJournal* journal = nullptr;  // may be null
  // Set from a signal handler: the run ends with kInterrupted.
  const std::atomic<bool>* stop = nullptr;
  std::function<void(size_t done, size_t total)> progress;
};

// A number for the plate, the images and the transform, for ScoreJournal: over
// the files' names, sizes and times.
Result<uint64_t> ImagesFingerprint(const std::string& plate_path,
                                   std::span<const ImageSample> images,
                                   const TransformOptions& transform);
// The same for every shard and wherever the files lie, for WriteShardScore:
// over the plate's bytes, and the names below the root and sizes of all images.
Result<uint64_t> ShardedImagesFingerprint(const std::string& plate_path,
                                          const ImageFolder& folder,
                                          const TransformOptions& transform);

// Errors: kBadInput for a plate that does not take one image tensor, Nx3xSxS
// float32 or NxSxSx3 uint8 (AIPP), or whose first output is no score per class.
Result<void> CheckTakesImages(const Session& session);

// A short last batch is filled up, and the filling is not counted. Images
// become what the plate's input takes. One that cannot be read ends the
// counting; the others are still looked at, and the error names every bad one,
// the first 20 and the number of the rest; `progress` tells how many were
// looked at, `stop` ends that, too, and kOutOfMemory, which is no image's
// fault, ends it at once. Errors: those of CheckTakesImages and
// TransformImageFile; kBadValue for NaN scores, naming the image; kInterrupted,
// with the bad images found so far.
Result<Accuracy> ScoreImages(Session& session,
                             std::span<const ImageSample> images,
                             const ScoreImagesOptions& options);

}  // namespace burin

#endif  // BURIN_INFER_SCORE_IMAGES_H_
