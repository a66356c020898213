// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See decode.h.

#include "vision/decode.h"

#include "vision/decode_jpeg.h"
#include "vision/decode_png.h"

namespace burin {
namespace {

struct Magic {
  size_t offset;
  std::string_view bytes;
  ImageFormat format;
};

using std::string_view_literals::operator""sv;

constexpr Magic kMagics[] = {
    {0, "\xff\xd8\xff"sv, ImageFormat::kJpeg},
    {0, "\x89PNG\r\n\x1a\n"sv, ImageFormat::kPng},
    {0, "BM"sv, ImageFormat::kBmp},
    {0, "GIF87a"sv, ImageFormat::kGif},
    {0, "GIF89a"sv, ImageFormat::kGif},
    {0, "II*\0"sv, ImageFormat::kTiff},
    {0, "MM\0*"sv, ImageFormat::kTiff},
    {0, "II+\0"sv, ImageFormat::kTiff},
    {0, "MM\0+"sv, ImageFormat::kTiff},
    {8, "WEBP"sv, ImageFormat::kWebp},
    {0, "\0\0\0\x0cjP  "sv, ImageFormat::kJpeg2000},
    {0, "\xff\x4f\xff\x51"sv, ImageFormat::kJpeg2000},
    {4, "ftypavif"sv, ImageFormat::kAvif},
    {4, "ftypavis"sv, ImageFormat::kAvif},
    {0, "\0\0\1\0"sv, ImageFormat::kIcon},
    {0, "8BPS"sv, ImageFormat::kPhotoshop},
};

bool IsNetpbm(std::string_view start) {
  return start.size() >= 3 && start[0] == 'P' &&
         std::string_view("123456fF").find(start[1]) != start.npos &&
         std::string_view(" \t\r\n").find(start[2]) != start.npos;
}

}  // namespace

ImageFormat SniffImageFormat(ByteSpan start) {
  const std::string_view text = AsText(start);
  for (const Magic& magic : kMagics) {
    if (text.size() >= magic.offset &&
        text.substr(magic.offset).starts_with(magic.bytes)) {
      return magic.format;
    }
  }
  return IsNetpbm(text) ? ImageFormat::kNetpbm : ImageFormat::kUnknown;
}

std::string_view ImageFormatName(ImageFormat format) {
  switch (format) {
    case ImageFormat::kUnknown:
      break;
    case ImageFormat::kJpeg:
      return "JPEG";
    case ImageFormat::kPng:
      return "PNG";
    case ImageFormat::kBmp:
      return "BMP";
    case ImageFormat::kGif:
      return "GIF";
    case ImageFormat::kTiff:
      return "TIFF";
    case ImageFormat::kWebp:
      return "WebP";
    case ImageFormat::kNetpbm:
      return "PPM";
    case ImageFormat::kJpeg2000:
      return "JPEG 2000";
    case ImageFormat::kAvif:
      return "AVIF";
    case ImageFormat::kIcon:
      return "ICO";
    case ImageFormat::kPhotoshop:
      return "PSD";
  }
  return "unknown";
}

Result<void> CheckImageFormat(ByteSpan start) {
  if (start.empty()) return MakeError(ErrorCode::kBadImage, "an empty file");
  const ImageFormat format = SniffImageFormat(start);
  if (format == ImageFormat::kJpeg || format == ImageFormat::kPng) return {};
  if (format == ImageFormat::kUnknown) {
    return MakeError(ErrorCode::kBadImage, "not an image");
  }
  return MakeError(ErrorCode::kUnsupportedFormat, ImageFormatName(format),
                   " is not read, only JPEG and PNG are");
}

Result<ImageSize> ReadImageSize(ByteSpan file) {
  BURIN_TRY(CheckImageFormat(file));
  if (SniffImageFormat(file) == ImageFormat::kPng) return ReadPngSize(file);
  return ReadJpegSize(file);
}

Result<void> DecodeImage(ByteSpan file, const Window& window, Image& image) {
  BURIN_TRY(CheckImageFormat(file));
  if (SniffImageFormat(file) == ImageFormat::kPng) {
    return DecodePng(file, image);
  }
  return DecodeJpeg(file, window, image);
}

Result<Image> DecodeImage(ByteSpan file) {
  BURIN_ASSIGN(const ImageSize size, ReadImageSize(file));
  Image image;
  BURIN_TRY(DecodeImage(file, WholeWindow(size), image));
  return image;
}

}  // namespace burin
