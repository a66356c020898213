// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The temporary files and folders that exist now, so that a process that is
// told to stop can remove them: a signal finds work in any state, and only a
// list of the whole process knows what that work has begun.

#ifndef BURIN_BASE_TEMPORARIES_H_
#define BURIN_BASE_TEMPORARIES_H_

#include <mutex>
#include <string>

namespace burin {

// Held while a temporary is made, and told its path before it is given up:
// what exists is listed. Safe for several threads.
class TemporaryList {
 public:
  TemporaryList();
  void Add(const std::string& path);
  // Of one that was renamed or removed; unknown paths are none.
  void Drop(const std::string& path);

 private:
  std::unique_lock<std::mutex> lock_;
};

// Removes what is listed, folders with all that is in them, and lets no more be
// made: whoever tries waits for the process to end.
void RemoveTemporariesForGood();

}  // namespace burin

#endif  // BURIN_BASE_TEMPORARIES_H_
