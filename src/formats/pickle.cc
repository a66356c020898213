// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See pickle.h. One class holds the stack machine: stack, marks and memo. All
// memory that the file can make it take is charged to one budget. Values lie in
// a deque, so that a reference to one survives the making of others.

#include "formats/pickle.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "formats/pickle_literal.h"
#include "formats/pickle_opcode.h"
#include "formats/quote.h"

namespace burin {
namespace {

constexpr int kNewestProtocol = 5;
// What one value, one reference and one memo slot cost, allocator included.
constexpr size_t kValueBytes = sizeof(PickleValue) + 16;
constexpr size_t kReferenceBytes = 2 * sizeof(PickleId);  // vectors double

// The opcodes that make a container of the values on top of the stack, or put
// those values into the container below them.
struct ContainerRule {
  PickleOp op;
  PickleKind kind;
  uint8_t count;  // of values, or kToMark
  bool fill;
};
constexpr uint8_t kToMark = 255;
constexpr ContainerRule kContainerRules[] = {
    {PickleOp::kEmptyTuple, PickleKind::kTuple, 0, false},
    {PickleOp::kTuple1, PickleKind::kTuple, 1, false},
    {PickleOp::kTuple2, PickleKind::kTuple, 2, false},
    {PickleOp::kTuple3, PickleKind::kTuple, 3, false},
    {PickleOp::kTuple, PickleKind::kTuple, kToMark, false},
    {PickleOp::kEmptyList, PickleKind::kList, 0, false},
    {PickleOp::kList, PickleKind::kList, kToMark, false},
    {PickleOp::kEmptyDict, PickleKind::kDict, 0, false},
    {PickleOp::kDict, PickleKind::kDict, kToMark, false},
    {PickleOp::kEmptySet, PickleKind::kSet, 0, false},
    {PickleOp::kFrozenSet, PickleKind::kSet, kToMark, false},
    {PickleOp::kAppend, PickleKind::kList, 1, true},
    {PickleOp::kAppends, PickleKind::kList, kToMark, true},
    {PickleOp::kSetItem, PickleKind::kDict, 2, true},
    {PickleOp::kSetItems, PickleKind::kDict, kToMark, true},
    {PickleOp::kAddItems, PickleKind::kSet, kToMark, true},
};

class Unpickler {
 public:
  Unpickler(ByteSpan bytes, const PickleLimits& limits)
      : cursor_(bytes, ErrorCode::kBadCheckpoint), limits_(limits) {}

  Result<Pickle> Run() {
    while (true) {
      at_ = cursor_.offset();
      BURIN_ASSIGN(const uint8_t byte, cursor_.U8());
      const PickleOp op{byte};
      if (op == PickleOp::kStop) break;
      BURIN_TRY(Step(op));
    }
    if (!marks_.empty() || stack_.size() != 1) {
      return Fail("STOP with other than one value on the stack");
    }
    pickle_.root = stack_.back();
    pickle_.bytes = cursor_.offset();
    return std::move(pickle_);
  }

 private:
  using Status = Result<void>;

  Status Step(PickleOp op) {
    std::optional<std::string> owned;
    BURIN_ASSIGN(std::optional<PickleValue> literal,
                 ReadPickleLiteral(op, cursor_, owned));
    if (literal) {
      if (owned) {
        BURIN_ASSIGN(literal->text, Keep(std::move(*owned)));
      }
      return Push(std::move(*literal));
    }
    BURIN_ASSIGN(bool done, StepStack(op));
    if (!done) {
      BURIN_ASSIGN(done, StepContainer(op));
    }
    if (!done) {
      BURIN_ASSIGN(done, StepObject(op));
    }
    if (!done) {
      return Fail(StrCat("opcode ", static_cast<unsigned>(op),
                         " is unknown or not allowed"));
    }
    return {};
  }

  // Each of the next three says whether `op` was its business.
  Result<bool> StepStack(PickleOp op);
  Result<bool> StepContainer(PickleOp op);
  Result<bool> StepObject(PickleOp op);

  Error Fail(std::string_view what) const {
    return MakeError(ErrorCode::kBadCheckpoint, "pickle: ", what, " at byte ",
                     at_, " of ", cursor_.size());
  }

  Error TooDeep() const {
    return MakeError(ErrorCode::kTooLarge, "pickle: nested deeper than ",
                     limits_.depth, " at byte ", at_, " of ", cursor_.size());
  }

  Status Charge(size_t bytes) {
    if (bytes > limits_.tree_bytes - charged_) {
      return MakeError(ErrorCode::kTooLarge,
                       "pickle: its values need more than ", limits_.tree_bytes,
                       " bytes, at byte ", at_, " of ", cursor_.size());
    }
    charged_ += bytes;
    return {};
  }

