// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A labelled data set as a folder of folders, listed as torchvision's
// ImageFolder lists it: every folder below the root is a class (symbolic links
// are followed); classes are numbered in the order of their names' bytes;
// within one, folders at any depth in the order of their paths and files in the
// order of their names. A file counts if its name ends, in any case, in .jpg
// .jpeg .png .ppm .bmp .pgm .tif .tiff or .webp.

#ifndef BURIN_VISION_IMAGE_FOLDER_H_
#define BURIN_VISION_IMAGE_FOLDER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "thread/thread_pool.h"

namespace burin {

struct ImageSample {
  std::string path;
  int64_t label = 0;  // index of its class
};

struct ImageFolder {
  std::string root;  // the folder that holds the class folders
  std::vector<std::string> classes;
  std::vector<ImageSample> samples;
};

// Lists `root`/val if that is a folder, else `root`. kNotFound for what does
// not exist, among it what a symbolic link that counts as an image names;
// kBadDataset for a root without class folders, a class without images, an
// image that is no regular file, a link to a folder that it lies in, and more
// than 64 levels of folders; kTooLarge for more than 2^20 folders.
Result<ImageFolder> ListImageFolder(const std::string& root);

// Samples whose content begins no JPEG or PNG are an error that names each file
// (the first 20 and the number of the others) and, if known, its format.
Result<void> CheckImageFormats(const ImageFolder& folder, ThreadPool& pool);

}  // namespace burin

#endif  // BURIN_VISION_IMAGE_FOLDER_H_
