// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The expectation is a second, plain implementation: whole pictures, one pixel
// at a time, 64-bit sums, no windows.

#include "vision/resize.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "vision/test_images.h"

namespace burin {
namespace {

struct Plane {  // one colour
  int width = 0;
  int height = 0;
  std::vector<uint8_t> bytes;

  uint8_t at(int x, int y) const { return bytes[size_t(y) * width + x]; }
};

double ExpectedCubic(double x) {
  x = std::fabs(x);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * -0.5;
  return 0;
}

// One axis, Get(i) being the source bytes along it.
template <typename Get>
uint8_t ExpectedPixel(int in, int out, int position, Get get) {
  const double scale = double(in) / out;
  const double wide = std::max(scale, 1.0);
  const double center = (position + 0.5) * scale;
  const int begin = std::max(0, int(center - 2 * wide + 0.5));
  const int end = std::min(in, int(center + 2 * wide + 0.5));
  std::vector<double> weights;
  double total = 0;
  for (int i = begin; i < end; ++i) {
    weights.push_back(ExpectedCubic((i - center + 0.5) * (1.0 / wide)));
    total += weights.back();
  }
  int64_t sum = int64_t{1} << 21;
  for (int i = begin; i < end; ++i) {
    const double weight = weights[i - begin] / total * (1 << 22);
    sum += int64_t(weight < 0 ? weight - 0.5 : weight + 0.5) * get(i);
  }
  return uint8_t(std::clamp<int64_t>(sum >> 22, 0, 255));
}

Plane ExpectedWide(const Plane& src, int width) {
  Plane out{width, src.height, {}};
  for (int y = 0; y < src.height; ++y) {
    for (int x = 0; x < width; ++x) {
      out.bytes.push_back(ExpectedPixel(src.width, width, x,
                                        [&](int i) { return src.at(i, y); }));
    }
  }
  return out;
}

Plane ExpectedHigh(const Plane& src, int height) {
  Plane out{src.width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < src.width; ++x) {
      out.bytes.push_back(ExpectedPixel(src.height, height, y,
                                        [&](int i) { return src.at(x, i); }));
    }
  }
  return out;
}

enum class Content { kNoise, kExtreme };

Image MakePicture(int width, int height, Content content, unsigned seed) {
  Image image;
  EXPECT_TRUE(image.Reset(width, height).ok());
  std::minstd_rand random(seed);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < 3 * width; ++x) {
      const auto byte = static_cast<uint8_t>(random() >> 8);
      image.row(y)[x] = content == Content::kNoise ? byte
                        : byte < 128               ? 0
                                                   : 255;
    }
  }
  return image;
}

struct Case {
  ImageSize in;
  ImageSize out;
};

// Every pixel of the resized picture, colours interleaved.
std::string ExpectedPixels(const Image& image, const Case& c, bool tall_first) {
  std::string pixels(size_t{3} * c.out.width * c.out.height, '\0');
  for (int color = 0; color < 3; ++color) {
    Plane plane{image.width, image.height, {}};
    for (int y = 0; y < image.height; ++y) {
      for (int x = 0; x < image.width; ++x) {
        plane.bytes.push_back(image.row(y)[3 * x + color]);
      }
    }
    plane = tall_first
                ? ExpectedWide(ExpectedHigh(plane, c.out.height), c.out.width)
                : ExpectedHigh(ExpectedWide(plane, c.out.width), c.out.height);
    for (size_t i = 0; i < plane.bytes.size(); ++i) {
      pixels[3 * i + color] = static_cast<char>(plane.bytes[i]);
    }
  }
  return pixels;
}

bool TallFirst(const Case& c, PillowRelease pillow) {
  const int less_high = c.in.height - c.out.height;
  const int less_wide = c.in.width - c.out.width;
  return pillow == PillowRelease::kSince13 && less_high > 0 &&
         less_high > 2 * less_wide;
}

class ResizeTest : public testing::TestWithParam<Isa> {
 protected:
  // Resizes the window of the result, from a source cut to what is needed.
  std::string Run(const Image& image, const Case& c, const Window& window,
                  PillowRelease pillow) {
    const ResizePlan plan = PlanResize(
        {image.width, c.out.width, window.left, window.width},
        {image.height, c.out.height, window.top, window.height}, pillow);
    Image cut;
    const Window& need = plan.source;
    EXPECT_TRUE(cut.Reset(need.width, need.height).ok());
    cut.left = need.left;
    cut.top = need.top;
    for (int y = 0; y < need.height; ++y) {
      std::copy_n(image.row(need.top + y) + 3 * need.left, 3 * need.width,
                  cut.row(y));
    }
    EXPECT_TRUE(
        ResizeImage(cut, plan, ResizeKernelsOf(GetParam()), scratch_, result_)
            .ok());
    EXPECT_EQ(plan.size(), (ImageSize{window.width, window.height}));
    return Pixels(result_);
  }

