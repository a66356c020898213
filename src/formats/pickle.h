// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A restricted unpickler: it turns a Python pickle (protocols 0 to 5) into a
// tree of plain values and runs nothing.
//
// Python's unpickler is a stack machine whose REDUCE calls any function that
// the file names. Here a call stays a value: kCall, "this global with these
// arguments". Three harmless containers are built (OrderedDict, defaultdict,
// torch.Size); what else a file would call is for the reader of the tree to
// recognise or to leave alone. A checkpoint may so carry an optimizer or
// an argparse.Namespace, and a malicious call is never made.
//
// The tree is a list of values that refer to each other by id. Ids may form a
// cycle (a list can hold itself), so a reader must not follow them blindly.

#ifndef BURIN_FORMATS_PICKLE_H_
#define BURIN_FORMATS_PICKLE_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_cursor.h"
#include "base/id.h"
#include "base/result.h"

namespace burin {

enum class PickleKind : uint8_t {
  kNone,
  kBool,        // integer: 0 or 1
  kInt,         // integer
  kBigInt,      // text: little-endian two's complement, more than 8 bytes
  kFloat,       // real
  kString,      // text
  kBytes,       // text
  kTuple,       // items
  kList,        // items
  kSet,         // items
  kDict,        // items: key, value, key, value, ..., in insertion order
  kGlobal,      // text: "module.name"
  kPersistent,  // items: the id that the pickler's owner gave
  kCall,        // items: what would be called, the tuple of its arguments
};

// "dict", "call" and so on, for messages.
std::string_view PickleKindName(PickleKind kind);

using PickleId = Id<struct PickleValueTag>;

struct PickleValue {
  PickleKind kind = PickleKind::kNone;
  uint16_t depth = 0;  // containers inside it, counted when it was filled
  int64_t integer = 0;
  double real = 0;
  std::string_view text;
  std::vector<PickleId> items;
};

// The texts are views into the pickle's bytes or into `owned`.
struct Pickle {
  std::deque<PickleValue> values;
  std::deque<std::string> owned;
  std::vector<PickleId> persistent;  // the kPersistent values, in file order
  PickleId root;
  size_t bytes = 0;  // the pickle's own length, up to and with STOP

  const PickleValue& operator[](PickleId id) const { return values[id.index]; }
};

struct PickleLimits {
  // Memory for the tree. 20 MiB hold the names and shapes of 12,000 tensors.
  size_t tree_bytes = size_t{20} << 20;
  uint16_t depth = 500;  // containers in containers
};

// Reads the pickle at the start of `bytes`, which must outlive the result.
// kBadCheckpoint with the byte offset for whatever the unpickler of Python
// would trip over, and for calls of a known container with wrong arguments;
// kTooLarge beyond the limits.
Result<Pickle> ParsePickle(ByteSpan bytes, const PickleLimits& limits = {});

}  // namespace burin

#endif  // BURIN_FORMATS_PICKLE_H_
