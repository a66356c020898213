// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See grouping.h.

#include "infer/grouping.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

#include "base/check.h"
#include "base/faults.h"
#include "base/file.h"
#include "formats/npy.h"
#include "infer/files.h"
#include "infer/float_content.h"
#include "tensor/tensor.h"

namespace burin {
namespace {

// What is known of a file without reading its data.
struct Content {
  uint64_t bytes = 0;  // of elements
  std::optional<TensorType> type;
};

Result<Content> Look(const std::string& path) {
  if (!IsNpyName(path)) {
    BURIN_ASSIGN(const uint64_t bytes, FileSize(path));
    return Content{bytes, std::nullopt};
  }
  BURIN_ASSIGN(NpyHeader header, ReadNpyHeader(path));
  const uint64_t bytes = header.type.bytes();
  return Content{bytes, std::move(header.type)};
}

// "1x3x224x224 float32"
std::string SampleText(const TensorInfo& input, int64_t samples) {
  Dims dims = input.shape;
  if (!dims.empty()) dims[0] = samples;
  return StrCat(DimsText(dims), " ", input.dtype);
}

int64_t BatchOf(const TensorInfo& input) {
  return input.shape.empty() ? 1 : input.shape[0];
}

// Samples in a file of `bytes`; 0 when it is no whole part of the batch.
int64_t SamplesIn(uint64_t bytes, const TensorInfo& input) {
  const int64_t batch = BatchOf(input);
  // A file of nothing is the whole of an input without elements.
  if (input.bytes == 0 && bytes == 0) return std::max<int64_t>(batch, 1);
  if (batch == 0 || bytes == 0) return 0;
  const uint64_t sample = input.bytes / static_cast<uint64_t>(batch);
  if (sample == 0 || bytes % sample != 0) return 0;
  const int64_t samples = static_cast<int64_t>(bytes / sample);
  return samples <= batch && batch % samples == 0 ? samples : 0;
}

bool ShapeFits(const TensorType& type, const TensorInfo& input) {
  if (DTypeName(type.dtype) != input.dtype) return false;
  const auto tail = input.shape.begin() + (input.shape.empty() ? 0 : 1);
  const Dims sample(tail, input.shape.end());
  if (type.dims == sample) return true;
  return type.dims.size() == sample.size() + 1 &&
         std::equal(sample.begin(), sample.end(), type.dims.begin() + 1);
}

// Empty where nothing could be learnt; why is added to `faults`.
std::vector<std::optional<Content>> LookAtAll(
    std::span<const std::string> files, Faults* faults) {
  std::vector<std::optional<Content>> out;
  for (const std::string& path : files) {
    Result<Content> content = Look(path);
    if (content.ok()) {
      out.emplace_back(std::move(content).value());
    } else {
      faults->Add(std::move(content).error());
      out.emplace_back();
    }
  }
  return out;
}

// Samples per file, taken from the size that most files of input 0 have, so
// that one odd file is the one that gets named; 0 when no size fits.
int64_t CommonSamples(std::span<const std::optional<Content>> contents,
                      const TensorInfo& input) {
  std::map<uint64_t, size_t> counts;
  for (const auto& content : contents) {
    if (content) ++counts[content->bytes];
  }
  int64_t samples = 0;
  size_t most = 0;
  for (const auto& [bytes, count] : counts) {
    const int64_t found = SamplesIn(bytes, input);
    if (found != 0 && count > most) {
      samples = found;
      most = count;
    }
  }
  return samples;
}

// Adds the files that do not hold `samples` samples of `bytes` bytes together.
void CheckContents(std::span<const std::string> files,
                   std::span<const std::optional<Content>> contents,
                   const TensorInfo& input, int64_t samples, uint64_t bytes,
                   Faults* faults) {
  for (size_t i = 0; i < files.size(); ++i) {
    if (!contents[i]) continue;
    const Content& content = *contents[i];
    if (content.type && !ShapeFits(*content.type, input)) {
      faults->Add(MakeError(ErrorCode::kBadInput, BaseName(files[i]), ": ",
                            DimsText(content.type->dims), " ",
                            DTypeName(content.type->dtype), ", ",
                            SampleText(input, samples), " expected"));
    } else if (content.bytes != bytes) {
      faults->Add(MakeError(ErrorCode::kBadInput, BaseName(files[i]), ": ",
                            content.bytes, " bytes, ", bytes, " expected (",
                            SampleText(input, samples), ")"));
    }
  }
}

// A .bin of float32 for an input of bytes: each image of it has the size of
// four samples, so nothing but its content tells. The first one speaks for all.
Result<void> CheckNoFloats(std::span<const std::string> files,
                           const TensorInfo& input, int64_t samples) {
  const bool bytes = input.dtype == "uint8" || input.dtype == "int8";
  constexpr auto kSamplesOfFloats = static_cast<int64_t>(sizeof(float));
  if (!bytes || samples % kSamplesOfFloats != 0) return {};
  for (const std::string& path : files) {
    if (IsNpyName(path)) continue;
    if (!HoldsFloats(path)) return {};
    return MakeError(ErrorCode::kBadInput, BaseName(path),
                     ": holds float32 numbers, as many as ",
                     samples / kSamplesOfFloats, " samples have; ",
                     SampleText(input, samples),
                     " expected (preprocess --dtype uint8; a .npy is taken for "
                     "the type that it says)");
  }
  return {};
}

Error Changed(const std::string& path, uint64_t bytes, uint64_t expected) {
  return MakeError(ErrorCode::kBadInput, path, ": ", bytes, " bytes now, ",
                   expected, " when the run started");
}

// Whether the array lies in the file as it is in memory.
bool IsPlain(const NpyHeader& header) {
  return !header.big_endian && header.type.dtype != DType::kBool &&
         (!header.fortran_order || header.type.dims.size() <= 1);
}

// A file may be a whole batch: it is read to its place without a copy between,
// but for arrays that are to be rearranged.
Result<void> PlaceNpy(const std::string& path, std::span<std::byte> dst) {
  BURIN_ASSIGN(const NpyHeader header, ReadNpyHeader(path));
  if (header.type.bytes() != dst.size()) {
    return Changed(path, header.type.bytes(), dst.size());
  }
  if (IsPlain(header)) return ReadFileInto(path, header.data_offset, dst);
  BURIN_ASSIGN(const Tensor tensor, ReadNpy(path));
  if (tensor.bytes() != dst.size()) {
    return Changed(path, tensor.bytes(), dst.size());
  }
  if (!dst.empty()) std::memcpy(dst.data(), tensor.data(), dst.size());
  return {};
}

Result<void> Place(const std::string& path, std::span<std::byte> dst) {
  if (IsNpyName(path)) return PlaceNpy(path, dst);
  const Result<void> read = ReadFileInto(path, 0, dst);
  if (read.ok()) return read;
  const Result<uint64_t> bytes = FileSize(path);
  if (bytes.ok() && *bytes != dst.size()) {
    return Changed(path, *bytes, dst.size());
  }
  return read;
}

}  // namespace

size_t Grouping::files_in_batch(size_t b) const {
  return std::min(files_per_batch, file_count() - b * files_per_batch);
}

Result<Grouping> GroupFiles(std::vector<std::vector<std::string>> files,
                            std::span<const TensorInfo> inputs) {
  BURIN_CHECK(files.size() == inputs.size() && !inputs.empty());
  Grouping out;
  Faults faults;
  for (size_t input = 0; input < inputs.size(); ++input) {
    const TensorInfo& info = inputs[input];
    const int64_t batch = BatchOf(info);
    const auto contents = LookAtAll(files[input], &faults);
    if (input == 0) {
      out.samples_per_file = CommonSamples(contents, info);
      if (out.samples_per_file == 0) {
        const auto samples = static_cast<uint64_t>(std::max<int64_t>(batch, 1));
        CheckContents(files[0], contents, info, 1, info.bytes / samples,
                      &faults);
        break;
      }
      out.files_per_batch = static_cast<size_t>(
          std::max<int64_t>(batch / out.samples_per_file, 1));
    }
    const auto per_batch = static_cast<int64_t>(out.files_per_batch);
    if (per_batch != 1 && batch % per_batch != 0) {
      return MakeError(ErrorCode::kBadInput, "input '", info.name,
                       "': a batch of ", batch, " cannot be put together from ",
                       per_batch, " files");
    }
    CheckContents(files[input], contents, info, batch / per_batch,
                  info.bytes / out.files_per_batch, &faults);
  }
  BURIN_TRY(std::move(faults).Report());
  for (size_t input = 0; input < inputs.size(); ++input) {
    BURIN_TRY(CheckNoFloats(
        files[input], inputs[input],
        BatchOf(inputs[input]) / static_cast<int64_t>(out.files_per_batch)));
  }
  BURIN_CHECK(out.samples_per_file > 0);
  out.files = std::move(files);
  return out;
}

void ExpectBatch(const Grouping& grouping, size_t b) {
  const size_t first = b * grouping.files_per_batch;
  for (const auto& files : grouping.files) {
    for (size_t i = 0; i < grouping.files_in_batch(b); ++i) {
      ExpectRead(files[first + i]);
    }
  }
}

Result<void> ReadBatch(const Grouping& grouping, size_t b, size_t input,
                       std::span<std::byte> dst) {
  const size_t share = dst.size() / grouping.files_per_batch;
  const size_t first = b * grouping.files_per_batch;
  const size_t real = grouping.files_in_batch(b);
  for (size_t i = 0; i < grouping.files_per_batch; ++i) {
    const std::span<std::byte> slot = dst.subspan(i * share, share);
    if (i < real) {
      BURIN_TRY(Place(grouping.files[input][first + i], slot));
    } else {
      std::memcpy(slot.data(), dst.data(), share);
    }
  }
  return {};
}

}  // namespace burin
