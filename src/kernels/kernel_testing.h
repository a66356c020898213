// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What the kernels' tests share: reproducible random data with guard values
// around it, and running all tasks of a kernel.

#ifndef BURIN_KERNELS_KERNEL_TESTING_H_
#define BURIN_KERNELS_KERNEL_TESTING_H_

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "base/aligned_buffer.h"
#include "kernels/isa.h"

namespace burin {

// xorshift64*: the same numbers everywhere.
class Random {
 public:
  explicit Random(uint64_t seed)
      : state_(seed * 2654435769u + 88172645463325252u) {}
  uint64_t Next() {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return state_ * 2685821657736338717u;
  }
  // Uniform in [-1, 1).
  float Float() {
    return static_cast<float>(static_cast<int64_t>(Next()) >> 40) / 8388608.0f;
  }
  // In [0, n).
  int64_t Below(int64_t n) { return static_cast<int64_t>(Next() >> 33) % n; }

 private:
  uint64_t state_;
};

// `count` random floats at an address that is not a multiple of 64, between
// guard values that a kernel must neither use (they are NaN) nor change.
class Floats {
 public:
  explicit Floats(int64_t count, uint64_t seed = 1, float scale = 1)
      : count_(count), all_(static_cast<size_t>(count) + 2 * kGuard, kNaN) {
    Random random(seed);
    for (int64_t i = 0; i < count; ++i) data()[i] = scale * random.Float();
  }
  float* data() { return all_.data() + kGuard; }
  const float* data() const { return all_.data() + kGuard; }
  int64_t size() const { return count_; }
  float& operator[](int64_t i) { return data()[i]; }
  float operator[](int64_t i) const { return data()[i]; }
  void Fill(float value) {
    for (int64_t i = 0; i < count_; ++i) data()[i] = value;
  }
  bool GuardsIntact() const {
    for (int i = 0; i < kGuard; ++i) {
      if (!std::isnan(all_[i]) || !std::isnan(data()[count_ + i])) return false;
    }
    return true;
  }
  bool SameBits(const Floats& other) const {
    return count_ == other.count_ &&
           (count_ == 0 || std::memcmp(data(), other.data(),
                                       static_cast<size_t>(count_) * 4) == 0);
  }

 private:
  static constexpr int kGuard = 35;
  static constexpr float kNaN = __builtin_nanf("");
  int64_t count_;
  std::vector<float> all_;
};

// |a - b| <= bound for all elements; says where not.
inline testing::AssertionResult Near(const Floats& a, const Floats& b,
                                     double bound) {
  if (a.size() != b.size()) {
    return testing::AssertionFailure() << a.size() << " != " << b.size();
  }
  for (int64_t i = 0; i < a.size(); ++i) {
    const double d = std::abs(static_cast<double>(a[i]) - b[i]);
    if (!(d <= bound)) {
      return testing::AssertionFailure()
             << "at " << i << ": " << a[i] << " and " << b[i] << ", bound "
             << bound;
    }
  }
  if (!a.GuardsIntact()) {
    return testing::AssertionFailure() << "written outside";
  }
  return testing::AssertionSuccess();
}

// Scratch memory that holds garbage, as a runtime's does.
class Scratch {
 public:
  explicit Scratch(size_t bytes)
      : buffer_(AlignedBuffer::Allocate(bytes + 64).value()), bytes_(bytes) {
    std::memset(buffer_.data(), 0xff, buffer_.size());  // NaN
  }
  void* data() { return buffer_.data(); }
  bool GuardIntact() const {
    for (size_t i = bytes_; i < buffer_.size(); ++i) {
      if (buffer_.data()[i] != std::byte{0xff}) return false;
    }
    return true;
  }

 private:
  AlignedBuffer buffer_;
  size_t bytes_;
};

// All tasks, last first: the order must not matter.
template <typename Fn, typename Args>
void RunTasks(Fn fn, const Args& args, int64_t tasks, size_t scratch_bytes) {
  Scratch scratch(scratch_bytes);
  for (int64_t task = tasks - 1; task >= 0; --task) {
    fn(args, task, scratch.data());
  }
  EXPECT_TRUE(scratch.GuardIntact());
}

}  // namespace burin

#endif  // BURIN_KERNELS_KERNEL_TESTING_H_
