// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The weights of a checkpoint file, whatever its container: PyTorch's zip,
// PyTorch's older pickle-and-raw-storages form (which is what most .pth.tar
// files are) and safetensors. The content decides, never the file's name.
//
// Nothing in the file is executed: see pickle.h. Memory peaks below twice the
// file's size plus 64 MiB; a file that would need more is refused.

#ifndef BURIN_FORMATS_CHECKPOINT_H_
#define BURIN_FORMATS_CHECKPOINT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_cursor.h"
#include "base/result.h"
#include "tensor/tensor.h"

namespace burin {

struct NamedTensor {
  std::string name;
  Tensor tensor;
};

struct Checkpoint {
  std::string container;  // "zip", "legacy" or "safetensors"
  // The key of the top-level dict that held the weights: "state_dict_ema",
  // "model", "state_dict" or "model_ema", the first that is there. Empty when
  // the top-level dict itself is the state dict.
  std::string chosen;
  // In stored order, contiguous and row-major, with the element type that the
  // file gives them. A leading "module." of a name is taken off.
  std::vector<NamedTensor> tensors;
  // The names of entries beside them that are no tensors.
  std::vector<std::string> skipped;
  std::map<std::string, size_t, std::less<>> index;  // name -> tensors[]

  // Null when there is no tensor of that name.
  const Tensor* Find(std::string_view name) const;
};

// kBadCheckpoint for a file that is malformed, holds no weights or needs a
// Python object that burin does not build; kUnsupportedFormat for a tar;
// kTooLarge for one beyond the memory promise. Errors start with the path.
Result<Checkpoint> ReadCheckpoint(const std::string& path);
// The same over bytes in memory, which need not outlive the call.
Result<Checkpoint> ParseCheckpoint(ByteSpan bytes);

}  // namespace burin

#endif  // BURIN_FORMATS_CHECKPOINT_H_
