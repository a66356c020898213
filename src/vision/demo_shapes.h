// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The shapes that the demo images show, as functions of integer coordinates.

#ifndef BURIN_VISION_DEMO_SHAPES_H_
#define BURIN_VISION_DEMO_SHAPES_H_

namespace burin {

enum class DemoShape {
  kCircle,
  kSquare,
  kTriangle,
  kStar,
  kRing,
  kCross,
  kStripesHorizontal,
  kStripesVertical,
  kChecker,
  kDots,
  kSpiral,
  kBar,  // a long thin rectangle, for clutter
};

// The radius of a shape around its centre at (0, 0), v growing downwards.
inline constexpr int kDemoRadius = 1024;

// Nothing of a shape lies outside |u| <= u, |v| <= v.
struct DemoExtent {
  int u = 0;
  int v = 0;
};
DemoExtent ExtentOf(DemoShape shape);

// The front colour makes the shape; the back colour is what lies between
// stripes, checks, dots and the arms of a spiral. `period` is their distance.
enum class DemoPaint { kNone, kFront, kBack };
DemoPaint PaintAt(DemoShape shape, int period, int u, int v);

// 16384 times the sine and cosine of angle / 256 turns, rounded.
int DemoSine(int angle);
inline int DemoCosine(int angle) { return DemoSine(angle + 64); }

}  // namespace burin

#endif  // BURIN_VISION_DEMO_SHAPES_H_
