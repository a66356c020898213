// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See bulk_output.h.

#include "base/bulk_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "base/file.h"

namespace burin {
namespace {

namespace fs = std::filesystem;

bool SameFileSystem(const std::string& a, const std::string& b) {
  struct stat info_a;
  struct stat info_b;
  return stat(a.c_str(), &info_a) == 0 && stat(b.c_str(), &info_b) == 0 &&
         info_a.st_dev == info_b.st_dev;
}

// Creates a staging folder for `folder`, an absolute path without links.
Result<std::string> MakeStaging(const fs::path& folder) {
  static std::atomic<unsigned> counter{0};
  const std::string suffix =
      StrCat(".partial-", getpid(), "-", counter.fetch_add(1));
  const std::string beside =
      (folder.parent_path() /
       StrCat(".", folder.filename().string().substr(0, 128), suffix))
          .string();
  if (mkdir(beside.c_str(), 0777) == 0) {
    if (SameFileSystem(beside, folder.string())) return beside;
    rmdir(beside.c_str());
  }
  const std::string inside = (folder / suffix).string();
  if (mkdir(inside.c_str(), 0777) != 0) {
    return SystemError(folder.string(), "create a folder in it", errno);
  }
  return inside;
}

}  // namespace

Result<BulkOutput> BulkOutput::Open(const std::string& folder) {
  BURIN_TRY(MakeFolder(folder));
  std::error_code error;
  const fs::path real = fs::canonical(folder, error);
  if (error) return SystemError(folder, "resolve", error.value());
  BURIN_ASSIGN(std::string staging, MakeStaging(real));
  return BulkOutput(folder, std::move(staging));
}

BulkOutput::~BulkOutput() {
  if (staging_.empty()) return;
  std::error_code ignored;  // nothing better can be done than to leave it
  fs::remove_all(staging_, ignored);
}

BulkOutput::BulkOutput(BulkOutput&& other) noexcept
    : folder_(std::move(other.folder_)), staging_(std::move(other.staging_)) {
  other.staging_.clear();
}

Result<void> BulkOutput::Write(const std::string& name,
                               std::span<const ByteSpan> parts) const {
  const std::string path = StrCat(folder_, "/", name);
  const std::string staged = StrCat(staging_, "/", name);
  BURIN_TRY(WriteFile(staged, parts, Durability::kNone).Context(path));
  if (std::rename(staged.c_str(), path.c_str()) != 0) {
    return SystemError(path, "rename", errno);
  }
  return {};
}

Result<void> BulkOutput::Write(const std::string& name, ByteSpan bytes) const {
  const ByteSpan parts[] = {bytes};
  return Write(name, parts);
}

Result<void> BulkOutput::Sync() const {
  const int fd = open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return SystemError(folder_, "open", errno);
  const int result = syncfs(fd);
  const int number = errno;
  close(fd);
  if (result != 0) return SystemError(folder_, "sync", number);
  return {};
}

}  // namespace burin
