// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Walking several tensors in step. Strides are counted in elements; a stride
// of 0 repeats an element, a negative one goes backwards.

#ifndef BURIN_OPS_REFERENCE_STRIDED_H_
#define BURIN_OPS_REFERENCE_STRIDED_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tensor/tensor.h"

namespace burin::reference {

// The strides of a dense tensor.
Dims DenseStrides(std::span<const int64_t> dims);
// The strides that repeat a dense tensor of `dims` over `out`, to which it
// broadcasts.
Dims BroadcastStrides(std::span<const int64_t> dims,
                      std::span<const int64_t> out);

// A loop nest over `dims` with one list of strides a tensor.
struct Loop {
  Dims dims;
  std::vector<Dims> strides;
};
// The same loop with dimensions of 1 dropped and neighbours merged where every
// tensor allows it; at least one dimension is left.
Loop Merged(const Loop& loop);

// The offsets of the tensors at each step of a loop without empty dimensions,
// the last dimension fastest.
class Walker {
 public:
  explicit Walker(Loop loop);
  int64_t offset(size_t tensor) const { return offsets_[tensor]; }
  bool Next();  // false after the last step

 private:
  Loop loop_;
  Dims index_;
  Dims offsets_;
};

// Calls row(offsets, strides, count) for every run along the last dimension of
// the merged loop: element i of tensor t is at offsets[t] + i * strides[t].
template <typename Row>
void ForEachRow(const Loop& loop, Row&& row) {
  if (ElementCount(loop.dims) == 0) return;
  Loop outer = Merged(loop);
  const int64_t count = outer.dims.back();
  outer.dims.pop_back();
  const size_t tensors = outer.strides.size();
  Dims strides;
  for (Dims& s : outer.strides) {
    strides.push_back(s.back());
    s.pop_back();
  }
  Walker walker(std::move(outer));
  Dims offsets(tensors);
  do {
    for (size_t t = 0; t < tensors; ++t) offsets[t] = walker.offset(t);
    row(offsets, strides, count);
  } while (walker.Next());
}

// Copies elements of `size` bytes (1, 2, 4 or 8), strides[0] being those of
// dst and strides[1] those of src.
void CopyStrided(const Loop& loop, size_t size, std::byte* dst,
                 const std::byte* src);

}  // namespace burin::reference

#endif  // BURIN_OPS_REFERENCE_STRIDED_H_
