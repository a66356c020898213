// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The two control-flow macros for Result, and the way to make an error.

#ifndef BURIN_BASE_RESULT_H_
#define BURIN_BASE_RESULT_H_

#include <string>
#include <utility>

#include "burin/result.h"

namespace burin {

// MakeError(ErrorCode::kBadNpy, "header is ", n, " bytes, 10 at least"): joins
// strings, string views and integers.
namespace internal {
inline void Append(std::string& out, std::string_view text) { out += text; }
inline void Append(std::string& out, char c) { out += c; }
template <typename T>
requires(std::is_arithmetic_v<T> &&
         !std::is_same_v<T, char>) void Append(std::string& out, T number) {
  out += std::to_string(number);
}
}  // namespace internal

template <typename... Parts>
std::string StrCat(const Parts&... parts) {
  std::string out;
  (internal::Append(out, parts), ...);
  return out;
}

template <typename... Parts>
[[nodiscard]] Error MakeError(ErrorCode code, const Parts&... parts) {
  return Error{code, StrCat(parts...)};
}

}  // namespace burin

#define BURIN_CONCAT_INNER(a, b) a##b
#define BURIN_CONCAT(a, b) BURIN_CONCAT_INNER(a, b)

// Returns the error of `expr` (a Result) from the calling function, if any.
#define BURIN_TRY(expr)                                                     \
  do {                                                                      \
    auto burin_try_result = (expr);                                         \
    if (!burin_try_result.ok()) return std::move(burin_try_result).error(); \
  } while (false)

// BURIN_ASSIGN(auto x, F()): x = the value of F(), or returns its error.
#define BURIN_ASSIGN(lhs, expr) \
  BURIN_ASSIGN_INNER(BURIN_CONCAT(burin_assign_, __LINE__), lhs, expr)
#define BURIN_ASSIGN_INNER(result, lhs, expr)         \
  auto result = (expr);                               \
  if (!result.ok()) return std::move(result).error(); \
  lhs = std::move(result).value()

#endif  // BURIN_BASE_RESULT_H_
