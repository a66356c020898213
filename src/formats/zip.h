// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A zip archive over bytes in memory, as strict as PyTorch's own writer allows:
// entries tile the file from its first byte to the central directory, and the
// three places that describe an entry (central header, local header, data
// descriptor) agree. Two programs that read an accepted archive therefore see
// the same entries; a file that could be read two ways is refused.
//
// Refused (kBadCheckpoint): bytes before the first entry, between entries or
// after the end record, archive comments, several disks, encryption, methods
// other than stored and deflate, duplicate names, absolute names and names
// with "..", contents that do not have their CRC-32. kTooLarge: more than
// kMaxZipEntries entries.

#ifndef BURIN_FORMATS_ZIP_H_
#define BURIN_FORMATS_ZIP_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/aligned_buffer.h"
#include "base/byte_cursor.h"
#include "base/result.h"

namespace burin {

// 20 times the storages of the largest checkpoints in use.
inline constexpr size_t kMaxZipEntries = size_t{1} << 17;

struct ZipEntry {
  std::string_view name;  // a view into the archive
  bool deflated = false;
  uint32_t crc = 0;
  uint64_t size = 0;  // bytes of the content
  ByteSpan data;      // as it lies in the archive, maybe deflated
};

struct ZipArchive {
  std::vector<ZipEntry> entries;  // sorted by name
  // Null when there is no entry of that name.
  const ZipEntry* Find(std::string_view name) const;
};

// The archive's entries; views into `bytes`. Contents are not read yet.
Result<ZipArchive> ParseZip(ByteSpan bytes);

// The content of an entry, its CRC-32 verified: a view into the archive for a
// stored entry, else a view of `scratch`, which is filled. kTooLarge when a
// deflated entry has more than `limit` bytes.
Result<ByteSpan> ReadZipEntry(const ZipEntry& entry, uint64_t limit,
                              AlignedBuffer& scratch);

}  // namespace burin

#endif  // BURIN_FORMATS_ZIP_H_
