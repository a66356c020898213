// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The pickle opcodes that carry a value in their own bytes: numbers, strings
// and byte strings, in binary and in the line form of protocol 0.

#ifndef BURIN_FORMATS_PICKLE_LITERAL_H_
#define BURIN_FORMATS_PICKLE_LITERAL_H_

#include <optional>
#include <string>

#include "base/byte_cursor.h"
#include "formats/pickle.h"
#include "formats/pickle_opcode.h"

namespace burin {

// A number, text or None that `op` pushes, its argument read from `cursor`;
// empty when `op` is no such opcode. A text is a view into the cursor's bytes,
// unless it had escapes: then `owned` gets the decoded text, and the value's
// text is to be set to where the caller keeps it.
Result<std::optional<PickleValue>> ReadPickleLiteral(
    PickleOp op, ByteCursor& cursor, std::optional<std::string>& owned);

// A line of protocol 0 that holds one decimal number, as INT, PUT and GET
// have it.
Result<int64_t> ReadPickleDecimalLine(ByteCursor& cursor);

// One line without its end.
Result<std::string_view> ReadPickleLine(ByteCursor& cursor);

}  // namespace burin

#endif  // BURIN_FORMATS_PICKLE_LITERAL_H_
