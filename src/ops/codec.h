// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The two written forms of an op: one line of text for people and goldens,
//   Conv{strides=[4,4], group=1, channels_last=true}
// with attributes at their default left out, and bytes for the plate. Both are
// made from Fields() of ops.h; both read back to an equal op.

#ifndef BURIN_OPS_CODEC_H_
#define BURIN_OPS_CODEC_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_cursor.h"
#include "base/result.h"
#include "ops/ops.h"

namespace burin {

std::string PrintOp(const Op& op);
// kBadInput for text that PrintOp would not print; numbers in full.
Result<Op> ParseOp(std::string_view text);

// Little endian; a float is its bits, a list its length and items.
std::vector<std::byte> EncodeOp(const Op& op);
// kBadPlate for unknown names, truncated or trailing bytes, lists over 64
// items, text over 4096 bytes and enumerators out of range.
Result<Op> DecodeOp(ByteSpan bytes);

}  // namespace burin

#endif  // BURIN_OPS_CODEC_H_
