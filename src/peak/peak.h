// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The arithmetic limit of this machine, measured: multiply-adds on registers
// alone, which no kernel can exceed. Measure it beside whatever is compared
// with it: the clock of a machine that others use changes by the second.

#ifndef BURIN_PEAK_PEAK_H_
#define BURIN_PEAK_PEAK_H_

#include <cstdint>
#include <string_view>

#include "kernels/isa.h"
#include "thread/thread_pool.h"

namespace burin {

// What is multiplied and added. Each has its own limit: on AVX-512 CPUs those
// of bf16 and int8, where there are instructions for them, are a multiple of
// that of fp32.
enum class PeakType : uint8_t {
  kFp32,
  kBf16,  // pairs; where the tier has no instruction for them: kFp32
  kInt8,  // fours, likewise
};
inline constexpr PeakType kPeakTypes[] = {PeakType::kFp32, PeakType::kBf16,
                                          PeakType::kInt8};
std::string_view PeakTypeName(PeakType type);  // "fp32", "bf16", "int8"

// Runs `rounds` rounds of independent multiply-adds of whole vectors on this
// thread and returns how many operations that were, a multiply-add being two.
// The CPU must have the instruction set. A round is some ten nanoseconds.
double BurnMultiplyAdds(Isa isa, PeakType type, int64_t rounds);

// Operations a second / 10^9 of all threads of the pool together, wall time:
// the best of five runs of about `seconds` each. 0.02 is enough for a figure
// to be shown; the pool must be idle.
double MeasurePeakGflops(ThreadPool& pool, Isa isa,
                         PeakType type = PeakType::kFp32,
                         double seconds = 0.02);

// The same on a pool of its own; 0 threads: all cores that may be used.
double MeasurePeakGflops(Isa isa, int threads, PeakType type = PeakType::kFp32,
                         double seconds = 0.02);

}  // namespace burin

#endif  // BURIN_PEAK_PEAK_H_
