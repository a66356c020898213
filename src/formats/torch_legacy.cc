// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See ParseTorchLegacy in checkpoint_container.h. The storages follow each
// other without sizes in bytes: only the pickle says how large an element of
// each is, so every storage that the pickle mentions is needed to find the
// next one.

#include <map>

#include "formats/checkpoint_container.h"
#include "formats/pickle.h"
#include "formats/quote.h"
#include "formats/torch_state.h"
#include "formats/torch_tensors.h"

namespace burin {
namespace {

// 0x1950a86a20f9469cfc6c, little endian.
constexpr std::string_view kMagic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19",
                                  10);
constexpr int64_t kProtocol = 1001;

Error Bad(std::string_view what) {
  return MakeError(ErrorCode::kBadCheckpoint, what);
}

Result<Pickle> TakePickle(ByteSpan& rest, size_t tree_bytes,
                          std::string_view what) {
  PickleLimits limits;
  limits.tree_bytes = tree_bytes;
  BURIN_ASSIGN(Pickle pickle, ParsePickle(rest, limits).Context(what));
  rest = rest.subspan(pickle.bytes);
  return pickle;
}

Result<void> TakeHead(ByteSpan& rest) {
  constexpr size_t kSmall = size_t{64} << 10;
  BURIN_ASSIGN(const Pickle magic, TakePickle(rest, kSmall, "magic number"));
  const PickleValue& number = magic[magic.root];
  if (number.kind != PickleKind::kBigInt || number.text != kMagic) {
    return Bad("starts with a pickle that is not PyTorch's magic number");
  }
  BURIN_ASSIGN(const Pickle version, TakePickle(rest, kSmall, "protocol"));
  const PickleValue& protocol = version[version.root];
  if (protocol.kind != PickleKind::kInt || protocol.integer != kProtocol) {
    return Bad(StrCat("protocol is not ", kProtocol));
  }
  BURIN_ASSIGN(const Pickle facts, TakePickle(rest, kSmall, "system facts"));
  const PickleValue& dict = facts[facts.root];
  if (dict.kind != PickleKind::kDict) return Bad("system facts are no dict");
  for (size_t i = 0; i + 1 < dict.items.size(); i += 2) {
    const PickleValue& value = facts[dict.items[i + 1]];
    if (facts[dict.items[i]].text == "little_endian" && value.integer != 1) {
      return MakeError(ErrorCode::kUnsupportedFormat,
                       "big-endian storages are not read");
    }
  }
  return {};
}

using StorageMap = std::map<std::string_view, ByteSpan>;
using RefMap = std::map<std::string_view, StorageRef>;

Result<RefMap> CollectRefs(const Pickle& pickle) {
  RefMap refs;
  for (const PickleId id : pickle.persistent) {
    BURIN_ASSIGN(const StorageRef ref, ReadStorageRef(pickle, id));
    const auto [at, inserted] = refs.emplace(ref.key, ref);
    if (!inserted && (at->second.class_name != ref.class_name ||
                      at->second.elements != ref.elements)) {
      return Bad(StrCat("storage ", Quoted(ref.key), " is ",
                        Quoted(ref.class_name), " of ", ref.elements,
                        " elements here and ", Quoted(at->second.class_name),
                        " of ", at->second.elements, " elsewhere"));
    }
  }
  return refs;
}

Result<StorageMap> TakeStorages(ByteCursor& cursor, const Pickle& keys,
                                const RefMap& refs) {
  const PickleValue& list = keys[keys.root];
  if (list.kind != PickleKind::kList) return Bad("storage keys are no list");
  StorageMap storages;
  for (const PickleId id : list.items) {
    const PickleValue& key = keys[id];
    const std::string name = StrCat("storage ", Quoted(key.text));
    const auto ref =
        key.kind == PickleKind::kString ? refs.find(key.text) : refs.end();
    if (ref == refs.end()) return Bad(name + " belongs to no tensor");
    BURIN_ASSIGN(const uint64_t elements, cursor.U64().Context(name));
    if (elements != ref->second.elements) {
      return Bad(StrCat(name, " has ", elements, " elements, ",
                        ref->second.elements, " expected"));
    }
    BURIN_ASSIGN(const uint64_t bytes, ref->second.Bytes());
    BURIN_ASSIGN(const ByteSpan data, cursor.Bytes(bytes).Context(name));
    if (!storages.emplace(ref->first, data).second) {
      return Bad(name + " is there twice");
    }
  }
  if (!cursor.AtEnd()) {
    return Bad(StrCat(cursor.remaining(), " bytes after the last storage"));
  }
  return storages;
}

}  // namespace

Result<Checkpoint> ParseTorchLegacy(ByteSpan bytes) {
  ByteSpan rest = bytes;
  BURIN_TRY(TakeHead(rest));
  BURIN_ASSIGN(const Pickle pickle,
               TakePickle(rest, PickleLimits{}.tree_bytes, "object"));
  constexpr size_t kKeysTree = size_t{8} << 20;  // 60,000 storages
  BURIN_ASSIGN(const Pickle keys, TakePickle(rest, kKeysTree, "storage keys"));
  BURIN_ASSIGN(StateDict state, SelectStateDict(pickle));
  BURIN_ASSIGN(const RefMap refs, CollectRefs(pickle));
  ByteCursor cursor(bytes, ErrorCode::kBadCheckpoint);
  BURIN_TRY(cursor.Seek(bytes.size() - rest.size()));
  BURIN_ASSIGN(const StorageMap storages, TakeStorages(cursor, keys, refs));

  MemoryBudget budget = MemoryBudget::ForFile(bytes.size());
  const auto open = [&](const StorageRef& ref) -> Result<ByteSpan> {
    const auto at = storages.find(ref.key);
    if (at == storages.end()) {
      return Bad(StrCat("there is no storage ", Quoted(ref.key)));
    }
    return at->second;
  };
  Checkpoint out;
  out.container = "legacy";
  out.chosen = std::move(state.chosen);
  out.skipped = std::move(state.skipped);
  BURIN_ASSIGN(out.tensors, BuildTensors(state, open, budget));
  return WithIndex(std::move(out));
}

}  // namespace burin
