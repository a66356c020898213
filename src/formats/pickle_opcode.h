// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The opcodes of Python's pickle, protocols 0 to 5, by the names that Python's
// pickletools gives them.

#ifndef BURIN_FORMATS_PICKLE_OPCODE_H_
#define BURIN_FORMATS_PICKLE_OPCODE_H_

#include <cstdint>

namespace burin {

enum class PickleOp : uint8_t {
  // Framing.
  kProto = 0x80,
  kFrame = 0x95,
  kStop = '.',
  // Stack.
  kMark = '(',
  kPop = '0',
  kPopMark = '1',
  kDup = '2',
  // Memo.
  kPut = 'p',
  kBinPut = 'q',
  kLongBinPut = 'r',
  kMemoize = 0x94,
  kGet = 'g',
  kBinGet = 'h',
  kLongBinGet = 'j',
  // Scalars and texts.
  kNone = 'N',
  kNewTrue = 0x88,
  kNewFalse = 0x89,
  kInt = 'I',
  kBinInt = 'J',
  kBinInt1 = 'K',
  kBinInt2 = 'M',
  kLong = 'L',
  kLong1 = 0x8a,
  kLong4 = 0x8b,
  kFloat = 'F',
  kBinFloat = 'G',
  kString = 'S',
  kBinString = 'T',
  kShortBinString = 'U',
  kUnicode = 'V',
  kBinUnicode = 'X',
  kShortBinUnicode = 0x8c,
  kBinUnicode8 = 0x8d,
  kBinBytes = 'B',
  kShortBinBytes = 'C',
  kBinBytes8 = 0x8e,
  kByteArray8 = 0x96,
  // Containers.
  kEmptyTuple = ')',
  kTuple = 't',
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kEmptyList = ']',
  kList = 'l',
  kAppend = 'a',
  kAppends = 'e',
  kEmptyDict = '}',
  kDict = 'd',
  kSetItem = 's',
  kSetItems = 'u',
  kEmptySet = 0x8f,
  kAddItems = 0x90,
  kFrozenSet = 0x91,
  // Globals, calls and persistent ids.
  kGlobal = 'c',
  kStackGlobal = 0x93,
  kInst = 'i',
  kObj = 'o',
  kNewObj = 0x81,
  kNewObjEx = 0x92,
  kReduce = 'R',
  kBuild = 'b',
  kPersId = 'P',
  kBinPersId = 'Q',
};

}  // namespace burin

#endif  // BURIN_FORMATS_PICKLE_OPCODE_H_
