// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See journal.h. A record is
//   \nburin-journal 2 FINGERPRINT NUMBER... HASH\n
// in decimal. It begins with a line break so that it is whole even after a
// torn one.

#include "base/journal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>

#include "base/check.h"
#include "base/file.h"
#include "base/fingerprint.h"

namespace burin {
namespace {

constexpr std::string_view kMagic = "burin-journal 2 ";
// Holds a whole record however the last one is torn: a record has at most
// 16 + 21 * 18 bytes.
constexpr size_t kTail = 4096;
constexpr std::chrono::milliseconds kShortestInterval(100);
constexpr int kShare = 50;  // of the time, for records

struct FileDescriptor {
  explicit FileDescriptor(int number) : fd(number) {}
  ~FileDescriptor() {
    if (fd >= 0) close(fd);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int fd;
};

uint64_t HashOf(std::string_view text) {
  Fingerprint out;
  out.Add(text);
  return out.value();
}

// The numbers of one line, without the fingerprint; nothing for other text.
std::optional<std::vector<uint64_t>> ParseLine(std::string_view line,
                                               uint64_t fingerprint) {
  if (!line.starts_with(kMagic)) return std::nullopt;
  const size_t last = line.rfind(' ');
  std::vector<uint64_t> numbers;
  const char* at = line.data() + kMagic.size() - 1;
  const char* const end = line.data() + line.size();
  while (at != end) {
    uint64_t number = 0;
    if (*at != ' ') return std::nullopt;
    const auto [next, error] = std::from_chars(at + 1, end, number);
    if (error != std::errc()) return std::nullopt;
    numbers.push_back(number);
    at = next;
  }
  if (numbers.size() < 2 || numbers.front() != fingerprint ||
      numbers.back() != HashOf(line.substr(0, last))) {
    return std::nullopt;
  }
  numbers.erase(numbers.begin());
  numbers.pop_back();
  return numbers;
}

// The last bytes of a regular file; none when there is no such file.
Result<std::string> ReadTail(const std::string& path) {
  const FileDescriptor file(
      open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.fd < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::string();
    return SystemError(path, "open", errno);
  }
  struct stat info;
  if (fstat(file.fd, &info) != 0) return SystemError(path, "stat", errno);
  if (!S_ISREG(info.st_mode)) {
    return MakeError(ErrorCode::kIo, path, ": not a regular file");
  }
  std::string out(kTail, '\0');
  const off_t start = std::max<off_t>(0, info.st_size - off_t{kTail});
  size_t done = 0;
  while (done < out.size()) {
    const ssize_t n = pread(file.fd, out.data() + done, out.size() - done,
                            start + static_cast<off_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return SystemError(path, "read", errno);
    if (n == 0) break;
    done += static_cast<size_t>(n);
  }
  out.resize(done);
  return out;
}

Result<void> Append(const std::string& path, std::string_view text) {
  const FileDescriptor file(
      open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (file.fd < 0) return SystemError(path, "open", errno);
  struct stat info;
  const bool fresh = fstat(file.fd, &info) == 0 && info.st_size == 0;
  while (!text.empty()) {
    const ssize_t n = write(file.fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return SystemError(path, "write", errno);
    text.remove_prefix(static_cast<size_t>(n));
  }
  if (fdatasync(file.fd) != 0) return SystemError(path, "sync", errno);
  return fresh ? SyncFolderOf(path) : Result<void>();
}

}  // namespace

Result<Journal> Journal::Open(std::string path, uint64_t fingerprint) {
  Journal out;
  out.path_ = std::move(path);
  out.fingerprint_ = fingerprint;
  out.next_ = Clock::now() + kShortestInterval;
  BURIN_ASSIGN(const std::string text, ReadTail(out.path_));
  std::string_view rest = text;
  std::optional<std::vector<uint64_t>> last;
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    if (end == std::string_view::npos) break;  // torn
    if (auto line = ParseLine(rest.substr(0, end), fingerprint)) {
      last = std::move(line);
    }
    rest.remove_prefix(end + 1);
  }
  if (last) {
    out.state_ = std::move(*last);
  } else {
    BURIN_TRY(out.Remove());
  }
  return out;
}

bool Journal::Due() const { return Clock::now() >= next_; }

Result<void> Journal::Record(std::span<const uint64_t> state,
                             Clock::time_point since) {
  BURIN_CHECK(state.size() <= kMostNumbers);
  std::string line = StrCat(kMagic, fingerprint_);
  for (const uint64_t number : state) line += StrCat(" ", number);
  const Result<void> appended =
      Append(path_, StrCat("\n", line, " ", HashOf(line), "\n"));
  const auto now = Clock::now();
  next_ = now +
          std::max<Clock::duration>(kShortestInterval, kShare * (now - since));
  return appended;
}

Result<void> Journal::Remove() {
  if (unlink(path_.c_str()) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return {};
    return SystemError(path_, "remove", errno);
  }
  return SyncFolderOf(path_);
}

}  // namespace burin
