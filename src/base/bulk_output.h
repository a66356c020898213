// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Thousands of files into one folder. Each is there whole or not at all, and
// nothing unfinished ever lies in the folder, because other programs read every
// file of it: files are written in a staging folder beside it, on the same file
// system, and renamed. One sync at the end serves them all.
//
// The staging folder is also the lock: one process at a time writes into a
// folder (or, with a tag, one for each tag), and what a killed one left there
// is removed by the next.

#ifndef BURIN_BASE_BULK_OUTPUT_H_
#define BURIN_BASE_BULK_OUTPUT_H_

#include <span>
#include <string>
#include <string_view>

#include "base/byte_cursor.h"
#include "base/result.h"

namespace burin {

class BulkOutput {
 public:
  // Creates `folder` and its parents if need be. Where nothing can be put
  // beside it (a mount point, a parent that is not ours), the staging folder
  // lies in it, under a name that begins with a dot, for as long as the object
  // lives. `tag` tells apart several that write different files into one
  // folder at the same time. Errors: kIo, kNoSpace, kNotFound; kIo too when
  // another run writes into the folder.
  static Result<BulkOutput> Open(const std::string& folder,
                                 std::string_view tag = "");
  // Removes the staging folder and what an interrupted Write left there.
  ~BulkOutput();
  BulkOutput(BulkOutput&& other) noexcept;
  BulkOutput& operator=(BulkOutput&&) = delete;

  const std::string& folder() const { return folder_; }

  // The path of a file that goes with the folder: "parent/NAME.TAG.journal"
  // for `suffix` ".journal"; in the folder, with a dot before the name, where
  // the staging folder is there.
  std::string Companion(std::string_view suffix) const;

  // Writes `parts` one after the other to `name` in the folder, over a file of
  // that name. May be called from several threads at once, for different names.
  Result<void> Write(const std::string& name,
                     std::span<const ByteSpan> parts) const;
  Result<void> Write(const std::string& name, ByteSpan bytes) const;

  // Returns when all that was written is on the disk.
  Result<void> Sync() const;

 private:
  BulkOutput() = default;

  std::string folder_;
  std::string staging_;  // empty after a move
  std::string companion_;
  int lock_ = -1;
};

}  // namespace burin

#endif  // BURIN_BASE_BULK_OUTPUT_H_
