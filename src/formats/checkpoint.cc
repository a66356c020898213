// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See checkpoint.h: recognises the container by its content.

#include "formats/checkpoint.h"

#include <algorithm>

#include "base/file.h"
#include "formats/checkpoint_container.h"
#include "formats/quote.h"

namespace burin {
namespace {

bool HasTextAt(ByteSpan bytes, size_t offset, std::string_view text) {
  return AsText(bytes).substr(std::min(offset, bytes.size())).starts_with(text);
}

// By its local header at the start, or by an end record at the end: then there
// are bytes before the archive, which the zip reader refuses.
bool IsZip(ByteSpan bytes) {
  constexpr size_t kEndRecord = 22;
  return HasTextAt(bytes, 0, "PK\x03\x04") ||
         (bytes.size() >= kEndRecord &&
          HasTextAt(bytes, bytes.size() - kEndRecord, "PK\x05\x06"));
}

bool IsSafetensors(ByteSpan bytes) {
  if (!HasTextAt(bytes, 8, "{")) return false;
  ByteCursor cursor(bytes, ErrorCode::kBadCheckpoint);
  const auto length = cursor.U64();
  return length.ok() && *length < (uint64_t{1} << 32);
}

}  // namespace

const Tensor* Checkpoint::Find(std::string_view name) const {
  const auto at = index.find(name);
  return at == index.end() ? nullptr : &tensors[at->second].tensor;
}

Result<Checkpoint> WithIndex(Checkpoint checkpoint) {
  for (size_t i = 0; i < checkpoint.tensors.size(); ++i) {
    const std::string& name = checkpoint.tensors[i].name;
    if (!checkpoint.index.emplace(name, i).second) {
      return MakeError(ErrorCode::kBadCheckpoint, "tensor ", Quoted(name),
                       " is there twice");
    }
  }
  return checkpoint;
}

Result<Checkpoint> ParseCheckpoint(ByteSpan bytes) {
  constexpr size_t kTarMagicAt = 257;
  if (bytes.empty()) {
    return MakeError(ErrorCode::kBadCheckpoint, "the file is empty");
  }
  if (IsZip(bytes)) return ParseTorchZip(bytes);
  if (HasTextAt(bytes, 0, "\x80")) return ParseTorchLegacy(bytes);
  if (HasTextAt(bytes, kTarMagicAt, "ustar")) {
    return MakeError(ErrorCode::kUnsupportedFormat,
                     "a tar archive; unpack it and name the checkpoint in it");
  }
  if (IsSafetensors(bytes)) return ParseSafetensors(bytes);
  if (HasTextAt(bytes, 0, "version https://git-lfs.")) {
    return MakeError(ErrorCode::kUnsupportedFormat,
                     "a Git LFS pointer, not the checkpoint itself");
  }
  return MakeError(ErrorCode::kBadCheckpoint,
                   "neither a PyTorch checkpoint (zip or older form) nor "
                   "safetensors; it starts with ",
                   Quoted(AsText(bytes).substr(0, 8)));
}

Result<Checkpoint> ReadCheckpoint(const std::string& path) {
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(path));
  return ParseCheckpoint(file.span()).Context(path);
}

}  // namespace burin
