// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See ParseTorchZip in checkpoint_container.h.

#include "formats/checkpoint_container.h"
#include "formats/pickle.h"
#include "formats/quote.h"
#include "formats/torch_state.h"
#include "formats/torch_tensors.h"
#include "formats/zip.h"

namespace burin {
namespace {

// "NAME/" for the one entry NAME/data.pkl.
Result<std::string> FindPrefix(const ZipArchive& archive) {
  constexpr std::string_view kTail = "/data.pkl";
  std::string prefix;
  for (const ZipEntry& entry : archive.entries) {
    if (!entry.name.ends_with(kTail)) continue;
    const std::string_view name =
        entry.name.substr(0, entry.name.size() - kTail.size());
    if (name.empty() || name.find('/') != name.npos) continue;
    if (!prefix.empty()) {
      return MakeError(ErrorCode::kBadCheckpoint, "zip: both ", Quoted(prefix),
                       " and ", Quoted(name), " hold a data.pkl");
    }
    prefix = StrCat(name, "/");
  }
  if (prefix.empty()) {
    return MakeError(ErrorCode::kBadCheckpoint,
                     "zip: no entry NAME/data.pkl, so no PyTorch checkpoint");
  }
  return prefix;
}

Result<void> CheckByteOrder(const ZipArchive& archive,
                            const std::string& prefix) {
  const ZipEntry* entry = archive.Find(prefix + "byteorder");
  if (entry == nullptr) return {};  // before PyTorch 2.1: little endian
  AlignedBuffer scratch;
  BURIN_ASSIGN(const ByteSpan order, ReadZipEntry(*entry, 64, scratch));
  if (AsText(order) == "little") return {};
  return MakeError(ErrorCode::kUnsupportedFormat, "byte order ",
                   Quoted(AsText(order)), " is not read, only 'little'");
}

}  // namespace

Result<Checkpoint> ParseTorchZip(ByteSpan bytes) {
  BURIN_ASSIGN(const ZipArchive archive, ParseZip(bytes));
  BURIN_ASSIGN(const std::string prefix, FindPrefix(archive));
  BURIN_TRY(CheckByteOrder(archive, prefix));
  MemoryBudget budget = MemoryBudget::ForFile(bytes.size());

  AlignedBuffer pickle_scratch;
  BURIN_ASSIGN(const ByteSpan pickle_bytes,
               ReadZipEntry(*archive.Find(prefix + "data.pkl"), budget.left,
                            pickle_scratch));
  BURIN_TRY(budget.Take(pickle_scratch.size()));
  BURIN_ASSIGN(const Pickle pickle, ParsePickle(pickle_bytes));
  BURIN_ASSIGN(StateDict state, SelectStateDict(pickle));

  AlignedBuffer scratch;
  const auto open = [&](const StorageRef& ref) -> Result<ByteSpan> {
    const ZipEntry* entry = archive.Find(StrCat(prefix, "data/", ref.key));
    if (entry == nullptr) {
      return MakeError(ErrorCode::kBadCheckpoint, "there is no storage ",
                       Quoted(ref.key));
    }
    budget.left += scratch.size();
    scratch = AlignedBuffer();
    BURIN_ASSIGN(const ByteSpan content,
                 ReadZipEntry(*entry, budget.left, scratch));
    BURIN_TRY(budget.Take(scratch.size()));
    return content;
  };
  Checkpoint out;
  out.container = "zip";
  out.chosen = std::move(state.chosen);
  out.skipped = std::move(state.skipped);
  BURIN_ASSIGN(out.tensors, BuildTensors(state, open, budget));
  return WithIndex(std::move(out));
}

}  // namespace burin
