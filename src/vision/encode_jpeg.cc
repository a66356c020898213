// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See encode_jpeg.h.

#include "vision/encode_jpeg.h"

#include <cstdlib>
#include <cstring>

#include "base/byte_cursor.h"
#include "vision/jpeg_error.h"

namespace burin {
namespace {

class JpegWriter {
 public:
  JpegWriter() { std::memset(&cinfo_, 0, sizeof(cinfo_)); }
  ~JpegWriter() {
    jpeg_destroy_compress(&cinfo_);
    std::free(bytes_);  // libjpeg allocates it with malloc
  }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;

  // False after an error; error() then tells which.
  bool Write(const Image& image, const JpegOptions& options) {
    cinfo_.err = trap_.Arm();
    if (setjmp(trap_.jump)) return false;
    jpeg_create_compress(&cinfo_);
    jpeg_mem_dest(&cinfo_, &bytes_, &size_);
    cinfo_.image_width = static_cast<JDIMENSION>(image.width);
    cinfo_.image_height = static_cast<JDIMENSION>(image.height);
    cinfo_.input_components = 3;
    cinfo_.in_color_space = JCS_RGB;
    jpeg_set_defaults(&cinfo_);
    jpeg_set_quality(&cinfo_, options.quality, TRUE);
    cinfo_.dct_method = JDCT_ISLOW;
    cinfo_.comp_info[0].h_samp_factor = options.halve_chroma ? 2 : 1;
    cinfo_.comp_info[0].v_samp_factor = options.halve_chroma ? 2 : 1;
    jpeg_start_compress(&cinfo_, TRUE);
    while (cinfo_.next_scanline < cinfo_.image_height) {
      // libjpeg only reads the row; its interface is older than const.
      JSAMPROW rows[] = {const_cast<JSAMPROW>(
          image.row(static_cast<int>(cinfo_.next_scanline)))};
      jpeg_write_scanlines(&cinfo_, rows, 1);
    }
    jpeg_finish_compress(&cinfo_);
    return true;
  }

  Error error() const { return trap_.Caught(); }
  ByteSpan bytes() const {
    return {reinterpret_cast<const std::byte*>(bytes_), size_};
  }

 private:
  jpeg_compress_struct cinfo_;
  JpegTrap trap_;
  unsigned char* bytes_ = nullptr;
  unsigned long size_ = 0;
};

}  // namespace

Result<std::vector<std::byte>> EncodeJpeg(const Image& image,
                                          const JpegOptions& options) {
  JpegWriter writer;
  if (!writer.Write(image, options)) return writer.error();
  return std::vector<std::byte>(writer.bytes().begin(), writer.bytes().end());
}

}  // namespace burin
