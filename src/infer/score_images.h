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

#include "base/result.h"
#include "burin/session.h"
#include "vision/image_folder.h"
#include "vision/metrics.h"
#include "vision/transform.h"

namespace burin {

struct ScoreImagesOptions {
  TransformOptions transform;  // image_size is taken from the plate
  // Set from a signal handler: the run ends with kInterrupted.
  const std::atomic<bool>* stop = nullptr;
  std::function<void(size_t done, size_t total)> progress;
};

// A short last batch is filled up, and the filling is not counted.
// Errors: kBadInput for a plate that does not take one float32 image tensor
// Nx3xSxS or whose first output is no float32 score per class; those of
// TransformImageFile; kBadValue for NaN scores, naming the image.
Result<Accuracy> ScoreImages(Session& session,
                             std::span<const ImageSample> images,
                             const ScoreImagesOptions& options);

}  // namespace burin

#endif  // BURIN_INFER_SCORE_IMAGES_H_
