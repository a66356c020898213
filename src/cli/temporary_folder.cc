// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See temporary_folder.h.

#include "cli/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "base/temporaries.h"

namespace burin::cli {

Result<TemporaryFolder> TemporaryFolder::Create() {
  std::error_code error;
  const std::filesystem::path parent =
      std::filesystem::temp_directory_path(error);
  if (error) return SystemError("TMPDIR", "find", error.value());
  std::string path = (parent / "burin-XXXXXX").native();
  TemporaryList list;
  if (mkdtemp(path.data()) == nullptr) {
    return SystemError(path, "create folder", errno);
  }
  list.Add(path);
  return TemporaryFolder(std::move(path));
}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty()) return;
  std::error_code ignored;  // a leftover is harmless
  std::filesystem::remove_all(path_, ignored);
  TemporaryList().Drop(path_);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::move(other.path_)) {
  other.path_.clear();
}

}  // namespace burin::cli
