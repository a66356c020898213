// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What PyTorch's objects look like in a pickle: which dict of a checkpoint
// holds the weights, and for each tensor its storage, element type, offset,
// dimensions and strides. Reads the tree of pickle.h only; bytes of storages
// are the containers' business.

#ifndef BURIN_FORMATS_TORCH_STATE_H_
#define BURIN_FORMATS_TORCH_STATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/pickle.h"
#include "tensor/tensor.h"

namespace burin {

struct StorageRef {
  std::string_view key;
  // Bytes per element and how many the pickle says there are. An untyped
  // storage counts bytes.
  size_t element_bytes = 1;
  uint64_t elements = 0;
  std::optional<DType> dtype;  // empty: untyped, or of a type burin lacks
  std::string_view class_name;

  // Elements times bytes; kBadCheckpoint on overflow.
  Result<uint64_t> Bytes() const;
};

// A persistent id ('storage', class, key, location, elements[, view]).
Result<StorageRef> ReadStorageRef(const Pickle& pickle, PickleId persistent);

struct TensorSpec {
  std::string name;  // without "module."
  StorageRef storage;
  DType dtype = DType::kFloat32;
  Dims dims;
  Dims strides;        // elements
  int64_t offset = 0;  // elements
};

struct StateDict {
  std::string chosen;  // as Checkpoint::chosen
  std::vector<TensorSpec> tensors;
  std::vector<std::string> skipped;  // names of entries that are no tensors
};

// The state dict of a checkpoint's object. Looks for the first of the keys
// "state_dict_ema", "model", "state_dict", "model_ema" whose value is a dict
// with tensors, then at the object itself. kBadCheckpoint when there is none,
// and for a tensor in it that cannot be rebuilt; other parts of the object may
// hold anything.
Result<StateDict> SelectStateDict(const Pickle& pickle);

}  // namespace burin

#endif  // BURIN_FORMATS_TORCH_STATE_H_
