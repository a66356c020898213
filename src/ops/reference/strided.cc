// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See strided.h.

#include "ops/reference/strided.h"

#include <cstring>

#include "base/check.h"

namespace burin::reference {
namespace {

template <typename T>
void CopyElements(const Loop& loop, std::byte* dst, const std::byte* src) {
  T* const d = reinterpret_cast<T*>(dst);
  const T* const s = reinterpret_cast<const T*>(src);
  ForEachRow(loop, [=](const Dims& at, const Dims& step, int64_t count) {
    if (step[0] == 1 && step[1] == 1) {
      std::memcpy(d + at[0], s + at[1], static_cast<size_t>(count) * sizeof(T));
      return;
    }
    for (int64_t i = 0; i < count; ++i) {
      d[at[0] + i * step[0]] = s[at[1] + i * step[1]];
    }
  });
}

}  // namespace

Dims DenseStrides(std::span<const int64_t> dims) {
  Dims strides(dims.size());
  int64_t stride = 1;
  for (size_t i = dims.size(); i-- > 0;) {
    strides[i] = stride;
    stride *= dims[i];
  }
  return strides;
}

Dims BroadcastStrides(std::span<const int64_t> dims,
                      std::span<const int64_t> out) {
  const Dims dense = DenseStrides(dims);
  Dims strides(out.size(), 0);
  const size_t lead = out.size() - dims.size();
  for (size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] != 1) strides[lead + i] = dense[i];
  }
  return strides;
}

Loop Merged(const Loop& loop) {
  const size_t tensors = loop.strides.size();
  Loop out;
  out.strides.resize(tensors);
  for (size_t i = 0; i < loop.dims.size(); ++i) {
    if (loop.dims[i] == 1) continue;
    bool joins = !out.dims.empty();
    for (size_t t = 0; t < tensors && joins; ++t) {
      joins = out.strides[t].back() == loop.strides[t][i] * loop.dims[i];
    }
    if (joins) {
      out.dims.back() *= loop.dims[i];
    } else {
      out.dims.push_back(loop.dims[i]);
    }
    for (size_t t = 0; t < tensors; ++t) {
      if (joins) {
        out.strides[t].back() = loop.strides[t][i];
      } else {
        out.strides[t].push_back(loop.strides[t][i]);
      }
    }
  }
  if (out.dims.empty()) {
    out.dims.push_back(1);
    for (Dims& s : out.strides) s.push_back(1);
  }
  return out;
}

Walker::Walker(Loop loop)
    : loop_(std::move(loop)),
      index_(loop_.dims.size(), 0),
      offsets_(loop_.strides.size(), 0) {}

bool Walker::Next() {
  for (size_t i = loop_.dims.size(); i-- > 0;) {
    if (++index_[i] < loop_.dims[i]) {
      for (size_t t = 0; t < offsets_.size(); ++t) {
        offsets_[t] += loop_.strides[t][i];
      }
      return true;
    }
    for (size_t t = 0; t < offsets_.size(); ++t) {
      offsets_[t] -= (loop_.dims[i] - 1) * loop_.strides[t][i];
    }
    index_[i] = 0;
  }
  return false;
}

void CopyStrided(const Loop& loop, size_t size, std::byte* dst,
                 const std::byte* src) {
  switch (size) {
    case 1:
      return CopyElements<uint8_t>(loop, dst, src);
    case 2:
      return CopyElements<uint16_t>(loop, dst, src);
    case 4:
      return CopyElements<uint32_t>(loop, dst, src);
    default:
      BURIN_CHECK(size == 8);
      return CopyElements<uint64_t>(loop, dst, src);
  }
}

}  // namespace burin::reference