  Result<std::string_view> Keep(std::string text) {
    BURIN_TRY(Charge(2 * text.size() + 64));
    return std::string_view(pickle_.owned.emplace_back(std::move(text)));
  }

  Status PushId(PickleId id) {
    // The stack is charged for its greatest height only.
    if (stack_.size() == highest_) {
      BURIN_TRY(Charge(kReferenceBytes));
      ++highest_;
    }
    stack_.push_back(id);
    return {};
  }
  Status Push(PickleValue value) {
    BURIN_TRY(Charge(kValueBytes));
    const PickleId id{static_cast<uint32_t>(pickle_.values.size())};
    pickle_.values.push_back(std::move(value));
    return PushId(id);
  }

  PickleValue& At(PickleId id) { return pickle_.values[id.index]; }

  size_t Base() const { return marks_.empty() ? 0 : marks_.back(); }
  // At least `count` values above the last mark.
  Status Need(size_t count) const {
    if (stack_.size() - Base() < count) return Fail("the stack is too short");
    return {};
  }
  PickleId Pop() {
    const PickleId id = stack_.back();
    stack_.pop_back();
    return id;
  }
  // The values above the last mark, which is removed.
  Result<std::vector<PickleId>> PopMark() {
    if (marks_.empty()) return Fail("there is no mark");
    const auto first = stack_.begin() + static_cast<ptrdiff_t>(marks_.back());
    std::vector<PickleId> out(first, stack_.end());
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return out;
  }
  Result<std::vector<PickleId>> PopCount(size_t count) {
    BURIN_TRY(Need(count));
    const auto first = stack_.end() - static_cast<ptrdiff_t>(count);
    std::vector<PickleId> out(first, stack_.end());
    stack_.erase(first, stack_.end());
    return out;
  }

  Status Add(PickleId container, const std::vector<PickleId>& items) {
    BURIN_TRY(Charge(items.size() * kReferenceBytes));
    PickleValue& value = At(container);
    for (const PickleId item : items) {
      const unsigned depth = At(item).depth + 1u;
      if (depth > limits_.depth) return TooDeep();
      value.depth = std::max(value.depth, static_cast<uint16_t>(depth));
      value.items.push_back(item);
    }
    return {};
  }
  Status PushContainer(PickleKind kind, const std::vector<PickleId>& items) {
    PickleValue value;
    value.kind = kind;
    BURIN_TRY(Push(std::move(value)));
    return Add(stack_.back(), items);
  }

  // Puts `items` into the container on top of the stack. What a call would
  // have returned is unknown, so that what is put into it is dropped, except
  // for a tensor: nothing may be put into one (CVE-2026-24747).
  Status Fill(PickleKind kind, const std::vector<PickleId>& items) {
    BURIN_TRY(Need(1));
    const PickleId target = stack_.back();
    if (IsTensorCall(target)) return Fail("items are put into a tensor");
    if (At(target).kind == PickleKind::kCall) return {};
    if (At(target).kind != kind) {
      return Fail(StrCat("items for a ", PickleKindName(kind),
                         " are put into a ", PickleKindName(At(target).kind)));
    }
    return Add(target, items);
  }

  bool IsTensorCall(PickleId id) {
    const PickleValue& value = At(id);
    if (value.kind != PickleKind::kCall) return false;
    const PickleValue& callee = At(value.items[0]);
    return callee.kind == PickleKind::kGlobal &&
           (callee.text.starts_with("torch._utils._rebuild_") ||
            callee.text.starts_with("torch._tensor._rebuild_"));
  }

  Status PutMemo(uint64_t index);
  Status GetMemo(uint64_t index);
  Status PushGlobal(std::string_view module, std::string_view name);
  Status Call(PickleId callee, const std::vector<PickleId>& args);
  Status CallOrderedDict(const std::vector<PickleId>& args);
  Status Build();

