// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See faults.h.

#include "base/faults.h"

namespace burin {
namespace {

constexpr size_t kNamed = 20;  // one line stays readable

}  // namespace

void Faults::Add(Error fault) {
  ++count_;
  if (count_ == 1) {
    joined_ = std::move(fault);
  } else if (count_ <= kNamed) {
    joined_.message += StrCat("; ", fault.message);
  }
}

Result<void> Faults::Report() && {
  if (count_ == 0) return {};
  if (count_ > kNamed) {
    joined_.message += StrCat("; and ", count_ - kNamed, " more");
  }
  return std::move(joined_);
}

}  // namespace burin
