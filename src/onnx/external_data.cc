// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See external_data.h.

#include "onnx/external_data.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <map>
#include <string_view>
#include <vector>

#include "base/checked_math.h"
#include "base/file.h"
#include "formats/quote.h"

namespace burin {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

struct OpenFile {
  Descriptor fd;
  uint64_t size = 0;
};

Error BadLocation(std::string_view location, std::string_view why) {
  return MakeError(ErrorCode::kBadOnnx, "external data ", Quoted(location),
                   ": ", why);
}

// The steps of a relative path; none may be empty, "." or "..".
Result<std::vector<std::string>> Steps(const std::string& location) {
  constexpr size_t kMaxBytes = 4096;
  if (location.empty() || location.size() > kMaxBytes) {
    return BadLocation(location, "not a file name");
  }
  if (location.find('\0') != std::string::npos) {
    return BadLocation(location, "a NUL byte in the name");
  }
  std::vector<std::string> steps;
  size_t begin = 0;
  while (begin <= location.size()) {
    const size_t end = std::min(location.find('/', begin), location.size());
    std::string step = location.substr(begin, end - begin);
    if (step.empty() || step == "." || step == "..") {
      return BadLocation(location, "not inside the model's folder");
    }
    steps.push_back(std::move(step));
    begin = end + 1;
  }
  return steps;
}

Result<OpenFile> OpenInside(const std::string& folder,
                            const std::string& location) {
  BURIN_ASSIGN(const std::vector<std::string> steps, Steps(location));
  Descriptor at(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (at.get() < 0) return SystemError(folder, "open", errno);
  for (size_t i = 0; i < steps.size(); ++i) {
    const bool last = i + 1 == steps.size();
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    const int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
                      (last ? 0 : O_DIRECTORY);
    Descriptor next(openat(at.get(), steps[i].c_str(), flags));
    if (next.get() < 0) {
      if (errno == ELOOP) {
        return BadLocation(location, "a symbolic link, which is not followed");
      }
      return SystemError(StrCat("external data ", Quoted(location)), "open",
                         errno);
    }
    at = std::move(next);
  }
  struct stat info;
  if (fstat(at.get(), &info) != 0) {
    return SystemError(StrCat("external data ", Quoted(location)), "stat",
                       errno);
  }
  if (!S_ISREG(info.st_mode)) return BadLocation(location, "not a plain file");
  if (info.st_nlink != 1) {
    return BadLocation(location, "a file with several hard links");
  }
  return OpenFile{std::move(at), static_cast<uint64_t>(info.st_size)};
}

class Loader {
 public:
  explicit Loader(const std::string& folder) : folder_(folder) {}
  Result<void> Load(onnx::GraphProto& graph);

 private:
  Result<void> Load(onnx::TensorProto& tensor);
  Result<OpenFile*> File(const std::string& location);

  const std::string& folder_;
  std::map<std::string, OpenFile> files_;
  // Every byte of a file may be asked for once; tensors that share bytes are
  // not made to multiply them.
  uint64_t budget_ = 0;
};

Result<uint64_t> Number(const onnx::StringEntry& entry) {
  uint64_t value = 0;
  const char* const end = entry.value.data() + entry.value.size();
  const auto [at, error] = std::from_chars(entry.value.data(), end, value);
  if (error != std::errc() || at != end) {
    return MakeError(ErrorCode::kBadOnnx, "external data: ", entry.key, " is ",
                     Quoted(entry.value), ", a number expected");
  }
  return value;
}

Result<OpenFile*> Loader::File(const std::string& location) {
  const auto known = files_.find(location);
  if (known != files_.end()) return &known->second;
  constexpr size_t kMaxFiles = 256;  // below the usual limit of open files
  if (files_.size() == kMaxFiles) {
    return MakeError(ErrorCode::kTooLarge, "external data in more than ",
                     kMaxFiles, " files");
  }
  BURIN_ASSIGN(OpenFile file, OpenInside(folder_, location));
  budget_ += file.size;
  return &files_.emplace(location, std::move(file)).first->second;
}

Result<void> Loader::Load(onnx::TensorProto& tensor) {
  if (tensor.external.empty()) return {};
  std::string location;
  uint64_t offset = 0;
  const uint64_t expected = tensor.type().bytes();
  uint64_t length = expected;
  for (const onnx::StringEntry& entry : tensor.external) {
    if (entry.key == "location") location = entry.value;
    if (entry.key == "offset") {
      BURIN_ASSIGN(offset, Number(entry));
    }
    if (entry.key == "length") {
      BURIN_ASSIGN(length, Number(entry));
    }
  }
  BURIN_ASSIGN(OpenFile * file, File(location));
  const std::optional<uint64_t> end = CheckedAdd(offset, length);
  if (!end || *end > file->size || length != expected) {
    return BadLocation(
        location,
        StrCat(length, " bytes at offset ", offset, " of ", file->size, ", ",
               expected, " expected for ", TypeText(tensor.type())));
  }
  if (length > budget_) {
    return MakeError(ErrorCode::kTooLarge, "external data ", Quoted(location),
                     ": the tensors ask for more bytes than the files hold");
  }
  budget_ -= length;
  tensor.owned.resize(length);
  size_t done = 0;
  while (done < length) {
    const ssize_t n = pread(file->fd.get(), tensor.owned.data() + done,
                            length - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      return SystemError(StrCat("external data ", Quoted(location)), "read",
                         n < 0 ? errno : EIO);
    }
    done += static_cast<size_t>(n);
  }
  tensor.external.clear();
  return {};
}

Result<void> Loader::Load(onnx::GraphProto& graph) {
  for (onnx::TensorProto& tensor : graph.initializer) {
    BURIN_TRY(Load(tensor).Context(StrCat("tensor ", Quoted(tensor.name))));
  }
  for (onnx::NodeProto& node : graph.node) {
    for (onnx::AttributeProto& attribute : node.attribute) {
      for (onnx::TensorProto& tensor : attribute.tensors) {
        BURIN_TRY(Load(tensor).Context(StrCat("node ", Quoted(node.name))));
      }
      // The depth of graphs is bounded by the parser.
      for (onnx::GraphProto& inner : attribute.graphs) BURIN_TRY(Load(inner));
    }
  }
  return {};
}

}  // namespace

std::string FolderOfPath(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<void> LoadExternalData(const std::string& folder,
                              onnx::ModelProto& model) {
  return Loader(folder).Load(model.graph);
}

}  // namespace burin
