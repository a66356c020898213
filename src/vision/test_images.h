// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests: the images of tests/data/images, and folders that vanish.

#ifndef BURIN_VISION_TEST_IMAGES_H_
#define BURIN_VISION_TEST_IMAGES_H_

#include <algorithm>
#include <cstdlib>
#include <filesystem>
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

// A new folder, removed with its contents at the end.
class TestFolder {
 public:
  TestFolder() {
    std::string pattern =
        std::filesystem::temp_directory_path().string() + "/burin-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const {
    return path_ + "/" + name;
  }
  // Creates the folders on the way.
  void Write(const std::string& name, const std::string& bytes) const {
    const std::filesystem::path path = path_ + "/" + name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
  }

 private:
  std::string path_;
};

// The names of all entries of a folder, sorted.
inline std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    out.push_back(entry.path().filename().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace burin

#endif  // BURIN_VISION_TEST_IMAGES_H_