  ByteCursor cursor_;
  const PickleLimits limits_;
  Pickle pickle_;
  std::vector<PickleId> stack_;
  std::vector<size_t> marks_;  // stack heights
  std::vector<PickleId> memo_;
  size_t memo_count_ = 0;
  size_t highest_ = 0;
  size_t charged_ = 0;
  size_t at_ = 0;  // offset of the opcode
};

Result<bool> Unpickler::StepStack(PickleOp op) {
  switch (op) {
    case PickleOp::kProto: {
      BURIN_ASSIGN(const uint8_t protocol, cursor_.U8());
      if (protocol > kNewestProtocol) {
        return Fail(StrCat("protocol ", protocol, ", 0 to 5 expected"));
      }
      return true;
    }
    case PickleOp::kFrame: {
      BURIN_ASSIGN(const uint64_t length, cursor_.U64());
      if (length > cursor_.remaining()) return Fail("frame past the end");
      return true;
    }
    case PickleOp::kMark:
      BURIN_TRY(Charge(2 * sizeof(size_t)));
      if (marks_.size() >= limits_.depth) return TooDeep();
      marks_.push_back(stack_.size());
      return true;
    case PickleOp::kPop:
      if (stack_.size() > Base()) {
        stack_.pop_back();
        return true;
      }
      BURIN_TRY(PopMark());
      return true;
    case PickleOp::kPopMark:
      BURIN_TRY(PopMark());
      return true;
    case PickleOp::kDup:
      BURIN_TRY(Need(1));
      BURIN_TRY(PushId(stack_.back()));
      return true;
    case PickleOp::kPut:
    case PickleOp::kGet: {
      BURIN_ASSIGN(const int64_t index, ReadPickleDecimalLine(cursor_));
      // A negative index becomes one that no memo has.
      const uint64_t slot = static_cast<uint64_t>(index);
      BURIN_TRY(op == PickleOp::kPut ? PutMemo(slot) : GetMemo(slot));
      return true;
    }
    case PickleOp::kBinPut:
    case PickleOp::kBinGet: {
      BURIN_ASSIGN(const uint8_t index, cursor_.U8());
      BURIN_TRY(op == PickleOp::kBinPut ? PutMemo(index) : GetMemo(index));
      return true;
    }
    case PickleOp::kLongBinPut:
    case PickleOp::kLongBinGet: {
      BURIN_ASSIGN(const uint32_t index, cursor_.U32());
      BURIN_TRY(op == PickleOp::kLongBinPut ? PutMemo(index) : GetMemo(index));
      return true;
    }
    case PickleOp::kMemoize:
      BURIN_TRY(PutMemo(memo_count_));
      return true;
    default:
      return false;
  }
}

Result<bool> Unpickler::StepContainer(PickleOp op) {
  const auto rule =
      std::find_if(std::begin(kContainerRules), std::end(kContainerRules),
                   [op](const ContainerRule& r) { return r.op == op; });
  if (rule == std::end(kContainerRules)) return false;
  BURIN_ASSIGN(
      const std::vector<PickleId> items,
      rule->count == kToMark ? PopMark() : PopCount(size_t{rule->count}));
  if (rule->kind == PickleKind::kDict && items.size() % 2 != 0) {
    return Fail("a dict key without a value");
  }
  BURIN_TRY(rule->fill ? Fill(rule->kind, items)
                       : PushContainer(rule->kind, items));
  return true;
}

Result<bool> Unpickler::StepObject(PickleOp op) {
  switch (op) {
    case PickleOp::kGlobal: {
      BURIN_ASSIGN(const std::string_view module, ReadPickleLine(cursor_));
      BURIN_ASSIGN(const std::string_view name, ReadPickleLine(cursor_));
      BURIN_TRY(PushGlobal(module, name));
      return true;
    }
    case PickleOp::kStackGlobal: {
      BURIN_TRY(Need(2));
      const PickleId name = Pop(), module = Pop();
      if (At(name).kind != PickleKind::kString ||
          At(module).kind != PickleKind::kString) {
        return Fail("the name of a global is no string");
      }
      BURIN_TRY(PushGlobal(At(module).text, At(name).text));
      return true;
    }
    case PickleOp::kInst: {
      BURIN_ASSIGN(const std::string_view module, ReadPickleLine(cursor_));
      BURIN_ASSIGN(const std::string_view name, ReadPickleLine(cursor_));
      BURIN_ASSIGN(const std::vector<PickleId> args, PopMark());
      BURIN_TRY(PushGlobal(module, name));
      BURIN_TRY(Call(Pop(), args));
      return true;
    }
    case PickleOp::kObj: {
      BURIN_ASSIGN(std::vector<PickleId> args, PopMark());
      if (args.empty()) return Fail("OBJ without a class");
      const PickleId callee = args[0];
      args.erase(args.begin());
      BURIN_TRY(Call(callee, args));
      return true;
    }
    case PickleOp::kReduce:
    case PickleOp::kNewObj:
    case PickleOp::kNewObjEx: {
      if (op == PickleOp::kNewObjEx) {
        BURIN_TRY(Need(3));
        if (At(Pop()).kind != PickleKind::kDict) {
          return Fail("keyword arguments are no dict");
        }
      }
      BURIN_TRY(Need(2));
      const PickleId args = Pop(), callee = Pop();
      if (At(args).kind != PickleKind::kTuple) {
        return Fail("arguments are no tuple");
      }
      BURIN_TRY(Call(callee, At(args).items));
      return true;
    }
    case PickleOp::kBuild:
      BURIN_TRY(Build());
      return true;
    case PickleOp::kPersId:
    case PickleOp::kBinPersId: {
      if (op == PickleOp::kPersId) {
        BURIN_ASSIGN(const std::string_view line, ReadPickleLine(cursor_));
        PickleValue text;
        text.kind = PickleKind::kString;
        text.text = line;
        BURIN_TRY(Push(std::move(text)));
      }
      BURIN_ASSIGN(const std::vector<PickleId> id, PopCount(1));
      BURIN_TRY(PushContainer(PickleKind::kPersistent, id));
      BURIN_TRY(Charge(kReferenceBytes));
      pickle_.persistent.push_back(stack_.back());
      return true;
    }
    default:
      return false;
  }
}

Result<void> Unpickler::PutMemo(uint64_t index) {
  BURIN_TRY(Need(1));
  // Picklers number their memo from 0 without gaps; a far index would only
  // take memory.
  constexpr uint64_t kMostSlots = uint64_t{1} << 20;
  if (index >= kMostSlots) return Fail("memo index out of range");
  if (index >= memo_.size()) {
    BURIN_TRY(Charge((index + 1 - memo_.size()) * kReferenceBytes));
    memo_.resize(index + 1);
  }
  if (!memo_[index].valid()) ++memo_count_;
  memo_[index] = stack_.back();
  return {};
}

Result<void> Unpickler::GetMemo(uint64_t index) {
  if (index >= memo_.size() || !memo_[index].valid()) {
    return Fail("a memo is read that was never set");
  }
  return PushId(memo_[index]);
}

Result<void> Unpickler::PushGlobal(std::string_view module,
                                   std::string_view name) {
  PickleValue value;
  value.kind = PickleKind::kGlobal;
  BURIN_ASSIGN(value.text, Keep(StrCat(module, ".", name)));
  return Push(std::move(value));
}

Result<void> Unpickler::Call(PickleId callee,
                             const std::vector<PickleId>& args) {
  const PickleKind kind = At(callee).kind;
  if (kind != PickleKind::kGlobal && kind != PickleKind::kCall) {
    return Fail(StrCat("a ", PickleKindName(kind), " is called"));
  }
  if (kind == PickleKind::kGlobal) {
    const std::string_view name = At(callee).text;
    if (name == "collections.OrderedDict") return CallOrderedDict(args);
    if (name == "collections.defaultdict") {
      return PushContainer(PickleKind::kDict, {});
    }
    if (name == "torch.Size") {
      if (args.size() != 1 || (At(args[0]).kind != PickleKind::kTuple &&
                               At(args[0]).kind != PickleKind::kList)) {
        return Fail("torch.Size takes one tuple");
      }
      return PushContainer(PickleKind::kTuple, At(args[0]).items);
    }
  }
  BURIN_TRY(PushContainer(PickleKind::kTuple, args));
  const PickleId tuple = Pop();
  return PushContainer(PickleKind::kCall, {callee, tuple});
}

// OrderedDict() or, as Python 2 wrote it, OrderedDict([[key, value], ...]).
Result<void> Unpickler::CallOrderedDict(const std::vector<PickleId>& args) {
  std::vector<PickleId> items;
  if (args.size() > 1) return Fail("OrderedDict takes at most one argument");
  if (args.size() == 1) {
    for (const PickleId pair : At(args[0]).items) {
      const PickleValue& value = At(pair);
      if ((value.kind != PickleKind::kTuple &&
           value.kind != PickleKind::kList) ||
          value.items.size() != 2) {
        return Fail("OrderedDict takes a list of pairs");
      }
      items.insert(items.end(), value.items.begin(), value.items.end());
    }
  }
  return PushContainer(PickleKind::kDict, items);
}

// State that is set on a container (an OrderedDict's _metadata) or on the
// unknown result of a call has no use here; nobody sets any on a tensor.
Result<void> Unpickler::Build() {
  BURIN_TRY(Need(2));
  Pop();
  const PickleKind kind = At(stack_.back()).kind;
  if (IsTensorCall(stack_.back())) return Fail("state is set on a tensor");
  if (kind != PickleKind::kCall && kind != PickleKind::kDict) {
    return Fail(StrCat("state is set on a ", PickleKindName(kind)));
  }
  return {};
}

}  // namespace

std::string_view PickleKindName(PickleKind kind) {
  constexpr std::string_view kNames[] = {
      "None",  "bool", "int", "int",  "float",  "string",        "bytes",
      "tuple", "list", "set", "dict", "global", "persistent id", "call"};
  return kNames[static_cast<size_t>(kind)];
}

Result<Pickle> ParsePickle(ByteSpan bytes, const PickleLimits& limits) {
  return Unpickler(bytes, limits).Run();
}

}  // namespace burin
