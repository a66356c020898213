// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See image_folder.h.

#include "vision/image_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string_view>

#include "base/file.h"
#include "base/paths.h"
#include "vision/decode.h"
#include "vision/every_error.h"

namespace burin {
namespace {

constexpr int kMaxDepth = 64;
constexpr size_t kMaxFolders = size_t{1} << 20;

bool IsImageName(std::string_view name) {
  constexpr std::string_view kEndings[] = {".jpg", ".jpeg", ".png",
                                           ".ppm", ".bmp",  ".pgm",
                                           ".tif", ".tiff", ".webp"};
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return std::any_of(
      std::begin(kEndings), std::end(kEndings),
      [&](std::string_view ending) { return lower.ends_with(ending); });
}

struct Listing {
  std::vector<std::string> folders;  // names, sorted; links to folders too
  std::vector<std::string> images;   // names, sorted
};

// kNone for an entry that counts as neither.
enum class EntryKind { kNone, kFolder, kImage };

Result<EntryKind> KindOf(const std::string& path, const dirent& entry) {
  const bool image = IsImageName(entry.d_name);
  if (entry.d_type == DT_DIR) return EntryKind::kFolder;
  if (entry.d_type == DT_REG) {
    return image ? EntryKind::kImage : EntryKind::kNone;
  }
  struct stat info;
  if (stat(path.c_str(), &info) != 0) {
    if (!image) return EntryKind::kNone;
    return SystemError(path, "stat", errno);
  }
  if (S_ISDIR(info.st_mode)) return EntryKind::kFolder;
  if (!image) return EntryKind::kNone;
  if (!S_ISREG(info.st_mode)) {
    return MakeError(ErrorCode::kBadDataset, path, ": not a regular file");
  }
  return EntryKind::kImage;
}

Result<Listing> List(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir(path.c_str()),
                                                   closedir);
  if (folder == nullptr) return SystemError(path, "open", errno);
  Listing out;
  while (true) {
    errno = 0;
    const dirent* entry = readdir(folder.get());
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    BURIN_ASSIGN(const EntryKind kind, KindOf(path + "/" + name, *entry));
    if (kind == EntryKind::kFolder) out.folders.push_back(name);
    if (kind == EntryKind::kImage) out.images.push_back(name);
  }
  if (errno != 0) return SystemError(path, "list", errno);
  std::sort(out.folders.begin(), out.folders.end());
  std::sort(out.images.begin(), out.images.end());
  return out;
}

// A folder below a class, and those it was reached through.
struct Visited {
  std::string path;
  int parent;  // index among the visited; -1 for a class folder
  int depth;
  dev_t device;
  ino_t inode;
  std::vector<std::string> images;
};

Result<Visited> Visit(const std::vector<Visited>& visited, std::string path,
                      int parent) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) return SystemError(path, "stat", errno);
  for (int i = parent; i >= 0; i = visited[i].parent) {
    if (visited[i].device == info.st_dev && visited[i].inode == info.st_ino) {
      return MakeError(ErrorCode::kBadDataset, path,
                       ": a link to a folder that it lies in");
    }
  }
  const int depth = parent < 0 ? 0 : visited[parent].depth + 1;
  if (depth > kMaxDepth) {
    return MakeError(ErrorCode::kBadDataset, path, ": more than ", kMaxDepth,
                     " levels of folders");
  }
  if (visited.size() >= kMaxFolders) {
    return MakeError(ErrorCode::kTooLarge, path, ": more than ", kMaxFolders,
                     " folders");
  }
  return Visited{std::move(path), parent, depth, info.st_dev, info.st_ino, {}};
}

// Appends the images of one class; the number of them.
Result<size_t> AddClass(const std::string& path, int64_t label,
                        std::vector<ImageSample>& samples) {
  std::vector<Visited> visited;
  BURIN_ASSIGN(Visited first, Visit(visited, path, -1));
  visited.push_back(std::move(first));
  for (size_t i = 0; i < visited.size(); ++i) {
    BURIN_ASSIGN(Listing listing, List(visited[i].path));
    visited[i].images = std::move(listing.images);
    for (const std::string& name : listing.folders) {
      BURIN_ASSIGN(Visited next, Visit(visited, visited[i].path + "/" + name,
                                       static_cast<int>(i)));
      visited.push_back(std::move(next));
    }
  }
  // Whole paths, as torchvision compares them: "a-b" is before "a/b".
  std::sort(visited.begin(), visited.end(),
            [](const Visited& a, const Visited& b) { return a.path < b.path; });
  const size_t before = samples.size();
  for (const Visited& folder : visited) {
    for (const std::string& name : folder.images) {
      samples.push_back({folder.path + "/" + name, label});
    }
  }
  return samples.size() - before;
}

Result<void> CheckFormat(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return SystemError(path, "open", errno);
  std::array<std::byte, kSniffBytes> start;
  size_t count = 0;
  ssize_t n = 0;
  int number = 0;
  do {
    n = pread(fd, start.data() + count, start.size() - count,
              static_cast<off_t>(count));
    number = n < 0 ? errno : 0;
    if (n > 0) count += static_cast<size_t>(n);
  } while (number == EINTR || (n > 0 && count < start.size()));
  close(fd);
  if (number != 0) return SystemError(path, "read", number);
  return CheckImageFormat({start.data(), count}).Context(path);
}

}  // namespace

Result<ImageFolder> ListImageFolder(const std::string& root) {
  ImageFolder out;
  out.root = WithoutSlash(root);
  struct stat info;
  const std::string val = out.root + "/val";
  if (stat(val.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) out.root = val;
  BURIN_ASSIGN(Listing listing, List(out.root));
  out.classes = std::move(listing.folders);
  if (out.classes.empty()) {
    return MakeError(ErrorCode::kBadDataset, out.root, ": no class folders");
  }
  for (size_t i = 0; i < out.classes.size(); ++i) {
    const std::string path = out.root + "/" + out.classes[i];
    BURIN_ASSIGN(const size_t images,
                 AddClass(path, static_cast<int64_t>(i), out.samples));
    if (images == 0) {
      return MakeError(ErrorCode::kBadDataset, path, ": no images");
    }
  }
  return out;
}

Result<void> CheckImageFormats(const ImageFolder& folder, ThreadPool& pool) {
  EveryError errors;
  pool.ParallelFor(
      static_cast<int64_t>(folder.samples.size()), [&](int64_t i, int) {
        errors.Run(i, [&] { return CheckFormat(folder.samples[i].path); });
      });
  return errors.Take();
}

}  // namespace burin
