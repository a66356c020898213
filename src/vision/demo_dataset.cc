// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See demo_dataset.h.

#include "vision/demo_dataset.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

#include "base/check.h"
#include "base/file.h"
#include "vision/demo_draw.h"
#include "vision/first_error.h"

namespace burin {
namespace {

using std::string_view_literals::operator""sv;

constexpr int kMaxImages = 10'000'000;  // of a class, and its last number

constexpr std::string_view kClasses[] = {"checker"sv,
                                         "circle"sv,
                                         "cross"sv,
                                         "dots"sv,
                                         "pair"sv,
                                         "ring"sv,
                                         "spiral"sv,
                                         "square"sv,
                                         "star"sv,
                                         "stripes-horizontal"sv,
                                         "stripes-vertical"sv,
                                         "triangle"sv};
constexpr DemoShape kShapes[] = {
    DemoShape::kChecker,
    DemoShape::kCircle,
    DemoShape::kCross,
    DemoShape::kDots,
    DemoShape::kCircle,  // of a pair, drawn at random
    DemoShape::kRing,
    DemoShape::kSpiral,
    DemoShape::kSquare,
    DemoShape::kStar,
    DemoShape::kStripesHorizontal,
    DemoShape::kStripesVertical,
    DemoShape::kTriangle};
constexpr int kPair = 4;
static_assert(std::size(kClasses) == std::size(kShapes));

uint64_t HashText(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : text) {
    hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
  }
  return hash;
}

DemoColor RandomColor(DemoRandom& random) {
  return {random.Between(0, 255), random.Between(0, 255),
          random.Between(0, 255)};
}

int Difference(const DemoColor& a, const DemoColor& b) {
  int sum = 0;
  for (int c = 0; c < 3; ++c) sum += std::abs(a[c] - b[c]);
  return sum;
}

// A colour that differs from the others by `least` (of at most 765) where a few
// attempts find one.
DemoColor ContrastingColor(std::span<const DemoColor> others, int least,
                           DemoRandom& random) {
  DemoColor color = RandomColor(random);
  for (int attempt = 0; attempt < 20; ++attempt) {
    const auto close = [&](const DemoColor& other) {
      return Difference(color, other) < least;
    };
    if (std::none_of(others.begin(), others.end(), close)) break;
    color = RandomColor(random);
  }
  return color;
}

struct Scene {
  Image& image;
  DemoRandom& random;
  DemoColor sky = {};  // the two colours of the background
  DemoColor ground = {};
  int side = 0;  // the shorter side, pixels

