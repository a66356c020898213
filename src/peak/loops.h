// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The loops of the peak, one function for each type and instruction set, each
// compiled for its own: see peak.h. Chains of multiply-adds that do not wait
// for each other fill the units for as long as one takes; more chains than
// that, no more than there are registers.

#ifndef BURIN_PEAK_LOOPS_H_
#define BURIN_PEAK_LOOPS_H_

#include <cstdint>

namespace burin {

// Does `rounds` rounds and returns the operations of one round. `sink` receives
// a value that depends on all of them, so that none is left out.
using PeakLoop = double (*)(int64_t rounds, float* sink);

double PeakFp32Scalar(int64_t rounds, float* sink);
double PeakFp32Avx2(int64_t rounds, float* sink);
double PeakFp32Avx512(int64_t rounds, float* sink);
double PeakBf16Avx512(int64_t rounds, float* sink);
double PeakInt8Avx512(int64_t rounds, float* sink);

}  // namespace burin

#endif  // BURIN_PEAK_LOOPS_H_
