// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Errors as values. Every function of the public API that can refuse its input
// returns Result<T>: either a T or an Error with a stable code and one line of
// text (lower case, no final period, naming the thing, the place and the
// numbers). Nothing is thrown.

#ifndef BURIN_RESULT_H_
#define BURIN_RESULT_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace burin {

// The stable codes; docs/errors.md says what each one means. ErrorCodeName()
// gives the spelling that the command line prints ("bad-input").
enum class ErrorCode {
  kBadUsage,           // the call or command line itself is wrong
  kNotFound,           // a path that was named does not exist
  kIo,                 // read, write, sync or rename failed
  kNoSpace,            // the disk or quota is full
  kBadInput,           // an input sample does not fit the model
  kBadCheckpoint,      // malformed .pth, .pth.tar or .safetensors
  kUnknownModel,       // a checkpoint that fits no known family or variant
  kBadOnnx,            // malformed or inconsistent ONNX
  kUnsupportedOp,      // ONNX nodes that burin does not implement
  kBadPlate,           // malformed, damaged or inconsistent plate
  kUnsupportedIsa,     // the CPU lacks what the plate was compiled for
  kBadImage,           // undecodable or truncated image
  kUnsupportedFormat,  // well-formed, but of a kind that is not read
  kBadNpy,             // malformed .npy
  kBadConfig,          // malformed .cfg, .ini or .json
  kBadDataset,         // folder layout, labels or counts that do not agree
  kBadValue,           // NaN where a number is needed
  kShapeMismatch,      // tensor shapes that do not fit together
  kTooLarge,           // beyond a documented limit
  kOutOfMemory,        // allocation failed
  kInterrupted,        // stopped by a signal
  kInternal,           // a bug of burin
};

// "bad-input" for kBadInput, and so on. The text is static.
std::string_view ErrorCodeName(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
};

// Holds a T or an Error. Check ok() before value() or error(); asking for the
// one that is not there aborts.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }

  const T& value() const& {
    Require(ok());
    return *value_;
  }
  T& value() & {
    Require(ok());
    return *value_;
  }
  T&& value() && {
    Require(ok());
    return std::move(*value_);
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const Error& error() const& {
    Require(!ok());
    return error_;
  }
  Error&& error() && {
    Require(!ok());
    return std::move(error_);
  }

  // The same result; an error gets "where: " put before its message.
  Result Context(std::string_view where) && {
    if (!ok()) error_.message = std::string(where) + ": " + error_.message;
    return std::move(*this);
  }

 private:
  static void Require(bool condition) {
    if (!condition) __builtin_trap();
  }
  std::optional<T> value_;
  Error error_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const& {
    if (ok()) __builtin_trap();
    return *error_;
  }
  Error&& error() && {
    if (ok()) __builtin_trap();
    return std::move(*error_);
  }
  Result Context(std::string_view where) && {
    if (!ok()) error_->message = std::string(where) + ": " + error_->message;
    return std::move(*this);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace burin

#endif  // BURIN_RESULT_H_
