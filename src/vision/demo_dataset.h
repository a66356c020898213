// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A labelled image data set that needs no download: twelve classes of figures
// on cluttered backgrounds, as a folder that ListImageFolder reads. It is for
// examples, tests and measurements. Sizes, aspect ratios, colours, angles,
// occlusion, noise and JPEG quality vary, and some images are hard: no network
// gets all of them right.
//
// An image depends on the seed, the split, its class and its number, and on
// nothing else: not on the machine, the threads or the other images. The pixels
// are drawn by integers; the bytes of the files are also those of libjpeg's
// encoder, which are the same for one release of it.

#ifndef BURIN_VISION_DEMO_DATASET_H_
#define BURIN_VISION_DEMO_DATASET_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "thread/thread_pool.h"
#include "vision/encode_jpeg.h"
#include "vision/image.h"

namespace burin {

struct DemoOptions {
  int images_per_class = 50;
  int first_index = 0;  // number of the first image of each class
  uint64_t seed = 1;
  std::string split = "val";  // "train", "val"; a folder name
};

// The names of the classes, sorted: the label of a class is its place here.
std::span<const std::string_view> DemoClasses();

// One image of one class, and how the data set encodes it.
Result<JpegOptions> DrawDemoImage(const DemoOptions& options, int label,
                                  int index, Image& image);

// Writes ROOT/<split>/<class>/<class>_00000000.JPEG and so on, over files of
// these names. kBadUsage for negative counts and for a split that is no plain
// folder name.
Result<void> WriteDemoDataset(const std::string& root,
                              const DemoOptions& options, ThreadPool& pool);

}  // namespace burin

#endif  // BURIN_VISION_DEMO_DATASET_H_
