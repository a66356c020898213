// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Typed indices: a ValueId cannot be passed where a NodeId is meant.

#ifndef BURIN_BASE_ID_H_
#define BURIN_BASE_ID_H_

#include <compare>
#include <cstdint>

namespace burin {

template <typename Tag>
struct Id {
  static constexpr uint32_t kInvalid = 0xffffffff;
  uint32_t index = kInvalid;

  constexpr bool valid() const { return index != kInvalid; }
  constexpr auto operator<=>(const Id&) const = default;
};

}  // namespace burin

#endif  // BURIN_BASE_ID_H_
