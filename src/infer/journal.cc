// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See journal.h. The file is one line of text, written whole each time:
//   burin-infer-journal 1 FINGERPRINT BATCHES

#include "infer/journal.h"

#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>

#include "base/file.h"

namespace burin {
namespace {

constexpr std::string_view kMagic = "burin-infer-journal 1 ";
constexpr uint64_t kLargestJournal = 128;  // bytes; a line is shorter
constexpr std::chrono::seconds kInterval(2);

// FNV-1a: stable between runs and machines, and enough to tell runs apart.
class Fingerprint {
 public:
  void Add(std::string_view text) {
    for (const char c : text) Byte(static_cast<unsigned char>(c));
    Byte(0);
  }
  void Add(uint64_t number) { Add(std::to_string(number)); }
  uint64_t value() const { return value_; }

 private:
  void Byte(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3; }
  uint64_t value_ = 0xcbf29ce484222325;
};

Result<void> AddFile(const std::string& path, Fingerprint* fingerprint) {
  BURIN_ASSIGN(const uint64_t size, FileSize(path));
  std::error_code error;
  const auto time = std::filesystem::last_write_time(path, error);
  if (error) return SystemError(path, "stat", error.value());
  fingerprint->Add(path);
  fingerprint->Add(size);
  fingerprint->Add(static_cast<uint64_t>(time.time_since_epoch().count()));
  return {};
}

std::optional<uint64_t> TakeNumber(std::string_view& text, char end) {
  uint64_t number = 0;
  const auto [next, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || next == text.data() + text.size() ||
      *next != end) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<size_t>(next - text.data()) + 1);
  return number;
}

}  // namespace

Result<uint64_t> RunFingerprint(const std::string& plate_path,
                                const Grouping& grouping,
                                const RunOptions& options) {
  Fingerprint out;
  BURIN_TRY(AddFile(plate_path, &out));
  for (const auto& files : grouping.files) {
    out.Add(files.size());
    for (const std::string& path : files) BURIN_TRY(AddFile(path, &out));
  }
  out.Add(grouping.files_per_batch);
  out.Add(static_cast<uint64_t>(options.output_batch_axis));
  out.Add(static_cast<uint64_t>(options.format));
  return out.value();
}

Result<RunJournal> RunJournal::Open(std::string path, uint64_t fingerprint) {
  RunJournal out;
  out.path_ = std::move(path);
  out.fingerprint_ = fingerprint;
  out.last_ = std::chrono::steady_clock::now();
  const Result<AlignedBuffer> file = ReadFile(out.path_, kLargestJournal);
  if (!file.ok()) {
    const ErrorCode code = file.error().code;
    if (code == ErrorCode::kNotFound || code == ErrorCode::kTooLarge) {
      return out;
    }
    return file.error();
  }
  std::string_view text = AsText(file->span());
  if (!text.starts_with(kMagic)) return out;
  text.remove_prefix(kMagic.size());
  const std::optional<uint64_t> found = TakeNumber(text, ' ');
  const std::optional<uint64_t> batches = TakeNumber(text, '\n');
  if (found == fingerprint && batches && text.empty()) {
    out.done_ = *batches;
    return out;
  }
  // Another run's: were it left and this run killed before its first record,
  // that other run would go on over results that are no longer its own.
  BURIN_TRY(out.Remove());
  return out;
}

Result<void> RunJournal::Record(size_t batches, const BulkOutput& folder,
                                bool now) {
  const auto time = std::chrono::steady_clock::now();
  if (!now && time - last_ < kInterval) return {};
  // The results first: what the journal names must be there after a crash.
  BURIN_TRY(folder.Sync());
  BURIN_TRY(WriteFile(
      path_, AsBytes(StrCat(kMagic, fingerprint_, " ", batches, "\n"))));
  last_ = std::chrono::steady_clock::now();
  return {};
}

Result<void> RunJournal::Remove() {
  if (unlink(path_.c_str()) != 0 && errno != ENOENT) {
    return SystemError(path_, "remove", errno);
  }
  return {};
}

}  // namespace burin
