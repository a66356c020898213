// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See bulk_output.h.

#include "base/bulk_output.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

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

constexpr std::string_view kLockName = "/.lock";

// All entries of a staging folder but its lock.
void Clear(const std::string& staging) {
  std::error_code ignored;  // nothing better can be done than to leave them
  for (const auto& entry : fs::directory_iterator(staging, ignored)) {
    if (entry.path().filename() != kLockName.substr(1)) {
      fs::remove_all(entry.path(), ignored);
    }
  }
}

// Creates the staging folder if need be, and locks it: the descriptor of the
// lock, or the errno value as a negative number. EWOULDBLOCK: another has it.
int LockStaging(const std::string& staging) {
  const std::string path = StrCat(staging, kLockName);
  while (true) {
    if (mkdir(staging.c_str(), 0777) != 0 && errno != EEXIST) return -errno;
    const int fd =
        open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0 && errno == ENOENT) continue;  // removed between the two calls
    if (fd < 0) return -errno;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      close(fd);
      return -EWOULDBLOCK;
    }
    // On file systems without locks the run goes on without one.
    struct stat own;
    struct stat named;
    if (fstat(fd, &own) == 0 && stat(path.c_str(), &named) == 0 &&
        own.st_dev == named.st_dev && own.st_ino == named.st_ino) {
      return fd;
    }
    close(fd);  // the owner before removed it meanwhile
  }
}

void RemoveStaging(const std::string& staging) {
  Clear(staging);
  unlink(StrCat(staging, kLockName).c_str());
  rmdir(staging.c_str());
}

}  // namespace

Result<BulkOutput> BulkOutput::Open(const std::string& folder,
                                    std::string_view tag) {
  BURIN_TRY(MakeFolder(folder));
  std::error_code error;
  const fs::path real = fs::canonical(folder, error);
  if (error) return SystemError(folder, "resolve", error.value());
  const std::string name = real.filename().string();
  BulkOutput out;
  out.folder_ = folder;
  out.staging_ =
      (real.parent_path() / StrCat(".", name.substr(0, 128), tag, ".partial"))
          .string();
  out.companion_ = (real.parent_path() / StrCat(name, tag)).string();
  out.lock_ = LockStaging(out.staging_);
  if (out.lock_ >= 0 && !SameFileSystem(out.staging_, real.string())) {
    RemoveStaging(out.staging_);
    close(out.lock_);
    out.lock_ = -EXDEV;
  }
  if (out.lock_ < 0 && out.lock_ != -EWOULDBLOCK) {
    out.staging_ = (real / StrCat(tag, ".partial")).string();
    out.companion_ = (real / StrCat(".", name, tag)).string();
    out.lock_ = LockStaging(out.staging_);
  }
  if (out.lock_ < 0) {
    out.staging_.clear();
    if (out.lock_ == -EWOULDBLOCK) {
      return MakeError(ErrorCode::kIo, folder,
                       ": another run is writing into this folder");
    }
    return SystemError(folder, "create a folder in it", -out.lock_);
  }
  Clear(out.staging_);
  return out;
}

BulkOutput::~BulkOutput() {
  if (staging_.empty()) return;
  RemoveStaging(staging_);
  close(lock_);
}

BulkOutput::BulkOutput(BulkOutput&& other) noexcept
    : folder_(std::move(other.folder_)),
      staging_(std::move(other.staging_)),
      companion_(std::move(other.companion_)),
      lock_(other.lock_) {
  other.staging_.clear();
}

std::string BulkOutput::Companion(std::string_view suffix) const {
  return StrCat(companion_, suffix);
}

Result<void> BulkOutput::Write(const std::string& name,
                               std::span<const ByteSpan> parts) const {
  const std::string path = StrCat(folder_, "/", name);
  const std::string staged = StrCat(staging_, "/", name);
  const Result<void> written = WriteFile(staged, parts, Durability::kStaged);
  if (!written.ok()) {
    // People know the file by its name in the folder.
    Error error = written.error();
    if (error.message.starts_with(staged)) {
      error.message.replace(0, staged.size(), path);
    }
    return error;
  }
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
