// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See demo_draw.h.

#include "vision/demo_draw.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace burin {
namespace {

uint8_t Byte(int value) {
  return static_cast<uint8_t>(std::clamp(value, 0, 255));
}

// From image pixels to a figure's coordinates, of which kDemoRadius are its
// radius. Distances are in quarters of a pixel, for the samples.
class FigureSpace {
 public:
  explicit FigureSpace(const DemoFigure& figure)
      : extent_(ExtentOf(figure.shape)) {
    const int64_t scale = (int64_t{kDemoRadius} << kFraction) /
                          (int64_t{4} * 16384 * figure.radius);
    cosine_ = DemoCosine(figure.angle) * scale;
    sine_ = DemoSine(figure.angle) * scale;
    // A pixel's samples lie less than two quarters from its centre.
    margin_ = 2 * kDemoRadius / (4 * figure.radius) + 1;
  }

  int U(int dx, int dy) const {
    return static_cast<int>((dx * cosine_ + dy * sine_) >> kFraction);
  }
  int V(int dx, int dy) const {
    return static_cast<int>((dy * cosine_ - dx * sine_) >> kFraction);
  }
  // Whether any sample of the pixel with this centre may be inside.
  bool MayTouch(int dx, int dy) const {
    return std::abs(U(dx, dy)) <= extent_.u + margin_ &&
           std::abs(V(dx, dy)) <= extent_.v + margin_;
  }
  // In pixels, how far the figure may reach along the image's axes.
  int ReachX() const { return Reach(cosine_, sine_); }
  int ReachY() const { return Reach(sine_, cosine_); }

 private:
  static constexpr int kFraction = 32;

  int Reach(int64_t along_u, int64_t along_v) const {
    // The turn by the figure's angle, back from its coordinates; cosine and
    // sine carry the scale, so their squares' sum divides it out.
    const int64_t square =
        (cosine_ >> 16) * (cosine_ >> 16) + (sine_ >> 16) * (sine_ >> 16);
    const int64_t reach = std::abs(along_u >> 16) * extent_.u +
                          std::abs(along_v >> 16) * extent_.v;
    return static_cast<int>((reach << 16) / (4 * square)) + 2;
  }

  DemoExtent extent_;
  int64_t cosine_;
  int64_t sine_;
  int margin_;
};

void DrawPixel(const DemoFigure& figure, const FigureSpace& space, int dx,
               int dy, uint8_t* pixel) {
  int sum[3] = {0, 0, 0};
  for (int sample = 0; sample < 4; ++sample) {
    const int sx = dx + (sample % 2 == 0 ? -1 : 1);
    const int sy = dy + (sample / 2 == 0 ? -1 : 1);
    const int v = space.V(sx, sy);
    const DemoPaint paint =
        PaintAt(figure.shape, figure.period, space.U(sx, sy), v);
    const bool hidden = paint == DemoPaint::kNone ||
                        (paint == DemoPaint::kBack && !figure.back_visible);
    const DemoColor& color =
        paint == DemoPaint::kFront ? figure.front : figure.back;
    const int shade = -figure.shade * v / kDemoRadius;
    for (int c = 0; c < 3; ++c) {
      sum[c] += hidden ? pixel[c] : Byte(color[c] + shade);
    }
  }
  for (int c = 0; c < 3; ++c) pixel[c] = static_cast<uint8_t>((sum[c] + 2) / 4);
}

}  // namespace

void DrawGradient(const DemoColor& first, const DemoColor& second, int angle,
                  Image& image) {
  const int cosine = DemoCosine(angle);
  const int sine = DemoSine(angle);
  // The place along the direction, 0 to 256 from corner to corner.
  const int64_t length =
      std::max<int64_t>((int64_t{std::abs(cosine)} * image.width +
                         int64_t{std::abs(sine)} * image.height) /
                            256,
                        1);
  const int64_t start = std::min(int64_t{cosine} * image.width, int64_t{0}) +
                        std::min(int64_t{sine} * image.height, int64_t{0});
  for (int y = 0; y < image.height; ++y) {
    uint8_t* row = image.row(y);
    for (int x = 0; x < image.width; ++x) {
      const int place = (cosine * x + sine * y - start) / length;
      for (int c = 0; c < 3; ++c) {
        row[3 * x + c] = Byte(first[c] + (second[c] - first[c]) * place / 256);
      }
    }
  }
}

void DrawClouds(int cell, int strength, DemoRandom& random, Image& image) {
  const int columns = image.width / cell + 2;
  const int rows = image.height / cell + 2;
  std::vector<int> knots(static_cast<size_t>(columns) * rows);
  for (int& knot : knots) knot = random.Between(-strength, strength);
  for (int y = 0; y < image.height; ++y) {
    const int* above = &knots[static_cast<size_t>(y / cell) * columns];
    const int* below = above + columns;
    const int down = y % cell;
    uint8_t* row = image.row(y);
    for (int x = 0; x < image.width; ++x) {
      const int i = x / cell;
      const int right = x % cell;
      const int left_edge = above[i] * (cell - down) + below[i] * down;
      const int right_edge = above[i + 1] * (cell - down) + below[i + 1] * down;
      const int change =
          (left_edge * (cell - right) + right_edge * right) / (cell * cell);
      for (int c = 0; c < 3; ++c)
        row[3 * x + c] = Byte(row[3 * x + c] + change);
    }
  }
}

void DrawFigure(const DemoFigure& figure, Image& image) {
  const FigureSpace space(figure);
  const int left = std::max(0, figure.x - space.ReachX());
  const int right = std::min(image.width - 1, figure.x + space.ReachX());
  const int top = std::max(0, figure.y - space.ReachY());
  const int bottom = std::min(image.height - 1, figure.y + space.ReachY());
  for (int y = top; y <= bottom; ++y) {
    uint8_t* row = image.row(y);
    for (int x = left; x <= right; ++x) {
      const int dx = 4 * (x - figure.x);
      const int dy = 4 * (y - figure.y);
      if (space.MayTouch(dx, dy)) {
        DrawPixel(figure, space, dx, dy, row + 3 * x);
      }
    }
  }
}

void DrawNoise(int strength, DemoRandom& random, Image& image) {
  if (strength == 0) return;
  for (int y = 0; y < image.height; ++y) {
    uint8_t* row = image.row(y);
    for (int x = 0; x < 3 * image.width; x += 8) {
      uint64_t bits = random.Next();  // eight bytes of the row
      const int end = std::min(x + 8, 3 * image.width);
      for (int i = x; i < end; ++i, bits >>= 8) {
        const int byte = static_cast<int>(bits & 255);
        row[i] = Byte(row[i] + (byte * (strength + 1) >> 8) - strength / 2);
      }
    }
  }
}

}  // namespace burin
