// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See transform.h.

#include "vision/transform.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "base/check.h"
#include "vision/decode.h"

namespace burin {
namespace {

constexpr double kMean[3] = {0.485, 0.456, 0.406};
constexpr double kStd[3] = {0.229, 0.224, 0.225};
constexpr double kT2tCropPct = 0.875;
constexpr double kMaxCropPct = 16;

float Normalized(Recipe recipe, int channel, int byte) {
  const auto x = static_cast<float>(byte);
  if (recipe == Recipe::kSpach) {
    const auto mean = static_cast<float>(kMean[channel]);
    const auto std = static_cast<float>(kStd[channel]);
    return (x / 255.0f - mean) / std;
  }
  const auto mean = static_cast<float>(kMean[channel] * 255);
  const auto std = static_cast<float>(kStd[channel] * 255);
  return (x - mean) / std;
}

double ShortSide(const TransformOptions& options) {
  if (options.crop_pct.has_value()) {
    return std::floor(options.image_size / *options.crop_pct);
  }
  if (options.recipe == Recipe::kSpach) {
    return std::floor((256.0 / 224.0) * options.image_size);
  }
  return std::floor(options.image_size / kT2tCropPct);
}

// torchvision's CenterCrop: the first kept pixel is half the excess, halves to
// even; what is missing is put before (the smaller half) and after.
CropAxis CropCenter(int64_t in, int64_t out, int size) {
  CropAxis crop;
  crop.axis = {in, out, 0, static_cast<int>(std::min<int64_t>(out, size))};
  if (out < size) {
    crop.before = static_cast<int>((size - out) / 2);
  } else {
    const int64_t excess = out - size;
    crop.axis.first = excess / 2 + (excess % 2) * (excess / 2 % 2);
  }
  return crop;
}

}  // namespace

std::string_view RecipeName(Recipe recipe) {
  return recipe == Recipe::kSpach ? "spach" : "t2t-vit";
}

std::optional<Recipe> ParseRecipe(std::string_view name) {
  for (const Recipe recipe : {Recipe::kSpach, Recipe::kT2tVit}) {
    if (name == RecipeName(recipe)) return recipe;
  }
  return std::nullopt;
}

Result<Transform> MakeTransform(const TransformOptions& options) {
  if (options.image_size < 1 || options.image_size > kMaxTransformSize) {
    return MakeError(ErrorCode::kBadUsage, "image size ", options.image_size,
                     ", 1 to ", kMaxTransformSize, " possible");
  }
  // Written so that NaN fails too.
  if (options.crop_pct.has_value() &&
      !(*options.crop_pct > 0 && *options.crop_pct <= kMaxCropPct)) {
    return MakeError(ErrorCode::kBadUsage, "crop percentage ",
                     *options.crop_pct, ", above 0 and up to ", kMaxCropPct,
                     " possible");
  }
  const double short_side = ShortSide(options);
  if (short_side < 1 || short_side > 1e6) {
    char text[64];  // beyond 10^6 in few digits
    std::snprintf(text, sizeof text, "%g of %d pixels resizes to %g",
                  options.crop_pct.value_or(0), options.image_size, short_side);
    return MakeError(ErrorCode::kBadUsage, "crop percentage ", text,
                     ", 1 to 1000000 possible");
  }
  Transform out;
  out.image_size = options.image_size;
  out.short_side = static_cast<int64_t>(short_side);
  out.pillow = options.pillow;
  out.type = options.type;
  for (int c = 0; c < 3; ++c) {
    for (int x = 0; x < 256; ++x) {
      out.values[c][x] = Normalized(options.recipe, c, x);
    }
  }
  return out;
}

CropAxes PlanCrop(const Transform& transform, const ImageSize& size) {
  const int64_t shorter = std::min(size.width, size.height);
  const int64_t longer = std::max(size.width, size.height);
  const int64_t resized_short = transform.short_side;
  const auto resized_long =
      static_cast<int64_t>(static_cast<double>(resized_short * longer) /
                           static_cast<double>(shorter));
  const bool upright = size.width <= size.height;
  return {CropCenter(size.width, upright ? resized_short : resized_long,
                     transform.image_size),
          CropCenter(size.height, upright ? resized_long : resized_short,
                     transform.image_size)};
}

Result<CropAxes> CropImageFile(ByteSpan file, const Transform& transform,
                               const ResizeKernels& kernels,
                               TransformScratch& scratch, Image& dst) {
  BURIN_ASSIGN(const ImageSize size, ReadImageSize(file));
  const CropAxes axes = PlanCrop(transform, size);
  const ResizePlan plan =
      PlanResize(axes.x.axis, axes.y.axis, transform.pillow);
  BURIN_TRY(DecodeImage(file, plan.source, scratch.decoded));
  BURIN_TRY(ResizeImage(scratch.decoded, plan, kernels, scratch.resize, dst));
  return axes;
}

Result<void> TransformImageFile(ByteSpan file, const Transform& transform,
                                const ResizeKernels& kernels,
                                TransformScratch& scratch,
                                std::span<float> dst) {
  BURIN_CHECK(dst.size() == transform.floats());
  Image& image = scratch.cropped;
  BURIN_ASSIGN(const CropAxes axes,
               CropImageFile(file, transform, kernels, scratch, image));
  const size_t side = static_cast<size_t>(transform.image_size);
  if (image.width < transform.image_size ||
      image.height < transform.image_size) {
    for (size_t c = 0; c < 3; ++c) {
      std::fill_n(dst.data() + c * side * side, side * side,
                  transform.values[c][0]);
    }
  }
  for (int y = 0; y < image.height; ++y) {
    const uint8_t* src = image.row(y);
    float* row = dst.data() + side * (axes.y.before + y) + axes.x.before;
    for (int x = 0; x < image.width; ++x) {
      for (size_t c = 0; c < 3; ++c) {
        row[c * side * side + x] = transform.values[c][src[3 * x + c]];
      }
    }
  }
  return {};
}

Result<void> CropImageFileToBytes(ByteSpan file, const Transform& transform,
                                  const ResizeKernels& kernels,
                                  TransformScratch& scratch,
                                  std::span<uint8_t> dst) {
  BURIN_CHECK(dst.size() == transform.floats());
  Image& image = scratch.cropped;
  BURIN_ASSIGN(const CropAxes axes,
               CropImageFile(file, transform, kernels, scratch, image));
  const size_t side = static_cast<size_t>(transform.image_size);
  if (image.width < transform.image_size ||
      image.height < transform.image_size) {
    std::fill(dst.begin(), dst.end(), uint8_t{0});
  }
  for (int y = 0; y < image.height; ++y) {
    uint8_t* row =
        dst.data() + 3 * (side * (axes.y.before + y) + axes.x.before);
    std::memcpy(row, image.row(y), 3 * static_cast<size_t>(image.width));
  }
  return {};
}

Result<void> TransformImageFileToType(ByteSpan file, const Transform& transform,
                                      const ResizeKernels& kernels,
                                      TransformScratch& scratch,
                                      std::span<std::byte> dst) {
  BURIN_CHECK(dst.size() == transform.bytes());
  if (transform.type == PixelType::kUint8) {
    return CropImageFileToBytes(
        file, transform, kernels, scratch,
        {reinterpret_cast<uint8_t*>(dst.data()), dst.size()});
  }
  return TransformImageFile(
      file, transform, kernels, scratch,
      {reinterpret_cast<float*>(dst.data()), transform.floats()});
}

}  // namespace burin
