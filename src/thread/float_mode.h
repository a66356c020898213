// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The floating-point mode that all kernels run in: IEEE, round to nearest, no
// flush to zero, traps masked. An application that embeds burin may have set
// another one on its thread; workers and caller must agree, or the bits of a
// result would depend on which thread computed it.

#ifndef BURIN_THREAD_FLOAT_MODE_H_
#define BURIN_THREAD_FLOAT_MODE_H_

#include <cstdint>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace burin {

// Sets the mode of this thread and restores the former one at its end.
class ScopedFloatMode {
 public:
#if defined(__x86_64__)
  ScopedFloatMode() : saved_(_mm_getcsr()) {
    if (saved_ != kIeee) _mm_setcsr(kIeee);
  }
  ~ScopedFloatMode() { _mm_setcsr(saved_); }
#else
  ScopedFloatMode() {}
  ~ScopedFloatMode() {}
#endif
  ScopedFloatMode(const ScopedFloatMode&) = delete;
  ScopedFloatMode& operator=(const ScopedFloatMode&) = delete;

 private:
#if defined(__x86_64__)
  static constexpr uint32_t kIeee = 0x1f80;  // MXCSR: six masks, nothing else
  uint32_t saved_;
#endif
};

}  // namespace burin

#endif  // BURIN_THREAD_FLOAT_MODE_H_
