// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The other limit of the machine, measured: how fast memory beyond the caches
// can be read. A step that does few operations a byte meets it first.

#ifndef BURIN_PEAK_BANDWIDTH_H_
#define BURIN_PEAK_BANDWIDTH_H_

#include <cstddef>

#include "base/result.h"
#include "thread/thread_pool.h"

namespace burin {

// Bytes a second / 10^9 that all threads of the pool together read, each its
// own part of `bytes` in sequence: the best of three passes. For main memory
// `bytes` must be several times the last cache; the pool must be idle. Errors:
// kOutOfMemory.
Result<double> MeasureReadGigabytes(ThreadPool& pool, size_t bytes);

// Four times the last cache of this machine, within 64 MiB and 1 GiB.
size_t BandwidthBytes();

}  // namespace burin

#endif  // BURIN_PEAK_BANDWIDTH_H_
