// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A small generator of random integers (SplitMix64), the same on every machine.

#ifndef BURIN_VISION_DEMO_RANDOM_H_
#define BURIN_VISION_DEMO_RANDOM_H_

#include <cstdint>

namespace burin {

class DemoRandom {
 public:
  explicit DemoRandom(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // Uniform in [low, high].
  int Between(int low, int high) {
    const auto range = static_cast<uint64_t>(high - low) + 1;
    return low + static_cast<int>(((Next() >> 32) * range) >> 32);
  }
  bool Chance(int percent) { return Between(0, 99) < percent; }
  // Mixes another number in: streams of different numbers are unrelated.
  void Mix(uint64_t number) { state_ = Next() ^ (number * 0xff51afd7ed558ccd); }

 private:
  uint64_t state_;
};

}  // namespace burin

#endif  // BURIN_VISION_DEMO_RANDOM_H_
