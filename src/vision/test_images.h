// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests: the images of tests/data/images.

#ifndef BURIN_VISION_TEST_IMAGES_H_
#define BURIN_VISION_TEST_IMAGES_H_

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/byte_cursor.h"
#include "vision/image.h"

namespace burin {

struct TestImage {
  std::string name;
  int width = 0;
  int height = 0;
};

inline std::string TestImagePath(const std::string& name) {
  return std::string(BURIN_TEST_DATA) + "/images/" + name;
}

inline std::string Slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return std::move(bytes).str();
}

inline std::vector<TestImage> TestImages() {
  std::ifstream list(TestImagePath("list.txt"));
  std::vector<TestImage> out;
  TestImage image;
  while (list >> image.name >> image.width >> image.height) {
    out.push_back(image);
  }
  return out;
}

// The pixels of `window` of the picture, row by row without gaps; `image`
// holds them.
inline std::string Pixels(const Image& image, const Window& window) {
  std::string out;
  for (int y = 0; y < window.height; ++y) {
    const uint8_t* row =
        image.row(y + window.top - image.top) + 3 * (window.left - image.left);
    out.append(reinterpret_cast<const char*>(row), size_t{3} * window.width);
  }
  return out;
}

inline std::string Pixels(const Image& image) {
  return Pixels(image, {image.left, image.top, image.width, image.height});
}

}  // namespace burin

#endif  // BURIN_VISION_TEST_IMAGES_H_
