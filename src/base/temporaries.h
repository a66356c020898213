// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The temporary files and folders that exist now, so that a process that is
// told to stop can remove them. This is the one list of the whole process, as
// a signal is the whole process's: it finds work in any state, in any thread,
// and nothing else knows what that work has begun.
//
// Its mutex is held for changes of the list alone, never over a system call: a
// file system that hangs stops the thread that uses it and no other.

#ifndef BURIN_BASE_TEMPORARIES_H_
#define BURIN_BASE_TEMPORARIES_H_

#include <string>

namespace burin {

// The making of one temporary, which is listed before it exists: once it does,
// nothing can fail any more. After RemoveTemporariesForGood began, whoever
// begins or drops one waits for the end of the process.
class MakingTemporary {
 public:
  explicit MakingTemporary(const std::string& path);
  // Unless Made() was called, nothing was made, and `path` is forgotten.
  ~MakingTemporary();
  MakingTemporary(const MakingTemporary&) = delete;
  MakingTemporary& operator=(const MakingTemporary&) = delete;
  void Made() { made_ = true; }

 private:
  const std::string path_;
  bool made_ = false;
};

// Of one that was renamed or removed; unknown paths are none.
void DropTemporary(const std::string& path);

// Removes what is listed, folders with all that is in them. What is being made
// just now is awaited for a second, then left alone.
void RemoveTemporariesForGood() noexcept;

}  // namespace burin

#endif  // BURIN_BASE_TEMPORARIES_H_