  void ExpectSame(const Case& c, Content content, PillowRelease pillow) {
    SCOPED_TRACE(testing::Message()
                 << c.in.width << "x" << c.in.height << " to " << c.out.width
                 << "x" << c.out.height);
    const Image image = MakePicture(c.in.width, c.in.height, content, 1);
    const std::string expected = ExpectedPixels(image, c, TallFirst(c, pillow));
    ASSERT_TRUE(Run(image, c, WholeWindow(c.out), pillow) == expected);
    // A window in the middle.
    const Window window = {c.out.width / 3, c.out.height / 4,
                           (c.out.width + 1) / 2, (c.out.height + 1) / 2};
    std::string inside;
    for (int y = 0; y < window.height; ++y) {
      inside += expected.substr(
          3 * ((window.top + y) * size_t(c.out.width) + window.left),
          size_t{3} * window.width);
    }
    ASSERT_TRUE(Run(image, c, window, pillow) == inside);
  }

  ResizeScratch scratch_;
  Image result_;
};

TEST_P(ResizeTest, EqualsThePlainFormInEverySmallSize) {
  for (int in = 1; in <= 40; in += 3) {
    for (int out = 1; out <= 45; out += 4) {
      ExpectSame({{in, 7}, {out, 9}}, Content::kNoise, PillowRelease::kSince13);
      ExpectSame({{7, in}, {9, out}}, Content::kNoise, PillowRelease::kSince13);
    }
  }
}

TEST_P(ResizeTest, EqualsThePlainFormInPhotographSizes) {
  for (const Case& c :
       {Case{{500, 375}, {341, 256}}, Case{{64, 96}, {256, 384}},
        Case{{90, 200}, {80, 177}}, Case{{130, 260}, {64, 128}},
        Case{{300, 40}, {60, 8}}, Case{{128, 43}, {64, 21}}}) {
    ExpectSame(c, Content::kNoise, PillowRelease::kSince13);
    ExpectSame(c, Content::kNoise, PillowRelease::kBefore13);
  }
}

TEST_P(ResizeTest, EqualsThePlainFormWhereSumsAreClipped) {
  for (const Case& c : {Case{{40, 30}, {67, 71}}, Case{{200, 100}, {31, 17}},
                        Case{{30, 90}, {20, 60}}}) {
    ExpectSame(c, Content::kExtreme, PillowRelease::kSince13);
  }
}

TEST_P(ResizeTest, KeepsAPictureOfTheSameSize) {
  const Image image = MakePicture(37, 21, Content::kNoise, 2);
  EXPECT_TRUE(Run(image, {{37, 21}, {37, 21}}, {0, 0, 37, 21},
                  PillowRelease::kSince13) == Pixels(image));
}

INSTANTIATE_TEST_SUITE_P(Isa, ResizeTest,
                         testing::ValuesIn(UsableIsas().begin(),
                                           UsableIsas().end()),
                         [](const testing::TestParamInfo<Isa>& info) {
                           return std::string(IsaName(info.param));
                         });

TEST(PlanResize, NeedsOnlyTheRowsAndColumnsNearTheWindow) {
  const ResizePlan plan = PlanResize({1000, 500, 100, 10}, {600, 300, 0, 5});
  EXPECT_EQ(plan.source.left, 197);
  EXPECT_EQ(plan.source.top, 0);
  EXPECT_LE(plan.source.width, 28);
  EXPECT_LE(plan.source.height, 14);
}

TEST(PlanResize, DoesTallPicturesVerticallyFirstAsPillow13Does) {
  const auto vertical_first = [](ImageSize in, ImageSize out, PillowRelease p) {
    return PlanResize({in.width, out.width, 0, 1},
                      {in.height, out.height, 0, 1}, p)
        .vertical_first;
  };
  const PillowRelease now = PillowRelease::kSince13;
  EXPECT_TRUE(vertical_first({100, 300}, {50, 150}, now));
  EXPECT_FALSE(vertical_first({100, 300}, {50, 150}, PillowRelease::kBefore13));
  EXPECT_FALSE(vertical_first({100, 300}, {50, 200}, now));
  EXPECT_TRUE(vertical_first({100, 300}, {50, 199}, now));
  EXPECT_TRUE(vertical_first({100, 300}, {101, 299}, now));
  EXPECT_FALSE(vertical_first({100, 300}, {103, 301}, now));
}

}  // namespace
}  // namespace burin
