// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as an image file. Decoding a window of a picture must give the
// verdict and the pixels of decoding all of it.

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/check.h"
#include "vision/decode.h"

namespace burin {
namespace {

constexpr int64_t kMaxPixels = 1 << 20;  // larger pictures are slow, not other

// A window that the bytes choose.
Window WindowOf(const ImageSize& size, const uint8_t* data, size_t count) {
  const unsigned a = data[count / 2] + 256u * data[count / 3];
  const unsigned b = data[count - 1] + 256u * data[count / 4];
  Window out;
  out.left = static_cast<int>(a % size.width);
  out.top = static_cast<int>(b % size.height);
  out.width = 1 + static_cast<int>(b % (size.width - out.left));
  out.height = 1 + static_cast<int>(a % (size.height - out.top));
  return out;
}

void CheckSame(const Image& whole, const Image& part, const Window& window) {
  for (int y = 0; y < window.height; ++y) {
    const int row = window.top + y;
    BURIN_CHECK(std::memcmp(whole.row(row) + size_t{3} * window.left,
                            part.row(row - part.top) +
                                size_t{3} * (window.left - part.left),
                            size_t{3} * window.width) == 0);
  }
}

}  // namespace
}  // namespace burin

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t count) {
  const burin::ByteSpan file(reinterpret_cast<const std::byte*>(data), count);
  const auto size = burin::ReadImageSize(file);
  if (!size.ok()) return 0;
  if (int64_t{size->width} * size->height > burin::kMaxPixels) return 0;
  burin::Image whole;
  burin::Image part;
  const bool good =
      burin::DecodeImage(file, burin::WholeWindow(*size), whole).ok();
  const burin::Window window = burin::WindowOf(*size, data, count);
  BURIN_CHECK(burin::DecodeImage(file, window, part).ok() == good);
  if (good) burin::CheckSame(whole, part, window);
  return 0;
}
