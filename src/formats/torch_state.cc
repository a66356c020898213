// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See torch_state.h.

#include "formats/torch_state.h"

#include <algorithm>
#include <span>

#include "base/checked_math.h"
#include "formats/quote.h"

namespace burin {
namespace {

constexpr size_t kMaxRank = 32;
constexpr size_t kMaxTensors = 20000;  // ten times the largest known networks

Error Bad(std::string_view what) {
  return MakeError(ErrorCode::kBadCheckpoint, what);
}

struct StorageClass {
  std::string_view name;  // after "torch." or "torch.cuda."
  size_t bytes;
  std::optional<DType> dtype;
};
constexpr StorageClass kStorageClasses[] = {
    {"FloatStorage", 4, DType::kFloat32},
    {"HalfStorage", 2, DType::kFloat16},
    {"BFloat16Storage", 2, DType::kBFloat16},
    {"DoubleStorage", 8, DType::kFloat64},
    {"LongStorage", 8, DType::kInt64},
    {"IntStorage", 4, DType::kInt32},
    {"ShortStorage", 2, DType::kInt16},
    {"CharStorage", 1, DType::kInt8},
    {"ByteStorage", 1, DType::kUint8},
    {"BoolStorage", 1, DType::kBool},
    {"ComplexFloatStorage", 8, std::nullopt},
    {"ComplexDoubleStorage", 16, std::nullopt},
    {"QInt8Storage", 1, std::nullopt},
    {"QUInt8Storage", 1, std::nullopt},
    {"QInt32Storage", 4, std::nullopt},
    {"storage.UntypedStorage", 1, std::nullopt},
    {"UntypedStorage", 1, std::nullopt},
};

// The functions that rebuild a tensor from a storage, and how many arguments
// each takes.
struct Rebuild {
  std::string_view name;
  size_t least, most;
};
constexpr Rebuild kRebuildPlain[] = {
    {"torch._utils._rebuild_tensor", 4, 4},
    {"torch._utils._rebuild_tensor_v2", 6, 7},
    {"torch._utils._rebuild_tensor_v3", 7, 8},
};
// The functions that wrap a tensor, which is their first argument.
constexpr Rebuild kRebuildWrapped[] = {
    {"torch._utils._rebuild_parameter", 2, 3},
    {"torch._utils._rebuild_parameter_with_state", 4, 4},
};
// (function, class, its arguments, state)
constexpr std::string_view kRebuildFromType =
    "torch._tensor._rebuild_from_type_v2";
constexpr size_t kMaxWraps = 4;

const Rebuild* Find(std::span<const Rebuild> table, std::string_view name) {
  const auto at =
      std::find_if(table.begin(), table.end(),
                   [&](const Rebuild& r) { return r.name == name; });
  return at == table.end() ? nullptr : &*at;
}

class Reader {
 public:
  explicit Reader(const Pickle& pickle) : pickle_(pickle) {}

  // A call of one of the functions above, whatever its arguments.
  bool IsTensor(PickleId id) const {
    const std::string_view name = Callee(pickle_[id]);
    return Find(kRebuildPlain, name) != nullptr ||
           Find(kRebuildWrapped, name) != nullptr || name == kRebuildFromType;
  }

  bool HasTensors(const PickleValue& dict) const {
    if (dict.kind != PickleKind::kDict) return false;
    for (size_t i = 1; i < dict.items.size(); i += 2) {
      if (IsTensor(dict.items[i])) return true;
    }
    return false;
  }

  // The first value under a string key of that name; null when there is none.
  const PickleValue* Lookup(const PickleValue& dict,
                            std::string_view key) const {
    for (size_t i = 0; i + 1 < dict.items.size(); i += 2) {
      const PickleValue& k = pickle_[dict.items[i]];
      if (k.kind == PickleKind::kString && k.text == key) {
        return &pickle_[dict.items[i + 1]];
      }
    }
    return nullptr;
  }

  Result<TensorSpec> ReadTensor(PickleId id) const {
    PickleId call = id;
    for (size_t wraps = 0; wraps < kMaxWraps; ++wraps) {
      const PickleValue& value = pickle_[call];
      const std::string_view name = Callee(value);
      if (name.empty()) {
        return Bad(StrCat("a tensor is wrapped around a ",
                          PickleKindName(value.kind)));
      }
      const std::vector<PickleId>& args = pickle_[value.items[1]].items;
      if (const Rebuild* plain = Find(kRebuildPlain, name)) {
        BURIN_TRY(CheckArity(*plain, args.size()));
        return ReadPlain(name, args);
      }
      if (const Rebuild* wrapped = Find(kRebuildWrapped, name)) {
        BURIN_TRY(CheckArity(*wrapped, args.size()));
        call = args[0];
      } else if (name == kRebuildFromType) {
        return ReadFromType(args);
      } else {
        return Bad(
            StrCat("it is made by ", Quoted(name), ", which is never called"));
      }
    }
    return Bad("too many wrappers around a tensor");
  }

