// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The readers of the three containers, each for the whole bytes of a file that
// was recognised as one. Errors as in checkpoint.h, without the path.

#ifndef BURIN_FORMATS_CHECKPOINT_CONTAINER_H_
#define BURIN_FORMATS_CHECKPOINT_CONTAINER_H_

#include "base/byte_cursor.h"
#include "base/result.h"
#include "formats/checkpoint.h"

namespace burin {

// PyTorch 1.6 and later: a zip with PREFIX/data.pkl and one entry
// PREFIX/data/KEY per storage.
Result<Checkpoint> ParseTorchZip(ByteSpan bytes);

// PyTorch before 1.6, or _use_new_zipfile_serialization=False. Five pickles
// (magic number, protocol 1001, system facts, the object, the list of storage
// keys), then for each key an 8-byte element count and the raw elements.
Result<Checkpoint> ParseTorchLegacy(ByteSpan bytes);

// An 8-byte header length N, N bytes of JSON that give each tensor's type,
// shape and byte range, then the ranges without gaps.
Result<Checkpoint> ParseSafetensors(ByteSpan bytes);

// Fills `index`; a name that is there twice is refused.
Result<Checkpoint> WithIndex(Checkpoint checkpoint);

}  // namespace burin

#endif  // BURIN_FORMATS_CHECKPOINT_CONTAINER_H_
