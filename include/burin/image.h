// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// From a photograph to the network's input: the pixels that Pillow and
// torchvision (or timm) give, bit for bit.

#ifndef BURIN_IMAGE_H_
#define BURIN_IMAGE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "burin/result.h"

namespace burin {

enum class Recipe {
  kSpach,   // x / 255, minus mean, over std, in fp32 (torchvision)
  kT2tVit,  // (x - 255 mean) / (255 std), constants rounded to fp32 (timm)
};

struct ImageOptions {
  Recipe recipe = Recipe::kSpach;
  int image_size = 224;  // height and width of the crop
  double crop_pct = 0;   // the short side becomes floor(image_size / crop_pct);
                         // 0: the recipe's own, 256 for 224
};

// Decodes a JPEG or PNG file, resizes (bicubic, Pillow's arithmetic), crops the
// centre and normalises into `pixels`: float32, 3 x image_size x image_size.
// Errors: kNotFound, kIo, kBadImage, kUnsupportedFormat, kBadInput when
// pixels.size() is not 3 * image_size * image_size.
Result<void> LoadImage(const std::string& path, const ImageOptions& options,
                       std::span<float> pixels);
// The same from the bytes of a file; `name` is used in messages.
Result<void> LoadImage(std::span<const std::byte> file, const std::string& name,
                       const ImageOptions& options, std::span<float> pixels);

}  // namespace burin

#endif  // BURIN_IMAGE_H_
