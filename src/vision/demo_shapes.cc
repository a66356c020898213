// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See demo_shapes.h.

#include "vision/demo_shapes.h"

#include <algorithm>
#include <cstdlib>

namespace burin {
namespace {

// 16384 * sin(i / 128 * pi), rounded: a quarter turn.
constexpr int kSine[65] = {
    0,     402,   804,   1205,  1606,  2006,  2404,  2801,  3196,  3590,  3981,
    4370,  4756,  5139,  5520,  5897,  6270,  6639,  7005,  7366,  7723,  8076,
    8423,  8765,  9102,  9434,  9760,  10080, 10394, 10702, 11003, 11297, 11585,
    11866, 12140, 12406, 12665, 12916, 13160, 13395, 13623, 13842, 14053, 14256,
    14449, 14635, 14811, 14978, 15137, 15286, 15426, 15557, 15679, 15791, 15893,
    15986, 16069, 16143, 16207, 16261, 16305, 16340, 16364, 16379, 16384};

constexpr int kPatch = 1000;    // half the side of a patterned square
constexpr int kSquare = 850;    // half the side of the plain one
constexpr int kBarLong = 1400;  // half the sides of a bar
constexpr int kBarWide = 160;

// In [0, period), for coordinates that may be negative.
int Phase(int coordinate, int period) {
  const int rest = coordinate % period;
  return rest < 0 ? rest + period : rest;
}

bool InTriangle(int u, int v) {
  // Half planes 512 away from the centre, their normals 120 degrees apart.
  return v <= 512 && 887 * std::abs(u) - 512 * v <= 512 * 1024;
}

bool InStar(int u, int v) {
  // Within four of five lines cos(72 degrees) away from the centre.
  constexpr int kLine = 316;  // 1024 * 0.309
  constexpr int kNormals[5][2] = {
      {0, -1024}, {974, -316}, {602, 828}, {-602, 828}, {-974, -316}};
  int within = 0;
  for (const auto& normal : kNormals) {
    within += normal[0] * u + normal[1] * v <= kLine * 1024 ? 1 : 0;
  }
  return within >= 4;
}

// 256 are a turn; straight lines between the eighths of a turn.
int RoughAngle(int u, int v) {
  const int a = std::abs(u);
  const int b = std::abs(v);
  if (a == 0 && b == 0) return 0;
  int angle = a >= b ? 32 * b / a : 64 - 32 * a / b;
  if (u < 0) angle = 128 - angle;
  return v < 0 ? 256 - angle : angle;
}

int SquareRoot(int square) {
  int root = 0;
  for (int bit = 1 << 10; bit > 0; bit /= 2) {
    if ((root + bit) * (root + bit) <= square) root += bit;
  }
  return root;
}

DemoPaint FrontIf(bool front) {
  return front ? DemoPaint::kFront : DemoPaint::kBack;
}

// What is drawn inside the square patch or, for the spiral, the disc.
DemoPaint PatternAt(DemoShape shape, int period, int u, int v) {
  const int pu = Phase(u, period);
  const int pv = Phase(v, period);
  switch (shape) {
    case DemoShape::kStripesHorizontal:
      return FrontIf(pv < period / 2);
    case DemoShape::kStripesVertical:
      return FrontIf(pu < period / 2);
    case DemoShape::kChecker:
      return FrontIf((pu < period / 2) != (pv < period / 2));
    case DemoShape::kDots: {
      const int du = pu - period / 2;
      const int dv = pv - period / 2;
      return FrontIf(8 * (du * du + dv * dv) <= period * period);
    }
    default: {
      const int turned =
          SquareRoot(u * u + v * v) - RoughAngle(u, v) * period / 256;
      return FrontIf(Phase(turned, period) < period / 2);
    }
  }
}

}  // namespace

DemoExtent ExtentOf(DemoShape shape) {
  switch (shape) {
    case DemoShape::kBar:
      return {kBarLong, kBarWide};
    case DemoShape::kSquare:
      return {kSquare, kSquare};
    default:
      return {kDemoRadius, kDemoRadius};
  }
}

DemoPaint PaintAt(DemoShape shape, int period, int u, int v) {
  const int square = u * u + v * v;
  const int larger = std::max(std::abs(u), std::abs(v));
  const int smaller = std::min(std::abs(u), std::abs(v));
  bool inside = false;
  switch (shape) {
    case DemoShape::kCircle:
      inside = square <= kDemoRadius * kDemoRadius;
      break;
    case DemoShape::kSquare:
      inside = larger <= kSquare;
      break;
    case DemoShape::kTriangle:
      inside = InTriangle(u, v);
      break;
    case DemoShape::kStar:
      inside = InStar(u, v);
      break;
    case DemoShape::kRing:
      inside = square <= kDemoRadius * kDemoRadius && square >= 640 * 640;
      break;
    case DemoShape::kCross:
      inside = larger <= kDemoRadius && smaller <= 300;
      break;
    case DemoShape::kBar:
      inside = std::abs(u) <= kBarLong && std::abs(v) <= kBarWide;
      break;
    case DemoShape::kSpiral:
      if (square > kDemoRadius * kDemoRadius) return DemoPaint::kNone;
      return PatternAt(shape, period, u, v);
    default:
      if (larger > kPatch) return DemoPaint::kNone;
      return PatternAt(shape, period, u, v);
  }
  return inside ? DemoPaint::kFront : DemoPaint::kNone;
}

int DemoSine(int angle) {
  const int turn = angle & 255;
  const int half = turn & 127;
  const int quarter = half <= 64 ? kSine[half] : kSine[128 - half];
  return turn < 128 ? quarter : -quarter;
}

}  // namespace burin
