// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Drawing for the demo images: gradients, clouds, figures and noise, all in
// integer arithmetic, so that every machine draws the same pixels.

#ifndef BURIN_VISION_DEMO_DRAW_H_
#define BURIN_VISION_DEMO_DRAW_H_

#include <array>

#include "vision/demo_random.h"
#include "vision/demo_shapes.h"
#include "vision/image.h"

namespace burin {

using DemoColor = std::array<int, 3>;  // red, green, blue: 0 to 255

struct DemoFigure {
  DemoShape shape = DemoShape::kCircle;
  int x = 0;  // centre, pixels
  int y = 0;
  int radius = 1;    // pixels, 1 to 4096
  int angle = 0;     // 256 are a turn
  int period = 256;  // as in PaintAt
  DemoColor front = {};
  DemoColor back = {};
  bool back_visible = false;
  int shade = 0;  // how much brighter the top is than the middle
};

// From `first` to `second` along the direction `angle`, over the whole image.
void DrawGradient(const DemoColor& first, const DemoColor& second, int angle,
                  Image& image);

// Makes the image brighter and darker by up to `strength` in patches of about
// `cell` pixels.
void DrawClouds(int cell, int strength, DemoRandom& random, Image& image);

// With four samples a pixel; what lies outside the image is left out.
void DrawFigure(const DemoFigure& figure, Image& image);

// Adds to every byte a random number in [-strength / 2, strength / 2].
void DrawNoise(int strength, DemoRandom& random, Image& image);

}  // namespace burin

#endif  // BURIN_VISION_DEMO_DRAW_H_
