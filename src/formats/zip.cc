// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See zip.h. The end record is the last 22 bytes, nothing else is searched
// for: where there is no comment there is no choice of end records.

#include "formats/zip.h"

#include <zlib.h>

#include <algorithm>
#include <initializer_list>
#include <span>

#include "base/checked_math.h"
#include "formats/quote.h"

namespace burin {
namespace {

constexpr ErrorCode kCode = ErrorCode::kBadCheckpoint;
constexpr uint32_t kLocalMagic = 0x04034b50;
constexpr uint32_t kCentralMagic = 0x02014b50;
constexpr uint32_t kDescriptorMagic = 0x08074b50;
constexpr uint32_t kEndMagic = 0x06054b50;
constexpr uint32_t kEnd64Magic = 0x06064b50;
constexpr uint32_t kLocator64Magic = 0x07064b50;
constexpr size_t kCentralBytes = 46, kEndBytes = 22, kEnd64Bytes = 56;
constexpr size_t kLocator64Bytes = 20;
constexpr uint16_t kFlagEncrypted = 1, kFlagDescriptor = 8;
constexpr uint16_t kFull16 = 0xffff;
constexpr uint32_t kFull32 = 0xffffffff;

struct Directory {
  uint64_t count = 0;
  uint64_t offset = 0;
  uint64_t size = 0;
};

struct Header {  // of one entry, central or local
  uint16_t flags = 0;
  uint16_t method = 0;
  uint32_t crc = 0;
  uint64_t compressed = 0;
  uint64_t size = 0;
  uint64_t offset = 0;  // of the local header; central only
  std::string_view name;
};

Error Bad(std::string_view what) { return MakeError(kCode, "zip: ", what); }

Error BadEntry(std::string_view name, std::string_view what) {
  return MakeError(kCode, "zip entry ", Quoted(name), ": ", what);
}

// A field of the old end record either repeats the zip64 one or is all ones.
bool Agrees(uint64_t narrow, uint64_t full_mark, uint64_t wide) {
  return narrow == wide || narrow == full_mark;
}

Result<Directory> ReadEnd64(ByteSpan bytes, size_t locator_at,
                            const Directory& narrow) {
  ByteCursor locator(bytes.subspan(locator_at, kLocator64Bytes), kCode);
  BURIN_TRY(locator.Skip(4));
  BURIN_ASSIGN(const uint32_t disk, locator.U32());
  BURIN_ASSIGN(const uint64_t record_at, locator.U64());
  BURIN_ASSIGN(const uint32_t disks, locator.U32());
  if (disk != 0 || disks > 1) return Bad("several disks");
  if (locator_at < kEnd64Bytes || record_at != locator_at - kEnd64Bytes) {
    return Bad("the zip64 end record is not where its locator says");
  }
  ByteCursor record(bytes.subspan(record_at, kEnd64Bytes), kCode);
  BURIN_ASSIGN(const uint32_t magic, record.U32());
  BURIN_ASSIGN(const uint64_t length, record.U64());
  if (magic != kEnd64Magic || length != kEnd64Bytes - 12) {
    return Bad("malformed zip64 end record");
  }
  BURIN_TRY(record.Skip(4));  // versions
  BURIN_ASSIGN(const uint64_t disk_numbers, record.U64());
  BURIN_ASSIGN(const uint64_t count_here, record.U64());
  Directory wide;
  BURIN_ASSIGN(wide.count, record.U64());
  BURIN_ASSIGN(wide.size, record.U64());
  BURIN_ASSIGN(wide.offset, record.U64());
  if (disk_numbers != 0 || count_here != wide.count) {
    return Bad("several disks");
  }
  if (!Agrees(narrow.count, kFull16, wide.count) ||
      !Agrees(narrow.size, kFull32, wide.size) ||
      !Agrees(narrow.offset, kFull32, wide.offset)) {
    return Bad("the end record and the zip64 end record disagree");
  }
  return wide;
}

// Finds the central directory and proves that it ends where the end records
// begin.
Result<Directory> ReadEnd(ByteSpan bytes) {
  if (bytes.size() < kEndBytes) return Bad("ends before its end record");
  size_t directory_end = bytes.size() - kEndBytes;
  ByteCursor end(bytes.subspan(directory_end), kCode);
  BURIN_ASSIGN(const uint32_t magic, end.U32());
  if (magic != kEndMagic) {
    return Bad("the last 22 bytes are no end record: cut off, or bytes added");
  }
  BURIN_ASSIGN(const uint32_t disk_numbers, end.U32());
  BURIN_ASSIGN(const uint16_t count_here, end.U16());
  Directory directory;
  BURIN_ASSIGN(directory.count, end.U16());
  BURIN_ASSIGN(directory.size, end.U32());
  BURIN_ASSIGN(directory.offset, end.U32());
  BURIN_ASSIGN(const uint16_t comment, end.U16());
  if (disk_numbers != 0 || count_here != directory.count) {
    return Bad("several disks");
  }
  if (comment != 0) return Bad("an archive comment is declared");
  if (directory_end >= kLocator64Bytes) {
    const size_t locator_at = directory_end - kLocator64Bytes;
    ByteCursor locator(bytes.subspan(locator_at), kCode);
    BURIN_ASSIGN(const uint32_t locator_magic, locator.U32());
    if (locator_magic == kLocator64Magic) {
      BURIN_ASSIGN(directory, ReadEnd64(bytes, locator_at, directory));
      directory_end = locator_at - kEnd64Bytes;
    }
  }
  const auto expected_end = CheckedAdd(directory.offset, directory.size);
  if (!expected_end || *expected_end != directory_end) {
    return MakeError(kCode, "zip: central directory of ", directory.size,
                     " bytes at ", directory.offset, " does not end at ",
                     directory_end);
  }
  if (directory.count > directory.size / kCentralBytes) {
    return MakeError(kCode, "zip: ", directory.count, " entries cannot lie in ",
                     directory.size, " bytes of directory");
  }
  if (directory.count > kMaxZipEntries) {
    return MakeError(ErrorCode::kTooLarge, "zip: ", directory.count,
                     " entries, ", kMaxZipEntries, " at most");
  }
  return directory;
}

bool NameIsConfined(std::string_view name) {
  if (name.empty() || name.front() == '/') return false;
  if (name.find('\\') != name.npos || name.find('\0') != name.npos) {
    return false;
  }
  for (size_t at = 0; at <= name.size();) {
    const size_t slash = std::min(name.find('/', at), name.size());
    const std::string_view part = name.substr(at, slash - at);
    if (part == ".." || part == ".") return false;
    at = slash + 1;
  }
  return true;
}

// Takes the 8-byte values that the zip64 extra field (id 1) gives for fields
// that are all ones. Other extra fields, PyTorch's padding among them, have no
// meaning here but must be well-formed in the central directory.
Result<void> ReadExtra(ByteSpan extra, Header& header) {
  ByteCursor cursor(extra, kCode);
  bool seen = false;
  while (cursor.remaining() >= 4) {
    BURIN_ASSIGN(const uint16_t id, cursor.U16());
    BURIN_ASSIGN(const uint16_t length, cursor.U16());
    BURIN_ASSIGN(const ByteSpan field, cursor.Bytes(length));
    if (id != 1) continue;
    if (seen) return Bad("two zip64 extra fields");
    seen = true;
    ByteCursor wide(field, kCode);
    for (uint64_t* value : {&header.size, &header.compressed, &header.offset}) {
      if (*value != kFull32) continue;
      BURIN_ASSIGN(*value, wide.U64());
    }
  }
  return {};
}

Result<Header> ReadCentral(ByteCursor& cursor) {
  BURIN_ASSIGN(const uint32_t magic, cursor.U32());
  if (magic != kCentralMagic) return cursor.Fail("no central header");
  BURIN_TRY(cursor.Skip(4));  // versions
  Header header;
  BURIN_ASSIGN(header.flags, cursor.U16());
  BURIN_ASSIGN(header.method, cursor.U16());
  BURIN_TRY(cursor.Skip(4));  // time
  BURIN_ASSIGN(header.crc, cursor.U32());
  BURIN_ASSIGN(header.compressed, cursor.U32());
  BURIN_ASSIGN(header.size, cursor.U32());
  BURIN_ASSIGN(const uint16_t name_bytes, cursor.U16());
  BURIN_ASSIGN(const uint16_t extra_bytes, cursor.U16());
  BURIN_ASSIGN(const uint16_t comment_bytes, cursor.U16());
  BURIN_ASSIGN(const uint16_t disk, cursor.U16());
  BURIN_TRY(cursor.Skip(6));  // attributes
  BURIN_ASSIGN(header.offset, cursor.U32());
  BURIN_ASSIGN(header.name, cursor.String(name_bytes));
  BURIN_ASSIGN(const ByteSpan extra, cursor.Bytes(extra_bytes));
  BURIN_TRY(cursor.Skip(comment_bytes));
  BURIN_TRY(ReadExtra(extra, header).Context(Quoted(header.name)));
  if (disk != 0) return Bad("several disks");
  if (!NameIsConfined(header.name)) {
    return BadEntry(header.name, "not a relative name inside the archive");
  }
  if (header.flags & kFlagEncrypted) {
    return BadEntry(header.name, "encrypted");
  }
  if (header.method != 0 && header.method != Z_DEFLATED) {
    return BadEntry(header.name, StrCat("method ", header.method,
                                        ", 0 (stored) or 8 expected"));
  }
  if (header.method == 0 && header.compressed != header.size) {
    return BadEntry(header.name, StrCat("stored, but ", header.compressed,
                                        " bytes for ", header.size));
  }
  return header;
}

// With a data descriptor the local header may leave its sizes and CRC zero.
bool LocalAgrees(const Header& local, const Header& central) {
  if (local.flags != central.flags || local.method != central.method ||
      local.name != central.name) {
    return false;
  }
  const bool same = local.crc == central.crc && local.size == central.size &&
                    local.compressed == central.compressed;
  const bool left_out =
      local.crc == 0 && local.size == 0 && local.compressed == 0;
  return same || (left_out && (central.flags & kFlagDescriptor));
}

// The offset of the entry's data. `end` is where the next entry begins.
Result<uint64_t> CheckLocal(ByteSpan bytes, const Header& central,
                            uint64_t end) {
  ByteCursor cursor(bytes.first(end), kCode);
  BURIN_TRY(cursor.Seek(central.offset));
  BURIN_ASSIGN(const uint32_t magic, cursor.U32());
  if (magic != kLocalMagic) return BadEntry(central.name, "no local header");
  BURIN_TRY(cursor.Skip(2));  // version
  Header local;
  BURIN_ASSIGN(local.flags, cursor.U16());
  BURIN_ASSIGN(local.method, cursor.U16());
  BURIN_TRY(cursor.Skip(4));  // time
  BURIN_ASSIGN(local.crc, cursor.U32());
  BURIN_ASSIGN(local.compressed, cursor.U32());
  BURIN_ASSIGN(local.size, cursor.U32());
  BURIN_ASSIGN(const uint16_t name_bytes, cursor.U16());
  BURIN_ASSIGN(const uint16_t extra_bytes, cursor.U16());
  BURIN_ASSIGN(local.name, cursor.String(name_bytes));
  BURIN_ASSIGN(const ByteSpan extra, cursor.Bytes(extra_bytes));
  BURIN_TRY(ReadExtra(extra, local).Context(Quoted(local.name)));
  if (!LocalAgrees(local, central)) {
    return BadEntry(central.name, "central and local headers disagree");
  }
  return cursor.offset();
}

// The bytes between an entry's data and the next entry: nothing, or a data
// descriptor in one of its four lengths.
Result<void> CheckDescriptor(ByteSpan bytes, const Header& header) {
  const bool expected = (header.flags & kFlagDescriptor) != 0;
  if (!expected && bytes.empty()) return {};
  const Error bad =
      BadEntry(header.name, StrCat(bytes.size(),
                                   " bytes after its data are no part of "
                                   "the archive"));
  ByteCursor cursor(bytes, kCode);
  const bool magic = bytes.size() == 16 || bytes.size() == 24;
  const bool wide = bytes.size() == 20 || bytes.size() == 24;
  if (!expected || !(magic || wide || bytes.size() == 12)) return bad;
  if (magic) {
    BURIN_ASSIGN(const uint32_t found, cursor.U32());
    if (found != kDescriptorMagic) return bad;
  }
  BURIN_ASSIGN(const uint32_t crc, cursor.U32());
  uint64_t compressed = 0, size = 0;
  for (uint64_t* value : {&compressed, &size}) {
    if (wide) {
      BURIN_ASSIGN(*value, cursor.U64());
    } else {
      BURIN_ASSIGN(*value, cursor.U32());
    }
  }
  if (crc == header.crc && compressed == header.compressed &&
      size == header.size) {
    return {};
  }
  return BadEntry(header.name, "its data descriptor disagrees");
}

Result<ZipEntry> LocateEntry(ByteSpan bytes, const Header& header,
                             uint64_t end) {
  BURIN_ASSIGN(const uint64_t data_at, CheckLocal(bytes, header, end));
  if (header.compressed > end - data_at) {
    return BadEntry(header.name,
                    StrCat("its ", header.compressed, " bytes at ", data_at,
                           " overlap what begins at ", end));
  }
  const uint64_t data_end = data_at + header.compressed;
  BURIN_TRY(CheckDescriptor(bytes.subspan(data_end, end - data_end), header));
  ZipEntry entry;
  entry.name = header.name;
  entry.deflated = header.method == Z_DEFLATED;
  entry.crc = header.crc;
  entry.size = header.size;
  entry.data = bytes.subspan(data_at, header.compressed);
  return entry;
}

Result<std::vector<Header>> ReadDirectory(ByteSpan bytes,
                                          const Directory& directory) {
  ByteCursor cursor(bytes.subspan(directory.offset, directory.size), kCode);
  std::vector<Header> headers;
  headers.reserve(directory.count);
  for (uint64_t i = 0; i < directory.count; ++i) {
    BURIN_ASSIGN(const Header header,
                 ReadCentral(cursor).Context("zip central directory"));
    headers.push_back(header);
  }
  if (!cursor.AtEnd()) return Bad("bytes after the last central header");
  std::stable_sort(
      headers.begin(), headers.end(),
      [](const Header& a, const Header& b) { return a.offset < b.offset; });
  return headers;
}

Result<void> Inflate(const ZipEntry& entry, std::span<std::byte> out) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
    return MakeError(ErrorCode::kOutOfMemory, "inflate: no memory");
  }
  constexpr size_t kChunk = size_t{1} << 30;  // zlib counts in 32 bits
  size_t read = 0, written = 0;
  int status = Z_OK;
  std::byte none{};
  while (status == Z_OK) {
    const size_t in = std::min(kChunk, entry.data.size() - read);
    const size_t room = std::min(kChunk, out.size() - written);
    stream.next_in = reinterpret_cast<Bytef*>(
        const_cast<std::byte*>(entry.data.data() + read));
    stream.avail_in = static_cast<uInt>(in);
    stream.next_out =
        reinterpret_cast<Bytef*>(out.empty() ? &none : out.data() + written);
    stream.avail_out = static_cast<uInt>(room);
    status = inflate(&stream, Z_NO_FLUSH);
    read += in - stream.avail_in;
    written += room - stream.avail_out;
  }
  inflateEnd(&stream);
  if (status == Z_STREAM_END && read == entry.data.size() &&
      written == out.size()) {
    return {};
  }
  return BadEntry(entry.name, StrCat("deflate data gives ", written,
                                     " bytes of ", out.size()));
}

