// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See decode_png.h. Each step of libpng is one method with one setjmp and no
// local that has a destructor.

#include "vision/decode_png.h"

#include <png.h>

#include <cctype>
#include <csetjmp>
#include <cstring>
#include <memory>
#include <new>
#include <string>

namespace burin {
namespace {

// Deflate never expands by more: 258 bytes from two bits.
constexpr int64_t kMaxDeflateRatio = 1032;

struct PngTrap {
  std::jmp_buf jump;
  char text[128];
};

[[noreturn]] void ErrorExit(png_structp png, png_const_charp text) {
  auto& trap = *static_cast<PngTrap*>(png_get_error_ptr(png));
  std::strncpy(trap.text, text, sizeof(trap.text) - 1);
  trap.text[sizeof(trap.text) - 1] = '\0';
  std::longjmp(trap.jump, 1);
}

void IgnoreWarning(png_structp, png_const_charp) {}

void ReadBytes(png_structp png, png_bytep dst, size_t count) {
  ByteSpan& rest = *static_cast<ByteSpan*>(png_get_io_ptr(png));
  if (count > rest.size()) {
    png_error(png, "the file ends before the picture does");
  }
  std::memcpy(dst, rest.data(), count);
  rest = rest.subspan(count);
}

class PngReader {
 public:
  PngReader() = default;
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  // Every method is false after an error; error() then tells which.
  bool ReadHeader(ByteSpan file) {
    rest_ = file;
    std::strcpy(trap_.text, "out of memory");
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &trap_, ErrorExit,
                                  IgnoreWarning);
    if (png_ == nullptr) return false;
    if (setjmp(trap_.jump)) return false;
    info_ = png_create_info_struct(png_);
    if (info_ == nullptr) return false;
    png_set_read_fn(png_, &rest_, ReadBytes);
    png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_read_info(png_, info_);
    return true;
  }

  // Asks for RGB rows, or for 16-bit gray ones where wide_gray().
  bool Start() {
    if (setjmp(trap_.jump)) return false;
    if (!wide_gray()) {
      png_set_strip_16(png_);
      png_set_expand_gray_1_2_4_to_8(png_);
      png_set_palette_to_rgb(png_);
      png_set_gray_to_rgb(png_);
    }
    png_set_strip_alpha(png_);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    const size_t pixel_bytes = wide_gray() ? 2 : 3;
    if (png_get_rowbytes(png_, info_) !=
        pixel_bytes * static_cast<size_t>(size().width)) {
      png_error(png_, "unexpected row size");
    }
    return true;
  }

  bool ReadRows(png_bytepp rows) {
    if (setjmp(trap_.jump)) return false;
    png_read_image(png_, rows);
    return true;
  }

  Error error() const {
    std::string words(trap_.text);
    if (words == "out of memory" || words == "Out of memory") {
      return MakeError(ErrorCode::kOutOfMemory, "png: out of memory");
    }
    if (words.size() > 1 &&
        std::islower(static_cast<unsigned char>(words[1]))) {
      words[0] =
          static_cast<char>(std::tolower(static_cast<unsigned char>(words[0])));
    }
    return MakeError(ErrorCode::kBadImage, "png: ", words);
  }
  ImageSize size() const {
    return {static_cast<int>(png_get_image_width(png_, info_)),
            static_cast<int>(png_get_image_height(png_, info_))};
  }
  int pixel_bits() const {
    return png_get_bit_depth(png_, info_) * png_get_channels(png_, info_);
  }
  bool wide_gray() const {
    return png_get_color_type(png_, info_) == PNG_COLOR_TYPE_GRAY &&
           png_get_bit_depth(png_, info_) == 16;
  }

 private:
  ByteSpan rest_;
  PngTrap trap_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

Result<void> Open(PngReader& reader, ByteSpan file) {
  if (!reader.ReadHeader(file)) return reader.error();
  const ImageSize size = reader.size();
  BURIN_TRY(CheckImageSize(size.width, size.height));
  const int64_t pixels = int64_t{size.width} * size.height;
  const int64_t needed = pixels * reader.pixel_bits() / 8;
  if (needed / kMaxDeflateRatio > static_cast<int64_t>(file.size())) {
    return MakeError(ErrorCode::kBadImage, "png: ", file.size(),
                     " bytes cannot hold ", size.width, "x", size.height,
                     " pixels");
  }
  return {};
}

// 16-bit big-endian gray at the row's start to RGB, from the last pixel on
// because the two overlap.
void WideGrayToRgb(uint8_t* row, int width) {
  for (int x = width - 1; x >= 0; --x) {
    const uint8_t gray = row[2 * x] == 0 ? row[2 * x + 1] : 255;
    std::memset(row + 3 * x, gray, 3);
  }
}

}  // namespace

Result<ImageSize> ReadPngSize(ByteSpan file) {
  PngReader reader;
  BURIN_TRY(Open(reader, file));
  return reader.size();
}

Result<void> DecodePng(ByteSpan file, Image& image) {
  PngReader reader;
  BURIN_TRY(Open(reader, file));
  if (!reader.Start()) return reader.error();
  const ImageSize size = reader.size();
  BURIN_TRY(image.Reset(size.width, size.height));
  const std::unique_ptr<png_bytep[]> rows(new (std::nothrow)
                                              png_bytep[image.height]);
  if (rows == nullptr) {
    return MakeError(ErrorCode::kOutOfMemory, "png: ", image.height,
                     " rows cannot be listed");
  }
  for (int y = 0; y < image.height; ++y) rows[y] = image.row(y);
  if (!reader.ReadRows(rows.get())) return reader.error();
  if (reader.wide_gray()) {
    for (int y = 0; y < image.height; ++y) {
      WideGrayToRgb(image.row(y), image.width);
    }
  }
  return {};
}

}  // namespace burin
