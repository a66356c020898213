// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The instruction peak: fused multiply-adds on registers only, which no kernel
// can exceed. Measured beside every kernel, because the clock of a machine that
// others use changes by the second.

#ifndef BURIN_BENCH_PEAK_H_
#define BURIN_BENCH_PEAK_H_

#include <cstdint>

#include "kernels/isa.h"

namespace burin {

// Runs about `steps` x 24 fused multiply-adds of whole vectors on this thread;
// returns the floating-point operations done (two for each multiply-add).
double BurnMultiplyAdds(Isa isa, int64_t steps);

}  // namespace burin

#endif  // BURIN_BENCH_PEAK_H_