 private:
  // "torch._utils._rebuild_tensor_v2" for a call of it; empty when `value` is
  // no call of a global.
  std::string_view Callee(const PickleValue& value) const {
    if (value.kind != PickleKind::kCall) return {};
    const PickleValue& callee = pickle_[value.items[0]];
    return callee.kind == PickleKind::kGlobal ? callee.text
                                              : std::string_view();
  }

  static Result<void> CheckArity(const Rebuild& rebuild, size_t count) {
    if (count >= rebuild.least && count <= rebuild.most) return {};
    return Bad(StrCat(rebuild.name, " has ", count, " arguments, ",
                      rebuild.least, " to ", rebuild.most, " expected"));
  }

  Result<TensorSpec> ReadFromType(const std::vector<PickleId>& args) const {
    if (args.size() != 4 || pickle_[args[0]].kind != PickleKind::kGlobal ||
        pickle_[args[2]].kind != PickleKind::kTuple) {
      return Bad(StrCat(kRebuildFromType, " has wrong arguments"));
    }
    const std::string_view name = pickle_[args[0]].text;
    const Rebuild* plain = Find(kRebuildPlain, name);
    if (plain == nullptr) {
      return Bad(
          StrCat("it is made by ", Quoted(name), ", which is never called"));
    }
    const std::vector<PickleId>& inner = pickle_[args[2]].items;
    BURIN_TRY(CheckArity(*plain, inner.size()));
    return ReadPlain(name, inner);
  }

  Result<TensorSpec> ReadPlain(std::string_view function,
                               const std::vector<PickleId>& args) const {
    TensorSpec spec;
    BURIN_ASSIGN(spec.storage, ReadStorageRef(pickle_, args[0]));
    BURIN_ASSIGN(spec.offset, ReadInt(args[1], "storage offset"));
    BURIN_ASSIGN(spec.dims, ReadInts(args[2], "size"));
    BURIN_ASSIGN(spec.strides, ReadInts(args[3], "stride"));
    if (spec.dims.size() != spec.strides.size()) {
      return Bad(StrCat(spec.dims.size(), " dimensions, but ",
                        spec.strides.size(), " strides"));
    }
    const bool v3 = function.ends_with("_v3");
    std::optional<DType> dtype = spec.storage.dtype;
    std::string_view type_name = spec.storage.class_name;
    if (v3) {  // untyped storage, the element type is an argument
      const PickleValue& global = pickle_[args[6]];
      if (global.kind != PickleKind::kGlobal) return Bad("no element type");
      type_name = global.text;
      dtype = type_name.starts_with("torch.")
                  ? DTypeFromName(type_name.substr(6))
                  : std::nullopt;
    }
    if (!dtype) {
      return MakeError(ErrorCode::kUnsupportedFormat, "element type ",
                       Quoted(type_name), " is not read");
    }
    spec.dtype = *dtype;
    return spec;
  }

  Result<int64_t> ReadInt(PickleId id, std::string_view what) const {
    const PickleValue& value = pickle_[id];
    if (value.kind != PickleKind::kInt) {
      return Bad(StrCat(what, " is a ", PickleKindName(value.kind),
                        ", not an integer of 64 bits"));
    }
    if (value.integer < 0) {
      return Bad(StrCat(what, " ", value.integer, " is negative"));
    }
    return value.integer;
  }

  Result<Dims> ReadInts(PickleId id, std::string_view what) const {
    const PickleValue& value = pickle_[id];
    if (value.kind != PickleKind::kTuple && value.kind != PickleKind::kList) {
      return Bad(
          StrCat(what, " is a ", PickleKindName(value.kind), ", not a tuple"));
    }
    if (value.items.size() > kMaxRank) {
      return Bad(
          StrCat(value.items.size(), " dimensions, ", kMaxRank, " at most"));
    }
    Dims out;
    for (const PickleId item : value.items) {
      BURIN_ASSIGN(const int64_t n, ReadInt(item, what));
      out.push_back(n);
    }
    return out;
  }

