// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See concurrent.h.

#include "infer/concurrent.h"

#include <exception>
#include <new>
#include <thread>
#include <vector>

namespace burin {

Result<void> RunConcurrently(size_t count,
                             const std::function<Result<void>(size_t)>& task) {
  std::vector<Result<void>> results(count);
  std::vector<std::thread> threads;
  threads.reserve(count);
  // What a task throws must not leave its thread.
  const auto run = [&](size_t i) noexcept {
    try {
      results[i] = task(i);
    } catch (const std::bad_alloc&) {
      results[i] = Error{ErrorCode::kOutOfMemory, "no memory"};
    }
  };
  size_t next = 1;
  try {
    for (; next < count; ++next) threads.emplace_back(run, next);
  } catch (const std::exception&) {  // no more threads
  }
  if (count > 0) run(0);
  for (; next < count; ++next) run(next);
  for (std::thread& thread : threads) thread.join();
  for (Result<void>& result : results) BURIN_TRY(std::move(result));
  return {};
}

}  // namespace burin
