// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The tensors of a checkpoint as a network takes them: by name, with the shape
// that the network asks for, as float32. What was taken is remembered, so that
// a tensor nobody asked for is found: a network with a tensor too many is
// another network.

#ifndef BURIN_MODELS_WEIGHTS_H_
#define BURIN_MODELS_WEIGHTS_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "formats/checkpoint.h"
#include "tensor/tensor.h"

namespace burin {

class Weights {
 public:
  explicit Weights(Checkpoint checkpoint);
  // Names and dimensions alone: enough to recognise a network. Nothing can be
  // taken.
  explicit Weights(std::vector<std::pair<std::string, Dims>> shapes);

  // The dimensions of a tensor; null when there is none of that name. They
  // stay known after the tensor was taken.
  const Dims* Find(std::string_view name) const;
  bool Has(std::string_view name) const { return Find(name) != nullptr; }
  // The dimensions, which must be `rank` in number and positive.
  Result<Dims> Shape(std::string_view name, size_t rank) const;

  // The elements as float32; each tensor can be taken once. Errors:
  // kUnknownModel when the tensor is missing or has other dimensions,
  // kBadCheckpoint when its elements are no floats.
  Result<Tensor> Take(std::string_view name, const Dims& dims);
  // The elements of an N x K matrix as K x N.
  Result<Tensor> TakeTransposed(std::string_view name, int64_t rows,
                                int64_t columns);

  // How many indices 0, 1, 2, ... have a tensor prefix + index + suffix.
  int64_t Count(std::string_view prefix, std::string_view suffix) const;
  size_t size() const { return entries_.size(); }
  const std::string& name(size_t i) const { return entries_[i].name; }
  // kUnknownModel, naming the first, when tensors are left that the network
  // did not take. Counters and masks that training leaves behind do not count.
  Result<void> CheckAllTaken() const;
  // Elements taken so far.
  size_t parameters() const { return parameters_; }

 private:
  struct Entry {
    std::string name;
    Dims dims;
    bool taken = false;
  };
  std::vector<Entry> entries_;
  std::vector<Tensor> tensors_;  // of each entry; none for shapes alone
  std::map<std::string, size_t, std::less<>> index_;
  size_t parameters_ = 0;
};

// Whether training leaves a tensor of that name behind that inference does not
// read: BatchNorm's batch counter, averaging and profiling counters, masks.
bool IsTrainingLeftover(std::string_view name);

}  // namespace burin

#endif  // BURIN_MODELS_WEIGHTS_H_
