// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The known word that a mistyped one was meant to be.

#ifndef BURIN_BASE_NEAREST_H_
#define BURIN_BASE_NEAREST_H_

#include <span>
#include <string>
#include <string_view>

namespace burin {

// The word of `known` with the fewest edits to `word`, the first of equals;
// empty when none is nearer than half the word's length. Words of more than
// 128 bytes are not compared, so the time is bounded by the number of words.
std::string Nearest(std::string_view word,
                    std::span<const std::string_view> known);

}  // namespace burin

#endif  // BURIN_BASE_NEAREST_H_
