// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin::LoadImage: the whole path from a file to a network's input.

#include "base/file.h"
#include "burin/image.h"
#include "kernels/isa.h"
#include "vision/transform.h"

namespace burin {
namespace {

constexpr uint64_t kMaxFileBytes = uint64_t{1} << 30;

}  // namespace

Result<void> LoadImage(std::span<const std::byte> file, const std::string& name,
                       const ImageOptions& options, std::span<float> pixels) {
  TransformOptions wanted;
  wanted.recipe = options.recipe;
  wanted.image_size = options.image_size;
  if (options.crop_pct != 0) wanted.crop_pct = options.crop_pct;
  BURIN_ASSIGN(const Transform transform, MakeTransform(wanted));
  if (pixels.size() != transform.floats()) {
    return MakeError(ErrorCode::kBadInput, name, ": room for ", pixels.size(),
                     " floats, ", transform.floats(), " expected");
  }
  TransformScratch scratch;
  return TransformImageFile(file, transform, ResizeKernelsOf(DetectIsa()),
                            scratch, pixels)
      .Context(name);
}

Result<void> LoadImage(const std::string& path, const ImageOptions& options,
                       std::span<float> pixels) {
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(path, kMaxFileBytes));
  return LoadImage(file.span(), path, options, pixels);
}

}  // namespace burin
