// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// BURIN_CHECK: for what only a bug of ours can break, never for bad input.
// Aborts with file, line and the condition, in every build.

#ifndef BURIN_BASE_CHECK_H_
#define BURIN_BASE_CHECK_H_

namespace burin::internal {
[[noreturn]] void CheckFailed(const char* file, int line, const char* what);
}  // namespace burin::internal

#define BURIN_CHECK(condition)  \
  (static_cast<bool>(condition) \
       ? static_cast<void>(0)   \
       : ::burin::internal::CheckFailed(__FILE__, __LINE__, #condition))

#ifdef NDEBUG
#define BURIN_DCHECK(condition) static_cast<void>(sizeof(condition))
#else
#define BURIN_DCHECK(condition) BURIN_CHECK(condition)
#endif

#endif  // BURIN_BASE_CHECK_H_
