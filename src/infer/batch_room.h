// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// How many batches a run over files has in memory. Each stream has the inputs
// and outputs of the batch that it executes. What is read ahead, or is being
// saved, comes on top of that, and is bounded in bytes: weights, arenas, those
// batches and 32 MB are all the memory that a run is promised to take.

#ifndef BURIN_INFER_BATCH_ROOM_H_
#define BURIN_INFER_BATCH_ROOM_H_

#include <cstddef>

namespace burin {

// Bytes: room for 19 images of 3 x 224 x 224 floats, and of the 32 MB there are
// 20 left for the program itself. A larger batch is executed for so long that
// little is lost by reading it after the one before it.
inline constexpr size_t kMostAhead = 12'000'000;

struct BatchRoom {
  size_t inputs = 0;  // batches whose inputs are in memory
  size_t outputs = 0;

  bool operator==(const BatchRoom&) const = default;
};

// For each of `streams` streams, at least 1, one batch of `input_bytes` and
// `output_bytes`. Beyond these at most kMostAhead bytes: first outputs, which
// are saved while the next batch is executed, then inputs, which are read
// meanwhile; at most one of either for each stream. No more than `batches`.
BatchRoom RoomFor(size_t streams, size_t input_bytes, size_t output_bytes,
                  size_t batches);

}  // namespace burin

#endif  // BURIN_INFER_BATCH_ROOM_H_
