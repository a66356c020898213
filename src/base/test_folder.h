// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests: folders that vanish.

#ifndef BURIN_BASE_TEST_FOLDER_H_
#define BURIN_BASE_TEST_FOLDER_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace burin {

// A new folder, removed with its contents at the end.
class TestFolder {
 public:
  TestFolder() {
    std::string pattern = testing::TempDir() + "/burin-XXXXXX";
    EXPECT_NE(mkdtemp(pattern.data()), nullptr) << pattern;
    path_ = std::filesystem::canonical(pattern).string();
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  // Without links, as its files' paths are, and without a slash at the end.
  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const {
    return path_ + "/" + std::string(name);
  }
  // Creates the folders on the way.
  void Write(const std::string& name, std::string_view bytes) const {
    const std::string path = *this / name;
    std::filesystem::create_directories(
        std::filesystem::path(path).parent_path());
    std::ofstream file(path, std::ios::binary);
    file << bytes;
    EXPECT_TRUE(file.flush().good()) << path;
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

#endif  // BURIN_BASE_TEST_FOLDER_H_
