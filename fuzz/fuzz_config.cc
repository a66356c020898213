// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as keep_dtype.cfg, as op_precision.ini, as a mixed-precision list,
// as an AIPP configuration and as fusion switches. What was read from a
// keep_dtype.cfg must survive being printed and read again.

#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "formats/aipp.h"
#include "formats/fusion_switch.h"
#include "formats/keep_dtype.h"
#include "formats/mixlist.h"
#include "formats/op_precision.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(burin::ParseOpPrecision(text));
  static_cast<void>(burin::ParseMixList(text));
  static_cast<void>(burin::ParseAipp(text));
  static_cast<void>(burin::ParseFusionSwitches(text));
  const auto read = burin::ParseKeepDtype(text);
  // A byte order mark is dropped at the start of a text only: printed first, a
  // name that begins with one would lose it.
  if (!read.ok() || text.find("\xef\xbb\xbf") != text.npos) return 0;
  const auto again = burin::ParseKeepDtype(burin::PrintKeepDtype(*read));
  BURIN_CHECK(again.ok() && again->size() == read->size());
  for (size_t i = 0; i < read->size(); ++i) {
    BURIN_CHECK((*again)[i].name == (*read)[i].name);
    BURIN_CHECK((*again)[i].kind == (*read)[i].kind);
  }
  return 0;
}
