// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See samples.h.

#include "compare/samples.h"

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "base/file.h"
#include "compare/built_in_images.h"
#include "infer/files.h"
#include "kernels/isa.h"
#include "thread/thread_pool.h"
#include "vision/resize.h"

namespace burin {
namespace {

bool IsPhotographName(std::string_view path) {
  std::string name(path);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name.ends_with(".jpg") || name.ends_with(".jpeg") ||
         name.ends_with(".png");
}

bool TakesImages(std::span<const TensorInfo> inputs) {
  return inputs.size() == 1 && inputs[0].dtype == "float32" &&
         inputs[0].shape.size() == 4 && inputs[0].shape[1] == 3;
}

// Pixels in rows, N x height x width x 3.
bool TakesPixels(std::span<const TensorInfo> inputs) {
  return inputs.size() == 1 && inputs[0].dtype == "uint8" &&
         inputs[0].shape.size() == 4 && inputs[0].shape[3] == 3;
}

// The photographs that `spec` names; none when it names other files.
Result<std::vector<std::string>> ListPhotographs(const std::string& spec) {
  std::vector<std::string> out;
  std::error_code error;
  if (!std::filesystem::is_directory(spec, error)) {
    out = SplitCommas(spec);
    if (!std::ranges::all_of(out, IsPhotographName)) out.clear();
    return out;
  }
  bool folders = false;
  bool other = false;
  std::filesystem::directory_iterator entries(spec, error);
  while (!error && entries != std::filesystem::directory_iterator()) {
    const std::string path = entries->path().native();
    if (entries->is_directory(error)) {
      folders = true;
    } else if (IsPhotographName(path)) {
      out.push_back(path);
    } else {
      other = other || IsNpyName(path) || path.ends_with(".bin") ||
              path.ends_with(".BIN");
    }
    error.clear();
    entries.increment(error);
  }
  if (error) return SystemError(spec, "read folder", error.value());
  std::ranges::sort(out);
  if (out.empty() && folders && !other) {
    BURIN_ASSIGN(const ImageFolder folder, ListImageFolder(spec));
    for (const ImageSample& sample : folder.samples) {
      out.push_back(sample.path);
    }
  }
  return out;
}

// At most `most` of `all`, at equal distances.
std::vector<std::string> Thinned(std::vector<std::string> all, size_t most) {
  if (all.size() <= most) return all;
  std::vector<std::string> out;
  for (size_t i = 0; i < most; ++i) {
    out.push_back(std::move(all[i * all.size() / most]));
  }
  return out;
}

}  // namespace

std::vector<TensorInfo> InputInfos(const Plan& plan) {
  std::vector<TensorInfo> out;
  for (const Port& port : plan.inputs) {
    const TensorType& type = port.operand.type;
    out.push_back({port.name, std::string(DTypeName(type.dtype)), type.dims,
                   type.bytes()});
  }
  return out;
}

// Files of few samples make a block, where they do; else files of many a batch.
Result<void> Samples::Group(std::vector<std::vector<std::string>> files,
                            int64_t blocks) {
  Result<Grouping> of_block = GroupFiles(files, inputs_);
  if (of_block.ok() || blocks == 1) {
    BURIN_ASSIGN(files_, std::move(of_block));
    return {};
  }
  std::vector<TensorInfo> whole = inputs_;
  for (TensorInfo& info : whole) {
    if (!info.shape.empty()) info.shape[0] *= blocks;
    info.bytes *= static_cast<size_t>(blocks);
  }
  blocks_ = static_cast<size_t>(blocks);
  BURIN_ASSIGN(files_, GroupFiles(std::move(files), whole));
  return {};
}

Result<Samples> Samples::Open(const SampleOptions& options,
                              std::vector<TensorInfo> inputs) {
  Samples out;
  out.spec_ = options.spec;
  out.inputs_ = std::move(inputs);
  if (!out.inputs_.empty() && !out.inputs_[0].shape.empty()) {
    out.batch_ =
        static_cast<size_t>(std::max<int64_t>(out.inputs_[0].shape[0], 1));
  }
  if (options.spec.empty()) return out;
  const size_t most = std::max<size_t>(options.most, 1);
  BURIN_ASSIGN(std::vector<std::string> photographs,
               ListPhotographs(options.spec));
  if (photographs.empty()) {
    out.kind_ = Kind::kFiles;
    BURIN_ASSIGN(auto files, ListInputFiles(options.spec, out.inputs_.size()));
    for (auto& of_input : files) of_input = Thinned(std::move(of_input), most);
    BURIN_TRY(out.Group(std::move(files), options.blocks));
    out.count_ = out.files_.file_count() *
                 static_cast<size_t>(out.files_.samples_per_file);
    return out;
  }
  out.kind_ = Kind::kPhotographs;
  const bool pixels = TakesPixels(out.inputs_);
  const size_t side = pixels ? 1 : 2;  // the first of the two dimensions
  if (!(pixels || TakesImages(out.inputs_)) ||
      out.inputs_[0].shape[side] != out.inputs_[0].shape[side + 1]) {
    return MakeError(ErrorCode::kBadInput, options.spec,
                     ": photographs, but the network takes no one image tensor "
                     "Nx3xSxS float32 or NxSxSx3 uint8");
  }
  out.photographs_ = Thinned(std::move(photographs), most);
  out.count_ = out.photographs_.size();
  TransformOptions wanted = options.transform;
  wanted.image_size = static_cast<int>(
      std::min<int64_t>(out.inputs_[0].shape[side], kMaxTransformSize + 1));
  wanted.type = pixels ? PixelType::kUint8 : PixelType::kFloat32;
  BURIN_ASSIGN(Transform transform, MakeTransform(wanted));
  out.transform_ = std::make_shared<const Transform>(std::move(transform));
  return out;
}

std::string Samples::Describe() const {
  switch (kind_) {
    case Kind::kFiles:
      return StrCat(count_, " samples of ", spec_);
    case Kind::kPhotographs:
      return StrCat(count_, " photographs of ", spec_);
    case Kind::kBuiltIn:
      break;
  }
  return "built-in images";
}

size_t Samples::InBatch(size_t b, size_t most) const {
  const size_t end = std::min(count_, most);
  const size_t first = b * batch_;
  return first >= end ? 0 : std::min(batch_, end - first);
}

Result<void> Samples::ReadPhotographs(size_t b,
                                      std::span<std::byte> into) const {
  const size_t bytes = transform_->bytes();
  TransformScratch scratch;
  for (size_t i = 0; i < batch_; ++i) {
    const std::string& path = photographs_[(b * batch_ + i) % count_];
    BURIN_ASSIGN(const AlignedBuffer file, ReadFile(path));
    BURIN_TRY(TransformImageFileToType(file.span(), *transform_,
                                       ResizeKernelsOf(DetectIsa()), scratch,
                                       into.subspan(i * bytes, bytes))
                  .Context(path));
  }
  return {};
}

Result<void> Samples::ReadBlock(size_t b, size_t input,
                                std::span<std::byte> into) const {
  if (blocks_ == 1) return ReadBatch(files_, b, input, into);
  BURIN_ASSIGN(AlignedBuffer batch,
               AlignedBuffer::Allocate(into.size() * blocks_));
  BURIN_TRY(ReadBatch(files_, b / blocks_, input, batch.span()));
  const auto block = batch.span().subspan(b % blocks_ * into.size());
  std::copy_n(block.begin(), into.size(), into.begin());
  return {};
}

Result<void> Samples::Read(size_t b, const BatchBuffers& into) const {
  if (kind_ == Kind::kPhotographs) return ReadPhotographs(b, into.spans()[0]);
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const std::span<std::byte> bytes = into.spans()[i];
    if (kind_ == Kind::kFiles) {
      BURIN_TRY(ReadBlock(b, i, bytes));
    } else if (TakesImages(inputs_)) {
      const size_t floats = bytes.size() / sizeof(float) / batch_;
      for (size_t n = 0; n < batch_; ++n) {
        DrawBuiltInImage(
            static_cast<uint32_t>(b * batch_ + n), inputs_[i].shape[2],
            inputs_[i].shape[3],
            {reinterpret_cast<float*>(bytes.data()) + n * floats, floats});
      }
    } else if (TakesPixels(inputs_)) {
      const size_t each = bytes.size() / batch_;
      for (size_t n = 0; n < batch_; ++n) {
        DrawBuiltInPixels(
            static_cast<uint32_t>(b * batch_ + n), inputs_[i].shape[1],
            inputs_[i].shape[2],
            {reinterpret_cast<uint8_t*>(bytes.data()) + n * each, each});
      }
    } else {
      FillRandom(inputs_[i], bytes);
    }
  }
  return {};
}

}  // namespace burin
