// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See result_folder.h.

#include "infer/result_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <filesystem>

#include "base/file.h"

namespace burin {

Result<ResultFolder> ResultFolder::Create(const std::string& parent,
                                          const std::string& name) {
  const std::string path = StrCat(parent, "/", name);
  BURIN_TRY(MakeFolder(path));
  const std::filesystem::path full =
      std::filesystem::path(path).lexically_normal();
  const std::filesystem::path last =
      full.has_filename() ? full : full.parent_path();
  const std::string unfinished =
      (last.parent_path() /
       StrCat(".", last.filename().native(), ".unfinished-", getpid()))
          .native();
  BURIN_TRY(MakeFolder(unfinished));
  return ResultFolder(path, unfinished);
}

ResultFolder::~ResultFolder() {
  if (unfinished_.empty()) return;
  std::error_code ignored;  // a leftover is harmless
  std::filesystem::remove_all(unfinished_, ignored);
}

ResultFolder::ResultFolder(ResultFolder&& other) noexcept
    : path_(std::move(other.path_)), unfinished_(std::move(other.unfinished_)) {
  other.unfinished_.clear();
}

Result<void> ResultFolder::Write(const std::string& name,
                                 std::string_view bytes) {
  const std::string source = StrCat(unfinished_, "/", name);
  const std::string target = StrCat(path_, "/", name);
  BURIN_TRY(WriteFile(source, AsBytes(bytes), Durability::kNone));
  if (std::rename(source.c_str(), target.c_str()) != 0) {
    return SystemError(target, "rename", errno);
  }
  return {};
}

Result<void> ResultFolder::Finish() {
  const int fd = open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return SystemError(path_, "open", errno);
  // One call for the whole file system: thousands of small files synced one
  // by one take minutes.
  const bool synced = syncfs(fd) == 0;
  const int number = errno;
  close(fd);
  if (!synced) return SystemError(path_, "sync", number);
  return {};
}

std::string TimestampName() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char text[32];
  const size_t length =
      std::strftime(text, sizeof text, "%Y_%m_%d-%H_%M_%S", &local);
  return std::string(text, length);
}

}  // namespace burin
