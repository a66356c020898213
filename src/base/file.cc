// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See file.h.

#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include "base/paths.h"
#include "base/temporaries.h"

namespace burin {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  Descriptor& operator=(Descriptor&&) = delete;
  int get() const { return fd_; }
  int Close() {
    const int result = close(fd_);
    fd_ = -1;
    return result;
  }

 private:
  int fd_;
};

Result<uint64_t> RegularSize(int fd, const std::string& path) {
  struct stat info;
  if (fstat(fd, &info) != 0) return SystemError(path, "stat", errno);
  if (!S_ISREG(info.st_mode)) {
    return MakeError(ErrorCode::kIo, path, ": not a regular file");
  }
  return static_cast<uint64_t>(info.st_size);
}

// A regular file that is open for reading.
struct Source {
  Descriptor fd;
  uint64_t size = 0;
};

Result<Source> OpenSource(const std::string& path) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  Descriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) return SystemError(path, "open", errno);
  BURIN_ASSIGN(const uint64_t size, RegularSize(fd.get(), path));
  return Source{std::move(fd), size};
}

// Fills `dst` with what follows the first `offset` bytes.
Result<void> ReadAll(int fd, const std::string& path, uint64_t offset,
                     std::span<std::byte> dst) {
  size_t done = 0;
  while (done < dst.size()) {
    const ssize_t n = pread(fd, dst.data() + done, dst.size() - done,
                            static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return SystemError(path, "read", errno);
    if (n == 0) {
      return MakeError(ErrorCode::kIo, path, ": ", offset + done,
                       " bytes read, ", offset + dst.size(),
                       " expected: the file shrank while being read");
    }
    done += static_cast<size_t>(n);
  }
  return {};
}

Result<void> WriteAll(int fd, const std::string& path, ByteSpan bytes) {
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = write(fd, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return SystemError(path, "write", errno);
    done += static_cast<size_t>(n);
  }
  return {};
}

// "FOLDER/.NAME.tmp-": what the temporary names for `path` begin with.
std::string TemporaryStem(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return StrCat(FolderOf(path), "/.", name.substr(0, 128), ".tmp-");
}

// A new file, in the list of temporaries unless it is staged; else errno tells.
Descriptor CreateListed(const std::string& path, Durability durability) {
  std::optional<MakingTemporary> making;
  if (durability != Durability::kStaged) making.emplace(path);
  Descriptor fd(
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  const int number = errno;
  if (making && fd.get() >= 0) making->Made();
  making.reset();
  errno = number;
  return fd;
}

void Unlist(const std::string& path, Durability durability) {
  if (durability != Durability::kStaged) DropTemporary(path);
}

// A new file under a name that begins with `stem`. It is locked for as long as
// it is open: that tells it from one that a killed process left.
Descriptor CreateTemporary(const std::string& stem, Durability durability,
                           std::string* path) {
  static std::atomic<unsigned> counter{0};
  while (true) {
    *path = StrCat(stem, getpid(), "-", counter.fetch_add(1));
    Descriptor fd = CreateListed(*path, durability);
    if (fd.get() < 0 && errno == EEXIST) continue;
    if (fd.get() < 0) return fd;
    // Where there are no locks, nothing is ever taken for abandoned either.
    flock(fd.get(), LOCK_EX);
    struct stat info;
    if (fstat(fd.get(), &info) != 0 || info.st_nlink > 0) return fd;
    // Taken for abandoned between the two calls above.
    Unlist(*path, durability);
  }
}

void RemoveAbandoned(const std::string& stem) {
  const std::string folder = FolderOf(stem);
  const std::string start = stem.substr(stem.rfind('/') + 1);
  DIR* const entries = opendir(folder.c_str());
  if (entries == nullptr) return;
  while (const dirent* entry = readdir(entries)) {
    if (!std::string_view(entry->d_name).starts_with(start)) continue;
    const std::string path = StrCat(folder, "/", entry->d_name);
    const Descriptor fd(
        open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (fd.get() >= 0 && flock(fd.get(), LOCK_EX | LOCK_NB) == 0) {
      unlink(path.c_str());
    }
  }
  closedir(entries);
}

Result<void> WriteTemporary(const std::string& final,
                            std::span<const ByteSpan> parts,
                            Durability durability, std::string* path) {
  Descriptor fd = CreateTemporary(TemporaryStem(final), durability, path);
  if (fd.get() < 0) return SystemError(final, "create", errno);
  for (const ByteSpan part : parts) BURIN_TRY(WriteAll(fd.get(), final, part));
  if (durability == Durability::kSync && fsync(fd.get()) != 0) {
    return SystemError(final, "sync", errno);
  }
  // Without a sync, some file systems tell only now that the disk is full.
  if (durability != Durability::kSync && fd.Close() != 0) {
    return SystemError(final, "close", errno);
  }
  if (rename(path->c_str(), final.c_str()) != 0) {
    return SystemError(final, "rename", errno);
  }
  return {};
}

// A rename puts the file in the place of whatever is there, a device, too.
Result<void> CheckTarget(const std::string& path) {
  if (path.empty() || path.back() == '/') {
    return MakeError(ErrorCode::kIo, path, ": names a folder");
  }
  struct stat info;
  if (stat(path.c_str(), &info) != 0 || S_ISREG(info.st_mode)) return {};
  if (S_ISDIR(info.st_mode)) return SystemError(path, "write", EISDIR);
  return MakeError(ErrorCode::kIo, path, ": not a regular file");
}

}  // namespace

Error SystemError(std::string_view path, std::string_view what, int number) {
  ErrorCode code = ErrorCode::kIo;
  if (number == ENOENT || number == ENOTDIR) code = ErrorCode::kNotFound;
  if (number == ENOSPC || number == EDQUOT) code = ErrorCode::kNoSpace;
  return MakeError(code, path, ": ", what, ": ", std::strerror(number));
}

Result<uint64_t> FileSize(const std::string& path) {
  BURIN_ASSIGN(const Source source, OpenSource(path));
  return source.size;
}

Result<AlignedBuffer> ReadFile(const std::string& path, uint64_t limit) {
  BURIN_ASSIGN(const Source source, OpenSource(path));
  if (source.size > limit) {
    return MakeError(ErrorCode::kTooLarge, path, ": ", source.size, " bytes, ",
                     limit, " at most");
  }
  BURIN_ASSIGN(AlignedBuffer out,
               AlignedBuffer::Allocate(source.size).Context(path));
  BURIN_TRY(ReadAll(source.fd.get(), path, 0, out.span()));
  return out;
}

Result<void> ReadFileInto(const std::string& path, uint64_t offset,
                          std::span<std::byte> dst) {
  BURIN_ASSIGN(const Source source, OpenSource(path));
  if (source.size < offset || source.size - offset != dst.size()) {
    return MakeError(ErrorCode::kIo, path, ": ", source.size, " bytes, ",
                     offset + dst.size(), " expected");
  }
  return ReadAll(source.fd.get(), path, offset, dst);
}

void ExpectRead(const std::string& path) {
  const Result<Source> source = OpenSource(path);
  if (source.ok()) posix_fadvise(source->fd.get(), 0, 0, POSIX_FADV_WILLNEED);
}

Result<void> WriteFile(const std::string& path, std::span<const ByteSpan> parts,
                       Durability durability) {
  BURIN_TRY(CheckTarget(path));
  std::string temporary;
  Result<void> written = WriteTemporary(path, parts, durability, &temporary);
  if (!written.ok()) unlink(temporary.c_str());
  Unlist(temporary, durability);
  if (!written.ok()) return written;
  if (durability != Durability::kSync) return {};
  RemoveAbandoned(TemporaryStem(path));
  return SyncFolderOf(path);
}

Result<void> WriteFile(const std::string& path, ByteSpan bytes,
                       Durability durability) {
  const ByteSpan parts[] = {bytes};
  return WriteFile(path, parts, durability);
}

Result<void> CheckWritable(const std::string& path) {
  BURIN_TRY(CheckTarget(path));
  std::string temporary;
  const Descriptor fd =
      CreateTemporary(TemporaryStem(path), Durability::kNone, &temporary);
  if (fd.get() < 0) return SystemError(path, "create", errno);
  unlink(temporary.c_str());
  DropTemporary(temporary);
  return {};
}

Result<void> SyncFolderOf(const std::string& path) {
  const std::string folder = FolderOf(path);
  const Descriptor fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0) return SystemError(folder, "open", errno);
  if (fsync(fd.get()) != 0 && errno != EINVAL) {
    return SystemError(folder, "sync", errno);
  }
  return {};
}

Result<void> MakeFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return SystemError(path, "create folder", error.value());
  if (!std::filesystem::is_directory(path, error)) {
    return MakeError(ErrorCode::kIo, path, ": not a folder");
  }
  return {};
}

}  // namespace burin
