// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "vision/decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "vision/decode_jpeg.h"
#include "vision/test_images.h"

namespace burin {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

Result<Image> Decode(const std::string& bytes) {
  return DecodeImage(AsBytes(bytes));
}

void ExpectRefused(const std::string& bytes, ErrorCode code,
                   const std::string& text) {
  const Result<Image> image = Decode(bytes);
  ASSERT_FALSE(image.ok()) << text;
  EXPECT_EQ(ErrorCodeName(image.error().code), ErrorCodeName(code))
      << image.error().message;
  EXPECT_THAT(image.error().message, HasSubstr(text));
}

std::string Fixture(const std::string& name) {
  return Slurp(TestImagePath(name));
}

// The offset of the marker 0xff `code`, of which the fixtures have one.
size_t MarkerAt(const std::string& jpeg, int code) {
  const size_t place = jpeg.find({'\xff', static_cast<char>(code)});
  EXPECT_NE(place, std::string::npos);
  return place;
}

std::string WithByte(std::string bytes, size_t place, int value) {
  bytes.at(place) = static_cast<char>(value);
  return bytes;
}

TEST(DecodeImage, GivesPillowsPixels) {
  const std::vector<TestImage> images = TestImages();
  ASSERT_THAT(images, SizeIs(testing::Ge(34u)));
  for (const TestImage& expected : images) {
    SCOPED_TRACE(expected.name);
    const Result<Image> image = Decode(Fixture(expected.name));
    ASSERT_TRUE(image.ok()) << image.error().message;
    EXPECT_EQ(image->width, expected.width);
    EXPECT_EQ(image->height, expected.height);
    const std::string stem = expected.name.substr(0, expected.name.rfind('.'));
    EXPECT_TRUE(Pixels(*image) == Fixture(stem + ".rgb"));
  }
}

TEST(DecodeImage, GivesTheSamePixelsForAnyWindow) {
  Image image;
  for (const TestImage& expected : TestImages()) {
    SCOPED_TRACE(expected.name);
    const std::string bytes = Fixture(expected.name);
    const Result<Image> whole = Decode(bytes);
    ASSERT_TRUE(whole.ok());
    for (int left = 0; left < expected.width; left += 5) {
      for (int width = 1; width <= expected.width - left; width += 13) {
        const int top = (left + width) % expected.height;
        const Window window = {left, top, width,
                               1 + width % (expected.height - top)};
        ASSERT_TRUE(DecodeImage(AsBytes(bytes), window, image).ok());
        ASSERT_TRUE(Pixels(image, window) == Pixels(*whole, window))
            << left << " " << top << " " << width;
      }
    }
  }
}

TEST(DecodeImage, CutsWideJpegsInsteadOfDecodingAll) {
  Image image;
  const std::string bytes = Fixture("rgb_420_120x50.jpg");
  ASSERT_TRUE(DecodeImage(AsBytes(bytes), {50, 20, 10, 10}, image).ok());
  EXPECT_LT(image.width, 60);
  EXPECT_EQ(image.height, 10);
  EXPECT_EQ(image.top, 20);
}

// Skipping rows of a progressive picture with these factors does not return.
TEST(DecodeImage, ReturnsForAnyWindowWhateverTheSampling) {
  const std::string bytes = Fixture("rgb_progressive_31x40.jpg");
  const size_t frame = MarkerAt(bytes, 0xc2);
  // Height, width and the components' sampling factors.
  std::string odd = WithByte(WithByte(bytes, frame + 6, 109), frame + 8, 7);
  odd = WithByte(WithByte(odd, frame + 11, 0x14), frame + 14, 0x12);
  const Result<Image> whole = Decode(odd);
  ASSERT_TRUE(whole.ok()) << whole.error().message;
  Image image;
  for (int top = 0; top < 109; ++top) {
    const Window window = {1, top, 5, std::min(8, 109 - top)};
    ASSERT_TRUE(DecodeImage(AsBytes(odd), window, image).ok());
    ASSERT_TRUE(Pixels(image, window) == Pixels(*whole, window)) << top;
  }
}

TEST(DecodeImage, RefusesAJpegCutOffAnywhere) {
  for (const char* name : {"rgb_420_17x13.jpg", "rgb_progressive_31x40.jpg",
                           "cmyk_18x11.jpg", "rgb_restart_40x24.jpg"}) {
    const std::string bytes = Fixture(name);
    for (size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_FALSE(Decode(bytes.substr(0, size)).ok()) << name << " " << size;
    }
  }
}

TEST(DecodeImage, RefusesATruncatedJpegWhateverTheWindow) {
  std::string bytes = Fixture("rgb_420_120x50.jpg");
  bytes.resize(bytes.size() - 100);
  Image image;
  const Result<void> decoded = DecodeImage(AsBytes(bytes), {0, 0, 8, 8}, image);
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(decoded.error().message,
            "jpeg: the file ends before the picture does");
}

TEST(DecodeImage, AcceptsOtherBytesInPlaceOfTheEndMarker) {
  std::string bytes = Fixture("rgb_420_17x13.jpg");
  bytes.resize(bytes.size() - 2);
  const Result<Image> image = Decode(bytes + std::string(100, '\0'));
  ASSERT_TRUE(image.ok()) << image.error().message;
  EXPECT_TRUE(Pixels(*image) == Fixture("rgb_420_17x13.rgb"));
}

TEST(DecodeImage, RefusesAPngCutOffInItsData) {
  for (const char* name : {"rgb_8bit_9x6.png", "rgb_interlaced_13x11.png",
                           "palette_1bit_11x5.png"}) {
    const std::string bytes = Fixture(name);
    constexpr size_t kEndChunk = 12;
    for (size_t size = 0; size < bytes.size() - kEndChunk; ++size) {
      EXPECT_FALSE(Decode(bytes.substr(0, size)).ok()) << name << " " << size;
    }
    EXPECT_TRUE(Decode(bytes.substr(0, bytes.size() - kEndChunk)).ok()) << name;
  }
}

TEST(DecodeImage, SurvivesEveryChangedByte) {
  int refused = 0;
  for (const TestImage& expected : TestImages()) {
    const std::string bytes = Fixture(expected.name);
    for (size_t i = 0; i < bytes.size(); ++i) {
      for (const int value : {0x00, 0xff, bytes[i] ^ 0x10}) {
        refused += Decode(WithByte(bytes, i, value)).ok() ? 0 : 1;
      }
    }
  }
  EXPECT_GT(refused, 1000);
}

TEST(DecodeImage, NamesFormatsThatAreNotRead) {
  ExpectRefused(std::string("BM\0\0", 4), ErrorCode::kUnsupportedFormat,
                "BMP is not read, only JPEG and PNG are");
  ExpectRefused("GIF89a..", ErrorCode::kUnsupportedFormat, "GIF");
  ExpectRefused(std::string("II*\0\x08\0\0\0", 8),
                ErrorCode::kUnsupportedFormat, "TIFF");
  ExpectRefused("RIFF....WEBPVP8 ", ErrorCode::kUnsupportedFormat, "WebP");
  ExpectRefused("P6\n1 1\n255\n...", ErrorCode::kUnsupportedFormat, "PPM");
}

TEST(DecodeImage, RefusesWhatIsNoImage) {
  ExpectRefused("", ErrorCode::kBadImage, "an empty file");
  ExpectRefused("hello, world", ErrorCode::kBadImage, "not an image");
  ExpectRefused("\xff\xd8\xff", ErrorCode::kBadImage, "jpeg: ");
}

TEST(DecodeImage, RefusesJpegKindsByName) {
  const std::string bytes = Fixture("rgb_444_17x13.jpg");
  const size_t frame = MarkerAt(bytes, 0xc0);
  // Marker, two bytes of length, then precision, height, width, components.
  ExpectRefused(WithByte(bytes, frame + 1, 0xc3), ErrorCode::kUnsupportedFormat,
                "SOF type 0xc3");
  ExpectRefused(WithByte(bytes, frame + 4, 12), ErrorCode::kUnsupportedFormat,
                "precision 12");
}

TEST(DecodeImage, RefusesTwoComponents) {
  std::string bytes = Fixture("rgb_444_17x13.jpg");
  const size_t frame = MarkerAt(bytes, 0xc0);
  bytes = WithByte(WithByte(bytes, frame + 3, 14), frame + 9, 2);
  bytes.erase(frame + 16, 3);
  const size_t scan = MarkerAt(bytes, 0xda);
  bytes = WithByte(WithByte(bytes, scan + 3, 10), scan + 4, 2);
  bytes.erase(scan + 9, 2);
  ExpectRefused(bytes, ErrorCode::kUnsupportedFormat, "2 components");
}

TEST(DecodeImage, RefusesImpossibleJpegSizes) {
  const std::string bytes = Fixture("rgb_444_17x13.jpg");
  const size_t frame = MarkerAt(bytes, 0xc0);
  std::string empty = bytes;
  empty.replace(frame + 5, 2, 2, '\0');
  ExpectRefused(empty, ErrorCode::kBadImage, "jpeg: ");
  std::string huge = bytes;
  huge.replace(frame + 5, 4, 4, '\xff');
  ExpectRefused(huge, ErrorCode::kBadImage, "jpeg: ");
  std::string large = bytes;
  large.replace(frame + 5, 4, "\x40\x01\x40\x01");
  ExpectRefused(large, ErrorCode::kTooLarge, "16385x16385, 178956970");
}

TEST(DecodeImage, RefusesTwoFrameHeaders) {
  std::string bytes = Fixture("rgb_444_17x13.jpg");
  const size_t frame = MarkerAt(bytes, 0xc0);
  bytes.insert(frame, bytes.substr(frame, 19));
  ExpectRefused(bytes, ErrorCode::kBadImage, "SOF");
}

TEST(DecodeImage, BoundsTheScansOfAProgressiveJpeg) {
  const std::string bytes = Fixture("gray_progressive_20x9.jpg");
  const size_t scan = bytes.rfind("\xff\xda");
  const std::string last = bytes.substr(scan, bytes.size() - 2 - scan);
  std::string bomb = bytes.substr(0, bytes.size() - 2);
  for (int i = 0; i < 10000; ++i) bomb += last;
  bomb += "\xff\xd9";
  ExpectRefused(bomb, ErrorCode::kTooLarge, "too many scans");
}

std::string PngOfSize(const std::string& png, const std::string& size) {
  std::string out = png;
  out.replace(16, 8, size);
  // CRC-32 of the header chunk, bit by bit.
  uint32_t crc = 0xffffffff;
  for (size_t i = 12; i < 29; ++i) {
    crc ^= static_cast<uint8_t>(out[i]);
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
    }
  }
  for (int i = 0; i < 4; ++i) {
    out[29 + i] = static_cast<char>(~crc >> (24 - 8 * i));
  }
  return out;
}

TEST(DecodeImage, RefusesImpossiblePngSizes) {
  const std::string png = Fixture("rgb_8bit_9x6.png");
  ExpectRefused(PngOfSize(png, std::string(8, '\0')), ErrorCode::kBadImage,
                "png: ");
  ExpectRefused(PngOfSize(png, std::string("\0\0\x40\1\0\0\x40\1", 8)),
                ErrorCode::kTooLarge, "16385x16385");
  ExpectRefused(PngOfSize(png, std::string("\0\0\x20\0\0\0\x20\0", 8)),
                ErrorCode::kBadImage, "cannot hold 8192x8192 pixels");
  ExpectRefused(PngOfSize(png, std::string("\0\0\0\x09\0\0\0\x07", 8)),
                ErrorCode::kBadImage, "png: ");
}

TEST(DecodeImage, RefusesAPngWithAWrongChecksum) {
  std::string png = Fixture("rgb_8bit_9x6.png");
  png[png.size() - 13] ^= 1;  // of the data chunk, before the end chunk
  ExpectRefused(png, ErrorCode::kBadImage, "CRC error");
}

}  // namespace
}  // namespace burin
