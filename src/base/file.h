// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Reading a whole file and writing a whole file.
//
// Files are read into private memory, never mapped: a file that somebody
// truncates meanwhile is then a short read with one clear line, not a SIGBUS.

#ifndef BURIN_BASE_FILE_H_
#define BURIN_BASE_FILE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/aligned_buffer.h"
#include "base/byte_cursor.h"
#include "base/result.h"

namespace burin {

// Reads a regular file (symbolic links to one are followed; folders, pipes and
// devices are refused). `limit` bounds the size in bytes (kTooLarge). Errors
// start with the path.
Result<AlignedBuffer> ReadFile(const std::string& path,
                               uint64_t limit = uint64_t{1} << 40);

// Reads what follows the first `offset` bytes of a regular file to where it is
// wanted, without a copy between; it must be exactly as long as `dst` (kIo).
// Else the refusals of ReadFile.
Result<void> ReadFileInto(const std::string& path, uint64_t offset,
                          std::span<std::byte> dst);

// Tells the system that the file will be read soon, so that it may fetch it
// into its own cache meanwhile; takes no memory of ours. Where that fails,
// reading will tell why.
void ExpectRead(const std::string& path);

// The size in bytes of a regular file; the refusals of ReadFile.
Result<uint64_t> FileSize(const std::string& path);

// Writes `parts` one after the other to `path`, all or nothing: a temporary
// name in the same folder, fsync, rename, fsync of the folder. With
// Durability::kNone the two syncs are left out; with kStaged, too, and a signal
// leaves the temporary to whoever clears the folder that it lies in. What a
// process that was killed left of an earlier synced write of `path` is removed.
// kIo when `path` is there and no regular file: a device is never replaced.
enum class Durability { kSync, kNone, kStaged };
Result<void> WriteFile(const std::string& path, std::span<const ByteSpan> parts,
                       Durability durability = Durability::kSync);
Result<void> WriteFile(const std::string& path, ByteSpan bytes,
                       Durability durability = Durability::kSync);

// Whether WriteFile could begin to write `path` now, with the error that it
// would give; what is there stays as it is.
Result<void> CheckWritable(const std::string& path);

// Returns when the entry of `path` in its folder is on the disk.
Result<void> SyncFolderOf(const std::string& path);

// Creates the folder and its parents; an existing folder is fine.
Result<void> MakeFolder(const std::string& path);

// kIo, kNoSpace or kNotFound for the errno value `number`, with its text:
// "PATH: WHAT: No such file or directory".
Error SystemError(std::string_view path, std::string_view what, int number);

}  // namespace burin

#endif  // BURIN_BASE_FILE_H_
