// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// From what a pickle says about tensors to tensors: opens each storage once,
// checks that offset, strides and dimensions stay inside it, and copies the
// elements out in row-major order.

#ifndef BURIN_FORMATS_TORCH_TENSORS_H_
#define BURIN_FORMATS_TORCH_TENSORS_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "base/byte_cursor.h"
#include "base/result.h"
#include "formats/checkpoint.h"
#include "formats/torch_state.h"

namespace burin {

// What may still be allocated for tensors and inflated storages. Starts at the
// file's size plus a fixed part, so that file and tensors together stay below
// the promise of checkpoint.h however often a file repeats a storage.
struct MemoryBudget {
  uint64_t left = 0;

  static MemoryBudget ForFile(uint64_t file_bytes) {
    return {file_bytes + (uint64_t{20} << 20)};
  }
  // kTooLarge when less than `bytes` is left.
  Result<void> Take(uint64_t bytes);
};

// The bytes of a storage; they stay valid until the next call.
using StorageOpener = std::function<Result<ByteSpan>(const StorageRef&)>;

// The tensors of `state` in its order. kBadCheckpoint for a storage of another
// size than its reference says, for one storage under two element types, and
// for a tensor that reaches outside its storage.
Result<std::vector<NamedTensor>> BuildTensors(const StateDict& state,
                                              const StorageOpener& open,
                                              MemoryBudget& budget);

}  // namespace burin

#endif  // BURIN_FORMATS_TORCH_TENSORS_H_
