// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Large buffers come straight from mmap: zero pages cost nothing until they
// are touched, and huge pages save the TLB misses of streaming weights.

#include "base/aligned_buffer.h"

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>

namespace burin {
namespace {

constexpr size_t kMapThreshold = size_t{4} << 20;  // two huge pages

}  // namespace

void AlignedBuffer::Free::operator()(std::byte* p) const {
  if (bytes >= kMapThreshold) {
    munmap(p, bytes);
  } else {
    std::free(p);
  }
}

Result<AlignedBuffer> AlignedBuffer::Allocate(size_t bytes) {
  AlignedBuffer out;
  if (bytes == 0) return out;
  constexpr size_t kLargest = size_t{1} << 46;
  const Error failed =
      MakeError(ErrorCode::kOutOfMemory, bytes, " bytes cannot be allocated");
  if (bytes > kLargest) return failed;
  std::byte* data = nullptr;
  if (bytes >= kMapThreshold) {
    void* mapped = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) return failed;
    madvise(mapped, bytes, MADV_HUGEPAGE);
    data = static_cast<std::byte*>(mapped);
  } else {
    const size_t rounded = (bytes + kAlignment - 1) / kAlignment * kAlignment;
    data = static_cast<std::byte*>(std::aligned_alloc(kAlignment, rounded));
    if (data == nullptr) return failed;
    std::memset(data, 0, rounded);
  }
  out.data_ = std::unique_ptr<std::byte, Free>(data, Free{bytes});
  out.size_ = bytes;
  return out;
}

}  // namespace burin