uint32_t Crc(ByteSpan bytes) {
  return static_cast<uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace

const ZipEntry* ZipArchive::Find(std::string_view name) const {
  const auto at = std::lower_bound(
      entries.begin(), entries.end(), name,
      [](const ZipEntry& e, std::string_view n) { return e.name < n; });
  return at != entries.end() && at->name == name ? &*at : nullptr;
}

Result<ZipArchive> ParseZip(ByteSpan bytes) {
  BURIN_ASSIGN(const Directory directory, ReadEnd(bytes));
  BURIN_ASSIGN(const std::vector<Header> headers,
               ReadDirectory(bytes, directory));
  if ((headers.empty() ? directory.offset : headers[0].offset) != 0) {
    return Bad("bytes before the first entry");
  }
  ZipArchive archive;
  archive.entries.reserve(headers.size());
  for (size_t i = 0; i < headers.size(); ++i) {
    const uint64_t end =
        i + 1 < headers.size() ? headers[i + 1].offset : directory.offset;
    if (end > directory.offset || headers[i].offset >= end) {
      return BadEntry(headers[i].name, "overlaps another entry");
    }
    BURIN_ASSIGN(ZipEntry entry, LocateEntry(bytes, headers[i], end));
    archive.entries.push_back(entry);
  }
  std::sort(
      archive.entries.begin(), archive.entries.end(),
      [](const ZipEntry& a, const ZipEntry& b) { return a.name < b.name; });
  for (size_t i = 1; i < archive.entries.size(); ++i) {
    if (archive.entries[i - 1].name == archive.entries[i].name) {
      return BadEntry(archive.entries[i].name, "there twice");
    }
  }
  return archive;
}

Result<ByteSpan> ReadZipEntry(const ZipEntry& entry, uint64_t limit,
                              AlignedBuffer& scratch) {
  ByteSpan content = entry.data;
  if (entry.deflated) {
    // Deflate makes at most 1032 bytes of one: a larger claim is a lie that
    // need not be allocated for.
    constexpr uint64_t kMostPerByte = 1032;
    if (entry.size / kMostPerByte > entry.data.size()) {
      return BadEntry(entry.name, StrCat(entry.size, " bytes cannot come from ",
                                         entry.data.size(), " deflated ones"));
    }
    if (entry.size > limit) {
      return MakeError(ErrorCode::kTooLarge, "zip entry ", Quoted(entry.name),
                       ": ", entry.size, " bytes when inflated, ", limit,
                       " at most");
    }
    BURIN_ASSIGN(scratch, AlignedBuffer::Allocate(entry.size));
    BURIN_TRY(Inflate(entry, scratch.span()));
    content = scratch.span();
  }
  const uint32_t crc = Crc(content);
  if (crc != entry.crc) {
    return BadEntry(entry.name,
                    StrCat("CRC-32 is ", crc, ", ", entry.crc, " expected"));
  }
  return content;
}

}  // namespace burin