  const Pickle& pickle_;
};

Error NoStateDict(const Pickle& pickle) {
  const PickleValue& root = pickle[pickle.root];
  if (root.kind == PickleKind::kCall) {
    const PickleValue& callee = pickle[root.items[0]];
    if (callee.kind == PickleKind::kGlobal) {
      return Bad(StrCat("holds no state dict: its object is made by ",
                        Quoted(callee.text), ", which is never called"));
    }
  }
  if (root.kind != PickleKind::kDict) {
    return Bad(StrCat("holds no state dict: its object is a ",
                      PickleKindName(root.kind)));
  }
  return Bad(StrCat("holds no state dict: none of its ", root.items.size() / 2,
                    " entries is a tensor or a known dict of tensors"));
}

}  // namespace

Result<uint64_t> StorageRef::Bytes() const {
  const auto bytes = CheckedMul<uint64_t>(elements, element_bytes);
  if (!bytes) {
    return MakeError(ErrorCode::kBadCheckpoint, "storage ", Quoted(key), ": ",
                     elements, " elements of ", element_bytes,
                     " bytes overflow");
  }
  return *bytes;
}

Result<StorageRef> ReadStorageRef(const Pickle& pickle, PickleId persistent) {
  const PickleValue& value = pickle[persistent];
  if (value.kind != PickleKind::kPersistent) {
    return Bad(StrCat("a storage is a ", PickleKindName(value.kind),
                      ", not a persistent id"));
  }
  const PickleValue& id = pickle[value.items[0]];
  if (id.kind != PickleKind::kTuple || id.items.size() < 5 ||
      id.items.size() > 6) {
    return Bad("a persistent id is no storage");
  }
  const PickleValue& tag = pickle[id.items[0]];
  const PickleValue& type = pickle[id.items[1]];
  const PickleValue& key = pickle[id.items[2]];
  const PickleValue& count = pickle[id.items[4]];
  if (tag.kind != PickleKind::kString || tag.text != "storage" ||
      type.kind != PickleKind::kGlobal || key.kind != PickleKind::kString ||
      count.kind != PickleKind::kInt) {
    return Bad("a persistent id is no storage");
  }
  if (id.items.size() == 6 && pickle[id.items[5]].kind != PickleKind::kNone) {
    return MakeError(ErrorCode::kUnsupportedFormat, "storage ",
                     Quoted(key.text), ": views of storages are not read");
  }
  if (count.integer < 0) {
    return Bad(
        StrCat("storage ", Quoted(key.text), ": ", count.integer, " elements"));
  }
  std::string_view name = type.text;
  for (const std::string_view prefix : {"torch.cuda.", "torch."}) {
    if (!name.starts_with(prefix)) continue;
    name.remove_prefix(prefix.size());
    for (const StorageClass& known : kStorageClasses) {
      if (known.name != name) continue;
      return StorageRef{key.text, known.bytes,
                        static_cast<uint64_t>(count.integer), known.dtype,
                        type.text};
    }
    break;
  }
  return Bad(StrCat("storage ", Quoted(key.text), ": class ", Quoted(type.text),
                    " is unknown"));
}

Result<StateDict> SelectStateDict(const Pickle& pickle) {
  const Reader reader(pickle);
  const PickleValue* dict = &pickle[pickle.root];
  StateDict out;
  if (dict->kind == PickleKind::kDict) {
    for (const std::string_view key :
         {"state_dict_ema", "model", "state_dict", "model_ema"}) {
      const PickleValue* value = reader.Lookup(*dict, key);
      if (value == nullptr || !reader.HasTensors(*value)) continue;
      out.chosen = key;
      dict = value;
      break;
    }
  }
  if (!reader.HasTensors(*dict)) return NoStateDict(pickle);
  for (size_t i = 0; i + 1 < dict->items.size(); i += 2) {
    const PickleValue& key = pickle[dict->items[i]];
    if (key.kind != PickleKind::kString) {
      return Bad(StrCat("a state dict's key is a ", PickleKindName(key.kind),
                        ", not a string"));
    }
    std::string_view name = key.text;
    if (name.starts_with("module.")) name.remove_prefix(7);
    if (!reader.IsTensor(dict->items[i + 1])) {
      out.skipped.emplace_back(name);
      continue;
    }
    if (out.tensors.size() == kMaxTensors) {
      return MakeError(ErrorCode::kTooLarge, "more than ", kMaxTensors,
                       " tensors");
    }
    BURIN_ASSIGN(TensorSpec spec,
                 reader.ReadTensor(dict->items[i + 1])
                     .Context(StrCat("tensor ", Quoted(name))));
    spec.name = name;
    out.tensors.push_back(std::move(spec));
  }
  return out;
}

}  // namespace burin
