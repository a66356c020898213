// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Everything that is wrong with a list of files, gathered before it is told:
// whoever has to mend them wants to see them all, in one line.

#ifndef BURIN_BASE_FAULTS_H_
#define BURIN_BASE_FAULTS_H_

#include <cstddef>
#include <string>

#include "base/result.h"

namespace burin {

class Faults {
 public:
  // The first fault's code becomes that of all.
  void Add(Error fault);
  bool empty() const { return count_ == 0; }

  // No error when there are no faults; else their texts joined by "; ", the
  // first 20 and the number of the others.
  Result<void> Report() &&;

 private:
  Error joined_;
  size_t count_ = 0;
};

}  // namespace burin

#endif  // BURIN_BASE_FAULTS_H_
