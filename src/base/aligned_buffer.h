// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Owned bytes on a 64-byte boundary, zeroed. Allocation failure is an error,
// not an exception, because sizes may come from a file.

#ifndef BURIN_BASE_ALIGNED_BUFFER_H_
#define BURIN_BASE_ALIGNED_BUFFER_H_

#include <cstddef>
#include <memory>
#include <span>

#include "base/result.h"

namespace burin {

inline constexpr size_t kAlignment = 64;  // one cache line, one zmm register

class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  // kOutOfMemory when the system has no `bytes`. The contents are zero.
  static Result<AlignedBuffer> Allocate(size_t bytes);

  std::byte* data() { return data_.get(); }
  const std::byte* data() const { return data_.get(); }
  size_t size() const { return size_; }
  std::span<std::byte> span() { return {data(), size_}; }
  std::span<const std::byte> span() const { return {data(), size_}; }

 private:
  struct Free {
    size_t bytes;
    void operator()(std::byte* p) const;
  };
  std::unique_ptr<std::byte, Free> data_{nullptr, Free{0}};
  size_t size_ = 0;
};

}  // namespace burin

#endif  // BURIN_BASE_ALIGNED_BUFFER_H_
