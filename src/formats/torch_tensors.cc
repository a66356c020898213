// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See torch_tensors.h.

#include "formats/torch_tensors.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <optional>

#include "base/checked_math.h"
#include "formats/quote.h"

namespace burin {
namespace {

// The index of the last element that the tensor reads, plus one; 0 for a
// tensor without elements. Empty on overflow.
std::optional<int64_t> Reach(const TensorSpec& spec) {
  int64_t last = spec.offset;
  for (size_t d = 0; d < spec.dims.size(); ++d) {
    if (spec.dims[d] == 0) return 0;
    const auto span = CheckedMul(spec.dims[d] - 1, spec.strides[d]);
    const auto sum = span ? CheckedAdd(last, *span) : std::nullopt;
    if (!sum) return std::nullopt;
    last = *sum;
  }
  return CheckedAdd<int64_t>(last, 1);
}

// The dimensions that matter for walking: those of size 1 are dropped, and
// neighbours that are contiguous with each other are joined.
struct Walk {
  std::vector<size_t> dims, strides;  // elements
};

Walk Simplify(const TensorSpec& spec) {
  Walk out;
  for (size_t d = 0; d < spec.dims.size(); ++d) {
    const size_t dim = static_cast<size_t>(spec.dims[d]);
    const size_t stride = static_cast<size_t>(spec.strides[d]);
    if (dim == 1) continue;
    if (!out.dims.empty() && out.strides.back() == dim * stride) {
      out.dims.back() *= dim;
      out.strides.back() = stride;
    } else {
      out.dims.push_back(dim);
      out.strides.push_back(stride);
    }
  }
  if (out.dims.empty()) return {{1}, {1}};
  return out;
}

// Copies rows of the last dimension, whole when it is contiguous. Everything
// was proved to lie inside `src`, which begins at the tensor's first element.
void Gather(const Walk& walk, size_t element, const std::byte* src,
            std::span<std::byte> dst) {
  const size_t rank = walk.dims.size();
  const size_t row = walk.dims[rank - 1], step = walk.strides[rank - 1];
  std::vector<size_t> index(rank, 0);
  size_t from = 0;  // elements
  for (size_t done = 0; done < dst.size(); done += row * element) {
    if (step == 1) {
      std::memcpy(dst.data() + done, src + from * element, row * element);
    } else {
      for (size_t i = 0; i < row; ++i) {
        std::memcpy(dst.data() + done + i * element,
                    src + (from + i * step) * element, element);
      }
    }
    for (size_t d = rank - 1; d-- > 0;) {
      from += walk.strides[d];
      if (++index[d] < walk.dims[d]) break;
      from -= walk.strides[d] * walk.dims[d];
      index[d] = 0;
    }
  }
}

Result<Tensor> BuildTensor(const TensorSpec& spec, ByteSpan storage,
                           MemoryBudget& budget) {
  const size_t element = ElementSize(spec.dtype);
  const auto count = CheckedElementCount(spec.dims);
  if (!count.ok()) {
    return MakeError(ErrorCode::kBadCheckpoint, count.error().message);
  }
  const auto reach = Reach(spec);
  const uint64_t elements = storage.size() / element;
  if (!reach || static_cast<uint64_t>(*reach) > elements) {
    return MakeError(ErrorCode::kBadCheckpoint, "size ", DimsText(spec.dims),
                     ", stride ", DimsText(spec.strides), ", offset ",
                     spec.offset, " reach outside storage ",
                     Quoted(spec.storage.key), " of ", elements, " elements");
  }
  // What a tensor takes beside its elements: names, tables, alignment.
  constexpr uint64_t kPerTensor = 256;
  const uint64_t bytes = static_cast<uint64_t>(*count) * element;
  BURIN_TRY(budget.Take(bytes + kPerTensor));
  BURIN_ASSIGN(Tensor out, Tensor::Allocate(spec.dtype, spec.dims));
  if (bytes == 0) return out;
  const std::span<std::byte> dst(out.data(), bytes);
  Gather(Simplify(spec), element,
         storage.data() + static_cast<size_t>(spec.offset) * element, dst);
  if (spec.dtype == DType::kBool) {
    for (std::byte& b : dst) b = std::byte{b != std::byte{0}};
  }
  return out;
}

bool SameStorage(const TensorSpec& a, const TensorSpec& b) {
  return a.dtype == b.dtype &&
         a.storage.element_bytes == b.storage.element_bytes &&
         a.storage.elements == b.storage.elements;
}

}  // namespace

Result<void> MemoryBudget::Take(uint64_t bytes) {
  if (bytes > left) {
    return MakeError(ErrorCode::kTooLarge, bytes, " bytes are needed, ", left,
                     " are left of what a file of this size may take");
  }
  left -= bytes;
  return {};
}

Result<std::vector<NamedTensor>> BuildTensors(const StateDict& state,
                                              const StorageOpener& open,
                                              MemoryBudget& budget) {
  // Tensors of one storage are built together, because to open it may mean to
  // inflate it.
  std::vector<size_t> order(state.tensors.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return state.tensors[a].storage.key < state.tensors[b].storage.key;
  });
  std::vector<NamedTensor> out(state.tensors.size());
  ByteSpan storage;
  const TensorSpec* previous = nullptr;
  for (const size_t i : order) {
    const TensorSpec& spec = state.tensors[i];
    const std::string where = StrCat("tensor ", Quoted(spec.name));
    if (previous == nullptr || previous->storage.key != spec.storage.key) {
      BURIN_ASSIGN(const uint64_t expected,
                   spec.storage.Bytes().Context(where));
      BURIN_ASSIGN(storage, open(spec.storage).Context(where));
      if (storage.size() != expected) {
        return MakeError(ErrorCode::kBadCheckpoint, where, ": storage ",
                         Quoted(spec.storage.key), " has ", storage.size(),
                         " bytes, ", expected, " expected");
      }
    } else if (!SameStorage(*previous, spec)) {
      return MakeError(ErrorCode::kBadCheckpoint, where, ": storage ",
                       Quoted(spec.storage.key), " is ", DTypeName(spec.dtype),
                       "[", spec.storage.elements, "] here and ",
                       DTypeName(previous->dtype), "[",
                       previous->storage.elements, "] elsewhere");
    }
    previous = &spec;
    out[i].name = spec.name;
    BURIN_ASSIGN(out[i].tensor,
                 BuildTensor(spec, storage, budget).Context(where));
  }
  return out;
}

}  // namespace burin
