// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A number that tells one run from another: the FNV-1a hash of what decides its
// results. The same on every machine. No defence against somebody who wants
// two runs to be taken for one.

#ifndef BURIN_BASE_FINGERPRINT_H_
#define BURIN_BASE_FINGERPRINT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/byte_cursor.h"
#include "base/result.h"

namespace burin {

class Fingerprint {
 public:
  // Each call is an item of its own: ("ab", "c") and ("a", "bc") differ.
  void Add(std::string_view text);
  void Add(uint64_t number);
  void AddReal(double number);

  // Path, size and time of last change: cheap, for one machine.
  Result<void> AddFile(const std::string& path);
  // All bytes, without the path: the same for copies on several machines.
  Result<void> AddContent(const std::string& path);

  uint64_t value() const { return value_; }

 private:
  void Bytes(ByteSpan bytes);
  uint64_t value_ = 0xcbf29ce484222325;
};

// 16 hexadecimal digits.
std::string FingerprintText(uint64_t value);

}  // namespace burin

#endif  // BURIN_BASE_FINGERPRINT_H_