  int Share(int low, int high) const {  // of the side, in percent
    return std::max(1, side * random.Between(low, high) / 100);
  }
};

Result<void> StartScene(Scene& scene) {
  DemoRandom& random = scene.random;
  const int width = random.Between(120, 420);
  // Aspect ratios from 5:3 to 3:5, sizes still within the same limits.
  const int height =
      std::clamp(width * random.Between(60, 166) / 100, 120, 420);
  BURIN_TRY(scene.image.Reset(width, height));
  scene.side = std::min(width, height);
  scene.sky = RandomColor(random);
  scene.ground = RandomColor(random);
  DrawGradient(scene.sky, scene.ground, random.Between(0, 255), scene.image);
  if (random.Chance(60)) {
    DrawClouds(random.Between(8, 80), random.Between(10, 60), random,
               scene.image);
  }
  return {};
}

// Small shapes and long bars anywhere.
void DrawClutter(Scene& scene, int most) {
  constexpr DemoShape kClutter[] = {DemoShape::kCircle,   DemoShape::kSquare,
                                    DemoShape::kTriangle, DemoShape::kCross,
                                    DemoShape::kRing,     DemoShape::kStar,
                                    DemoShape::kBar,      DemoShape::kBar};
  DemoRandom& random = scene.random;
  for (int left = random.Between(0, most); left > 0; --left) {
    DemoFigure figure;
    figure.shape = kClutter[random.Between(0, std::size(kClutter) - 1)];
    figure.x = random.Between(0, scene.image.width - 1);
    figure.y = random.Between(0, scene.image.height - 1);
    figure.radius = scene.Share(2, 8);
    if (figure.shape == DemoShape::kBar) figure.radius = scene.Share(5, 30);
    figure.angle = random.Between(0, 255);
    figure.front = RandomColor(random);
    DrawFigure(figure, scene.image);
  }
}

int AngleOf(DemoShape shape, DemoRandom& random) {
  const bool striped = shape == DemoShape::kStripesHorizontal ||
                       shape == DemoShape::kStripesVertical;
  // Stripes lean by less than 25 degrees, or their names would be wrong.
  return striped ? random.Between(-17, 17) : random.Between(0, 255);
}

DemoFigure MainFigure(Scene& scene, DemoShape shape) {
  DemoRandom& random = scene.random;
  DemoFigure figure;
  figure.shape = shape;
  figure.radius = scene.Share(13, 42);
  // The centre and most of the figure are inside.
  const int margin = figure.radius * 3 / 4;
  figure.x = random.Between(
      std::min(margin, scene.image.width / 2),
      scene.image.width - 1 - std::min(margin, scene.image.width / 2 - 1));
  figure.y = random.Between(
      std::min(margin, scene.image.height / 2),
      scene.image.height - 1 - std::min(margin, scene.image.height / 2 - 1));
  figure.angle = AngleOf(shape, random);
  figure.period = random.Between(280, 620);
  const int contrast = random.Between(60, 260);
  const DemoColor around[] = {scene.sky, scene.ground};
  figure.front = ContrastingColor(around, contrast, random);
  figure.back = ContrastingColor({&figure.front, 1}, contrast, random);
  figure.back_visible = random.Chance(60);
  figure.shade = random.Between(-50, 50);
  return figure;
}

// Two figures of one shape side by side.
void DrawPair(Scene& scene) {
  constexpr DemoShape kTwins[] = {DemoShape::kCircle, DemoShape::kSquare,
                                  DemoShape::kTriangle, DemoShape::kStar,
                                  DemoShape::kRing};
  DemoRandom& random = scene.random;
  DemoFigure figure =
      MainFigure(scene, kTwins[random.Between(0, std::size(kTwins) - 1)]);
  figure.radius = std::max(1, figure.radius * 6 / 10);
  const int direction = random.Between(0, 255);
  const int distance = figure.radius * random.Between(115, 150) / 100;
  const int dx = distance * DemoCosine(direction) / 16384;
  const int dy = distance * DemoSine(direction) / 16384;
  figure.x -= dx;
  figure.y -= dy;
  DrawFigure(figure, scene.image);
  figure.x += 2 * dx;
  figure.y += 2 * dy;
  figure.angle += random.Between(-20, 20);
  DrawFigure(figure, scene.image);
}

// Bars in the background's colours across the main figure's place.
void DrawOcclusion(Scene& scene) {
  DemoRandom& random = scene.random;
  for (int left = random.Between(0, 3); left > 1; --left) {
    DemoFigure bar;
    bar.shape = DemoShape::kBar;
    bar.x = random.Between(scene.image.width / 4, scene.image.width * 3 / 4);
    bar.y = random.Between(scene.image.height / 4, scene.image.height * 3 / 4);
    bar.radius = scene.Share(25, 60);
    bar.angle = random.Between(0, 255);
    bar.front = random.Chance(50) ? scene.sky : RandomColor(random);
    DrawFigure(bar, scene.image);
  }
}

bool IsFolderName(std::string_view name) {
  return !name.empty() && name.find('/') == name.npos &&
         name.find('\0') == name.npos && name != "." && name != "..";
}

Result<void> CheckOptions(const DemoOptions& options) {
  if (options.images_per_class < 1 || options.first_index < 0 ||
      options.images_per_class > kMaxImages ||
      options.first_index > kMaxImages - options.images_per_class) {
    return MakeError(ErrorCode::kBadUsage, options.images_per_class,
                     " images per class from ", options.first_index,
                     " on, 0 to ", kMaxImages, " possible");
  }
  if (!IsFolderName(options.split)) {
    return MakeError(ErrorCode::kBadUsage, "split '", options.split,
                     "' is no folder name");
  }
  return {};
}

std::string FileName(std::string_view name, int index) {
  std::string digits = std::to_string(index);
  digits.insert(0, 8 - std::min<size_t>(8, digits.size()), '0');
  return StrCat(name, "_", digits, ".JPEG");
}

Result<void> WriteImage(const std::string& folder, const DemoOptions& options,
                        int label, int index, Image& image) {
  BURIN_ASSIGN(const JpegOptions jpeg,
               DrawDemoImage(options, label, index, image));
  BURIN_ASSIGN(const std::vector<std::byte> bytes, EncodeJpeg(image, jpeg));
  return WriteFile(StrCat(folder, "/", FileName(kClasses[label], index)), bytes,
                   Durability::kNone);
}

}  // namespace

std::span<const std::string_view> DemoClasses() { return kClasses; }

Result<JpegOptions> DrawDemoImage(const DemoOptions& options, int label,
                                  int index, Image& image) {
  BURIN_CHECK(label >= 0 && label < static_cast<int>(std::size(kClasses)));
  DemoRandom random(options.seed);
  random.Mix(HashText(options.split));
  random.Mix(static_cast<uint64_t>(label));
  random.Mix(static_cast<uint64_t>(index));
  Scene scene{image, random};
  BURIN_TRY(StartScene(scene));
  DrawClutter(scene, 10);
  if (label == kPair) {
    DrawPair(scene);
  } else {
    DrawFigure(MainFigure(scene, kShapes[label]), image);
  }
  DrawOcclusion(scene);
  DrawClutter(scene, 5);
  DrawNoise(random.Between(0, 60), random, image);
  JpegOptions jpeg;
  jpeg.quality = random.Between(40, 96);
  jpeg.halve_chroma = random.Chance(70);
  return jpeg;
}

Result<void> WriteDemoDataset(const std::string& root,
                              const DemoOptions& options, ThreadPool& pool) {
  BURIN_TRY(CheckOptions(options));
  std::array<std::string, std::size(kClasses)> folders;
  for (size_t i = 0; i < folders.size(); ++i) {
    folders[i] = StrCat(root, "/", options.split, "/", kClasses[i]);
    BURIN_TRY(MakeFolder(folders[i]));
  }
  std::vector<Image> images(pool.threads());
  FirstError first;
  const int64_t tasks =
      static_cast<int64_t>(folders.size()) * options.images_per_class;
  pool.ParallelFor(tasks, [&](int64_t task, int thread) {
    first.Run(task, [&] {
      const int label = static_cast<int>(task / options.images_per_class);
      const int index = options.first_index +
                        static_cast<int>(task % options.images_per_class);
      return WriteImage(folders[label], options, label, index, images[thread]);
    });
  });
  return first.Take();
}

}  // namespace burin
