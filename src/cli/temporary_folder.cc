// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See temporary_folder.h.

#include "cli/temporary_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>

#include "base/file.h"
#include "base/temporaries.h"

namespace burin::cli {

Result<TemporaryFolder> TemporaryFolder::Create() {
  std::error_code error;
  const std::filesystem::path parent =
      std::filesystem::temp_directory_path(error);
  if (error) return SystemError("TMPDIR", "find", error.value());
  static std::atomic<unsigned> counter{0};
  while (true) {
    const std::string name = StrCat("burin-", getpid(), "-", counter++);
    std::string path = (parent / name).native();
    MakingTemporary making(path);
    if (mkdir(path.c_str(), 0700) == 0) {
      making.Made();
      return TemporaryFolder(std::move(path));
    }
    if (errno != EEXIST) return SystemError(path, "create folder", errno);
  }
}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty()) return;
  std::error_code ignored;  // a leftover is harmless
  std::filesystem::remove_all(path_, ignored);
  DropTemporary(path_);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::move(other.path_)) {
  other.path_.clear();
}

}  // namespace burin::cli
