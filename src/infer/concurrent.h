// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A few long tasks at the same time, each on a thread of its own.

#ifndef BURIN_INFER_CONCURRENT_H_
#define BURIN_INFER_CONCURRENT_H_

#include <cstddef>
#include <functional>

#include "base/result.h"

namespace burin {

// Calls task(i) for each i in [0, count) and returns when all are done: task 0
// on the caller's thread, the others on threads of their own; those for which
// the system refuses one follow on the caller's. The error is that of the first
// task that has one. std::bad_alloc out of a task is kOutOfMemory.
Result<void> RunConcurrently(size_t count,
                             const std::function<Result<void>(size_t)>& task);

}  // namespace burin

#endif  // BURIN_INFER_CONCURRENT_H_
