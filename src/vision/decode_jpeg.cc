// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See decode_jpeg.h. Each step of libjpeg is one method with one setjmp and no
// local that has a destructor.

#include "vision/decode_jpeg.h"

#include <jerror.h>

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "vision/jpeg_error.h"

namespace burin {
namespace {

// A column that is cut out of a picture differs from the picture next to its
// edges only, where smooth upsampling lacks the neighbour. Two chroma samples
// of 4:1:1 are eight pixels.
constexpr int kEdgePixels = 8;

struct Source : jpeg_source_mgr {
  bool ended = false;
};

void InitSource(j_decompress_ptr) {}
void TermSource(j_decompress_ptr) {}

boolean SourceEnds(j_decompress_ptr cinfo) {
  static_cast<Source*>(cinfo->src)->ended = true;
  TrapOf(reinterpret_cast<j_common_ptr>(cinfo))
      .Fail(ErrorCode::kBadImage, "the file ends before the picture does");
}

void SkipSource(j_decompress_ptr cinfo, long bytes) {
  if (bytes <= 0) return;
  jpeg_source_mgr& source = *cinfo->src;
  if (static_cast<size_t>(bytes) > source.bytes_in_buffer) SourceEnds(cinfo);
  source.next_input_byte += bytes;
  source.bytes_in_buffer -= static_cast<size_t>(bytes);
}

void LimitScans(j_common_ptr cinfo) {
  const auto* decompress = reinterpret_cast<j_decompress_ptr>(cinfo);
  const int64_t scans = decompress->input_scan_number;
  const int64_t pixels = int64_t{decompress->image_width} *
                         static_cast<int64_t>(decompress->image_height);
  if (scans > kMaxJpegScans || scans * pixels > kMaxJpegScanPixels) {
    TrapOf(cinfo).Fail(ErrorCode::kTooLarge, "too many scans");
  }
}

class JpegReader {
 public:
  JpegReader() { std::memset(&cinfo_, 0, sizeof(cinfo_)); }
  ~JpegReader() { jpeg_destroy_decompress(&cinfo_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  // Every method is false after an error; error() then tells which.
  bool ReadHeader(ByteSpan file) {
    cinfo_.err = trap_.Arm();
    if (setjmp(trap_.jump)) return false;
    jpeg_create_decompress(&cinfo_);
    source_.next_input_byte = reinterpret_cast<const JOCTET*>(file.data());
    source_.bytes_in_buffer = file.size();
    source_.init_source = InitSource;
    source_.fill_input_buffer = SourceEnds;
    source_.skip_input_data = SkipSource;
    source_.resync_to_restart = jpeg_resync_to_restart;
    source_.term_source = TermSource;
    cinfo_.src = &source_;
    progress_.progress_monitor = LimitScans;
    cinfo_.progress = &progress_;
    jpeg_read_header(&cinfo_, TRUE);
    return true;
  }

  // Decodes columns [left, left + width), widened to whole blocks; after it,
  // left and width tell which columns the rows have.
  bool Start(unsigned& left, unsigned& width) {
    if (setjmp(trap_.jump)) return false;
    cinfo_.out_color_space = cinfo_.num_components == 4 ? JCS_CMYK : JCS_RGB;
    cinfo_.dct_method = JDCT_ISLOW;
    jpeg_start_decompress(&cinfo_);
    if (width < cinfo_.output_width) {
      jpeg_crop_scanline(&cinfo_, &left, &width);
    }
    return true;
  }

  // Entropy-decodes `count` rows without making pixels of them; only where
  // Divisible().
  bool SkipRows(unsigned count) {
    if (setjmp(trap_.jump)) return false;
    if (count > 0) jpeg_skip_scanlines(&cinfo_, count);
    return true;
  }

  bool ReadRow(uint8_t* row) {
    if (setjmp(trap_.jump)) return false;
    JSAMPROW rows[] = {row};
    jpeg_read_scanlines(&cinfo_, rows, 1);
    return true;
  }

  // Reads up to the end marker. As with Pillow, it may be missing, but nothing
  // malformed may stand before it.
  bool Finish() {
    if (setjmp(trap_.jump)) return source_.ended;
    jpeg_finish_decompress(&cinfo_);
    return true;
  }

  Error error() const { return trap_.Caught(); }
  ImageSize size() const {
    return {static_cast<int>(cinfo_.image_width),
            static_cast<int>(cinfo_.image_height)};
  }
  int components() const { return cinfo_.num_components; }
  // Whether a part can be decoded alone: not with other sampling than one
  // component, 4:4:4, 4:2:2, 4:4:0 and 4:2:0, because skipping rows in
  // libjpeg-turbo 2.1 may then never return; and not in progressive files,
  // because smoothing in place of missing scans reaches far.
  bool Divisible() const {
    if (cinfo_.progressive_mode) return false;
    if (cinfo_.max_h_samp_factor > 2 || cinfo_.max_v_samp_factor > 2) {
      return false;
    }
    for (int i = 0; i < cinfo_.num_components; ++i) {
      const jpeg_component_info& component = cinfo_.comp_info[i];
      const bool one =
          component.h_samp_factor == 1 && component.v_samp_factor == 1;
      const bool most = component.h_samp_factor == cinfo_.max_h_samp_factor &&
                        component.v_samp_factor == cinfo_.max_v_samp_factor;
      if (i == 0 ? !most : !one) return false;
    }
    return true;
  }
  // Pixels of one interleaved unit: windows begin on multiples of it.
  ImageSize unit() const {
    return {cinfo_.max_h_samp_factor * DCTSIZE,
            cinfo_.max_v_samp_factor * DCTSIZE};
  }

 private:
  jpeg_decompress_struct cinfo_;
  JpegTrap trap_;
  Source source_;
  jpeg_progress_mgr progress_;
};

Result<void> Open(JpegReader& reader, ByteSpan file) {
  if (!reader.ReadHeader(file)) return reader.error();
  const int components = reader.components();
  if (components != 1 && components != 3 && components != 4) {
    return MakeError(ErrorCode::kUnsupportedFormat, "jpeg: ", components,
                     " components, 1, 3 or 4 are read");
  }
  return CheckImageSize(reader.size().width, reader.size().height);
}

// `window` with a margin for the upsampling; the whole width where cutting
// would save little.
Window WithMargin(const Window& window, const ImageSize& size,
                  const ImageSize& unit) {
  Window out = WholeWindow(size);
  const int left = std::max(0, window.left - kEdgePixels);
  const int right =
      std::min(size.width, window.left + window.width + kEdgePixels);
  if (size.width - (right - left) >= 2 * unit.width) {
    out.left = left;
    out.width = right - left;
  }
  out.top = window.top;
  out.height = window.height;
  return out;
}

// a * b / 255, rounded, for a and b in 0..255.
int MultiplyBytes(int a, int b) {
  const int product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

// The inverted CMYK of `src` over `white` = 255 - black, as Pillow blends it.
void CmykToRgb(const uint8_t* src, int pixels, uint8_t* dst) {
  for (int x = 0; x < pixels; ++x, src += 4, dst += 3) {
    const int white = src[3];
    for (int c = 0; c < 3; ++c) {
      dst[c] = static_cast<uint8_t>(white - MultiplyBytes(255 - src[c], white));
    }
  }
}

Result<void> ReadRows(JpegReader& reader, Image& image) {
  if (reader.components() != 4) {
    for (int y = 0; y < image.height; ++y) {
      if (!reader.ReadRow(image.row(y))) return reader.error();
    }
    return {};
  }
  BURIN_ASSIGN(AlignedBuffer inks,
               AlignedBuffer::Allocate(size_t{4} * image.width));
  auto* cmyk = reinterpret_cast<uint8_t*>(inks.data());
  for (int y = 0; y < image.height; ++y) {
    if (!reader.ReadRow(cmyk)) return reader.error();
    CmykToRgb(cmyk, image.width, image.row(y));
  }
  return {};
}

// The `rows` below the window, for their verdict. The last one is decoded: a
// skip to the very end would not read the data.
Result<void> ReadRest(JpegReader& reader, int rows, const Image& image) {
  if (rows == 0) return {};
  BURIN_ASSIGN(AlignedBuffer unused,
               AlignedBuffer::Allocate(size_t{4} * image.width));
  if (!reader.SkipRows(static_cast<unsigned>(rows - 1)) ||
      !reader.ReadRow(reinterpret_cast<uint8_t*>(unused.data()))) {
    return reader.error();
  }
  return {};
}

}  // namespace

Result<ImageSize> ReadJpegSize(ByteSpan file) {
  JpegReader reader;
  BURIN_TRY(Open(reader, file));
  return reader.size();
}

Result<void> DecodeJpeg(ByteSpan file, const Window& window, Image& image) {
  JpegReader reader;
  BURIN_TRY(Open(reader, file));
  const ImageSize size = reader.size();
  BURIN_CHECK(window.left >= 0 && window.top >= 0 && window.width > 0 &&
              window.height > 0 && window.width <= size.width - window.left &&
              window.height <= size.height - window.top);
  const Window cut = reader.Divisible()
                         ? WithMargin(window, size, reader.unit())
                         : WholeWindow(size);
  unsigned left = static_cast<unsigned>(cut.left);
  unsigned width = static_cast<unsigned>(cut.width);
  if (!reader.Start(left, width)) return reader.error();
  BURIN_TRY(image.Reset(static_cast<int>(width), cut.height));
  image.left = static_cast<int>(left);
  image.top = cut.top;
  if (!reader.SkipRows(static_cast<unsigned>(cut.top))) return reader.error();
  BURIN_TRY(ReadRows(reader, image));
  BURIN_TRY(ReadRest(reader, size.height - cut.top - cut.height, image));
  if (!reader.Finish()) return reader.error();
  return {};
}

}  // namespace burin
