// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See batch_room.h.

#include "infer/batch_room.h"

#include <algorithm>

namespace burin {
namespace {

// As many buffers of `bytes` as fit into `room`, which they are taken from.
size_t Take(size_t most, size_t bytes, size_t& room) {
  const size_t taken = bytes == 0 ? most : std::min(most, room / bytes);
  room -= taken * bytes;
  return taken;
}

}  // namespace

BatchRoom RoomFor(size_t streams, size_t input_bytes, size_t output_bytes,
                  size_t batches) {
  size_t room = kMostAhead;
  const size_t outputs = streams + Take(streams, output_bytes, room);
  const size_t inputs = streams + Take(streams, input_bytes, room);
  return {std::min(inputs, batches), std::min(outputs, batches)};
}

}  // namespace burin
