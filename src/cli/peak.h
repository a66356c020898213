// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The arithmetic limit of this machine, measured: multiply-adds on registers
// alone, in the widest instruction set that plates are compiled for.

#ifndef BURIN_CLI_PEAK_H_
#define BURIN_CLI_PEAK_H_

#include <cstdint>

#include "kernels/isa.h"

namespace burin::cli {

// fp32 multiply-adds, each counted as two operations, per second / 10^9, on
// `threads` threads at once: the best of a few runs of some 20 ms.
double MeasurePeakGflops(Isa isa, int threads);

// Does `rounds` rounds of independent multiply-adds and returns how many
// operations that were. The CPU must have the instruction set. `sink` receives
// a value that depends on all of them, so that none is left out.
using PeakFn = int64_t (*)(int64_t rounds, float* sink);
int64_t PeakScalar(int64_t rounds, float* sink);
int64_t PeakAvx2(int64_t rounds, float* sink);
int64_t PeakAvx512(int64_t rounds, float* sink);

}  // namespace burin::cli

#endif  // BURIN_CLI_PEAK_H_
