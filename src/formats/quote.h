// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Names out of untrusted files, made fit for a one-line error message.

#ifndef BURIN_FORMATS_QUOTE_H_
#define BURIN_FORMATS_QUOTE_H_

#include <string>
#include <string_view>

namespace burin {

// 'text' in single quotes; control bytes, quotes and bytes that are not UTF-8
// become \xNN, and what is longer than 100 bytes ends in "...".
std::string Quoted(std::string_view text);

}  // namespace burin

#endif  // BURIN_FORMATS_QUOTE_H_
