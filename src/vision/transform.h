// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// From an image file to a network's input, as the guides' Python scripts do it:
// the short side is resized (bicubic), the centre is cut out, and every byte
// becomes a float32. The result is NCHW and equal to theirs bit by bit.
//
//   recipe     short side               value of byte x in channel c
//   spach      int(256 / 224 * size)    (x / 255 - mean[c]) / std[c]
//   t2t-vit    floor(size / 0.875)      (x - 255 mean[c]) / (255 std[c])
//
// with ImageNet's means and deviations. The arithmetic is float32; 255 mean and
// 255 std are rounded to float32 once. A crop percentage p makes the short side
// floor(size / p) for both.
//
// Or the bytes themselves, resized and cut out, for networks that have the
// arithmetic inside: uint8 NHWC, a quarter of the size.

#ifndef BURIN_VISION_TRANSFORM_H_
#define BURIN_VISION_TRANSFORM_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/byte_cursor.h"
#include "base/result.h"
#include "burin/image.h"
#include "vision/image.h"
#include "vision/resize.h"

namespace burin {

std::string_view RecipeName(Recipe recipe);  // "spach", "t2t-vit"
std::optional<Recipe> ParseRecipe(std::string_view name);

enum class PixelType { kFloat32, kUint8 };

struct TransformOptions {
  Recipe recipe = Recipe::kSpach;
  int image_size = 224;            // pixels of a side of the result
  std::optional<double> crop_pct;  // the recipe's own if absent
  PillowRelease pillow = PillowRelease::kSince13;
  PixelType type = PixelType::kFloat32;
};

struct Transform {
  int image_size = 0;
  int64_t short_side = 0;  // pixels after the resize
  PillowRelease pillow = PillowRelease::kSince13;
  PixelType type = PixelType::kFloat32;
  // The value of each byte in each channel.
  std::array<std::array<float, 256>, 3> values;

  size_t floats() const {  // of one image: 3 * image_size * image_size
    return size_t{3} * image_size * image_size;
  }
  size_t bytes() const {  // of one image in its type
    return floats() * (type == PixelType::kFloat32 ? sizeof(float) : 1);
  }
};

inline constexpr int kMaxTransformSize = 8192;  // of the result's side

// kBadUsage for a size outside [1, kMaxTransformSize] or a crop percentage
// outside (0, 16] or so large that nothing is left.
Result<Transform> MakeTransform(const TransformOptions& options);

// How one axis of a picture becomes one axis of the result: resize `axis.in`
// pixels to `axis.out`, keep `axis.count` of them from `axis.first` on, put
// `before` black ones before them and fill up with black.
struct CropAxis {
  ResizeAxis axis;
  int before = 0;
};
struct CropAxes {
  CropAxis x;
  CropAxis y;
};
CropAxes PlanCrop(const Transform& transform, const ImageSize& size);

// Memory that calls may share; one thread at a time.
struct TransformScratch {
  Image decoded;
  Image cropped;
  ResizeScratch resize;
};

// The bytes of the result that lie inside the picture, before they become
// floats: axes.x.axis.count by axes.y.axis.count pixels. `file` is a whole JPEG
// or PNG file; errors do not name it.
Result<CropAxes> CropImageFile(ByteSpan file, const Transform& transform,
                               const ResizeKernels& kernels,
                               TransformScratch& scratch, Image& dst);

// The whole path; dst has transform.floats() elements, channels outermost.
Result<void> TransformImageFile(ByteSpan file, const Transform& transform,
                                const ResizeKernels& kernels,
                                TransformScratch& scratch,
                                std::span<float> dst);

// The same for rows of bytes: dst has transform.floats() bytes, channels
// innermost; what lies outside the picture is 0.
Result<void> CropImageFileToBytes(ByteSpan file, const Transform& transform,
                                  const ResizeKernels& kernels,
                                  TransformScratch& scratch,
                                  std::span<uint8_t> dst);

// One of the two by transform.type; dst has transform.bytes() bytes and is
// aligned for floats.
Result<void> TransformImageFileToType(ByteSpan file, const Transform& transform,
                                      const ResizeKernels& kernels,
                                      TransformScratch& scratch,
                                      std::span<std::byte> dst);

}  // namespace burin

#endif  // BURIN_VISION_TRANSFORM_H_
