// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include "formats/zip.h"

#include <gtest/gtest.h>

#include "formats/test_files.h"

namespace burin {
namespace {

using namespace testing_files;

// Field offsets: local header, central header, end records.
constexpr size_t kLocalFlags = 6, kLocalMethod = 8, kLocalCrc = 14,
                 kLocalSize = 22, kLocalNameBytes = 26, kLocalName = 30;
constexpr size_t kCentralFlags = 8, kCentralMethod = 10, kCentralCrc = 16,
                 kCentralCompressed = 20, kCentralSize = 24,
                 kCentralExtraBytes = 30, kCentralDisk = 34,
                 kCentralOffset = 42, kCentralName = 46;
constexpr size_t kEndCountHere = 8, kEndCount = 10, kEndSize = 12,
                 kEndOffset = 16, kEndComment = 20;

TestZip TwoEntries() { return MakeZip({{"m/a", "alpha"}, {"m/b", "beta"}}); }

// The code and text of the refusal of `bytes`, by the parser or by reading
// any of the entries.
Error Refusal(std::string_view bytes, uint64_t limit = 1 << 20) {
  const auto zip = ParseZip(AsBytes(bytes));
  if (!zip.ok()) return zip.error();
  for (const ZipEntry& entry : zip->entries) {
    AlignedBuffer scratch;
    const auto read = ReadZipEntry(entry, limit, scratch);
    if (!read.ok()) return read.error();
  }
  return MakeError(ErrorCode::kInternal, "not refused");
}

void ExpectBad(std::string_view bytes, std::string_view text) {
  const Error error = Refusal(bytes);
  EXPECT_EQ(error.code, ErrorCode::kBadCheckpoint) << error.message;
  EXPECT_NE(error.message.find(text), std::string::npos) << error.message;
}

TEST(Zip, StoredContentIsAViewOfTheArchive) {
  const TestZip made = TwoEntries();
  const auto zip = ParseZip(AsBytes(made.bytes));
  ASSERT_TRUE(zip.ok()) << zip.error().message;
  ASSERT_EQ(zip->entries.size(), 2u);
  AlignedBuffer scratch;
  const auto read = ReadZipEntry(*zip->Find("m/b"), 0, scratch);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(AsText(*read), "beta");
  EXPECT_EQ(reinterpret_cast<const char*>(read->data()),
            made.bytes.data() + made.data_at[1]);
  EXPECT_EQ(scratch.size(), 0u);
  EXPECT_EQ(zip->Find("m/c"), nullptr);
}

TEST(Zip, InflatesUpToTheLimit) {
  const std::string content(5000, 'x');
  const TestZip made = MakeZip({{"a", content, true}, {"e", "", true}});
  const auto zip = ParseZip(AsBytes(made.bytes));
  ASSERT_TRUE(zip.ok()) << zip.error().message;
  AlignedBuffer scratch;
  const auto read = ReadZipEntry(*zip->Find("a"), 5000, scratch);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(AsText(*read), content);
  EXPECT_EQ(ReadZipEntry(*zip->Find("a"), 4999, scratch).error().code,
            ErrorCode::kTooLarge);
  EXPECT_EQ(ReadZipEntry(*zip->Find("e"), 0, scratch)->size(), 0u);
}

TEST(Zip, ReadsDescriptorsPaddingFoldersAndZip64) {
  for (const int bytes : {12, 16, 20, 24}) {
    for (const bool zip64 : {false, true}) {
      const TestZip made = MakeZip({{"d/", ""},
                                    {"d/a", "alpha", false, true, bytes, 40},
                                    {"b", "beta", true, true, bytes}},
                                   zip64);
      const auto zip = ParseZip(AsBytes(made.bytes));
      ASSERT_TRUE(zip.ok()) << zip.error().message;
      AlignedBuffer scratch;
      EXPECT_EQ(AsText(*ReadZipEntry(*zip->Find("d/a"), 9, scratch)), "alpha");
      EXPECT_EQ(AsText(*ReadZipEntry(*zip->Find("b"), 9, scratch)), "beta");
    }
  }
  EXPECT_TRUE(ParseZip(AsBytes(MakeZip({}).bytes)).ok());
}

TEST(Zip, TakesSizesFromTheZip64ExtraField) {
  TestZip made = MakeZip({{"a", "alpha"}});
  // The central header: sizes and offset all ones, true values in the extra.
  const std::string extra =
      Little(1, 2) + Little(24, 2) + Little(5, 8) + Little(5, 8) + Little(0, 8);
  std::string& b = made.bytes;
  for (const size_t field :
       {kCentralCompressed, kCentralSize, kCentralOffset}) {
    Patch(b, made.central_at[0] + field, 0xffffffff, 4);
  }
  Patch(b, made.central_at[0] + kCentralExtraBytes, extra.size(), 2);
  b.insert(made.end_at, extra);
  Patch(b, made.end_at + extra.size() + kEndSize, 47 + extra.size(), 4);
  const auto zip = ParseZip(AsBytes(b));
  ASSERT_TRUE(zip.ok()) << zip.error().message;
  EXPECT_EQ(AsText(zip->entries[0].data), "alpha");
  // The field once more, with another offset.
  std::string doubled = b;
  Patch(doubled, made.central_at[0] + kCentralExtraBytes, 2 * extra.size(), 2);
  doubled.insert(made.end_at + extra.size(), extra);
  Patch(doubled, made.end_at + 2 * extra.size() + kEndSize,
        47 + 2 * extra.size(), 4);
  ExpectBad(doubled, "two zip64 extra fields");
  std::string twice = b;
  Patch(twice, made.central_at[0] + kCentralName + 1 + 4, 1 << 20, 8);
  EXPECT_EQ(Refusal(twice).code, ErrorCode::kBadCheckpoint);
}

TEST(Zip, RefusesTwoEndRecords) {
  const TestZip made = TwoEntries();
  const std::string end = made.bytes.substr(made.end_at);
  ExpectBad(made.bytes + end, "does not end at");
  std::string second = made.bytes + end;
  Patch(second, made.bytes.size() + kEndSize,
        made.end_at + 22 - made.central_at[0], 4);
  ExpectBad(second, "after the last central header");
}

TEST(Zip, RefusesBytesBeforeBetweenAndAfter) {
  TestZip made = TwoEntries();
  ExpectBad("x" + made.bytes, "does not end at");
  ExpectBad(made.bytes + "x", "no end record");
  std::string shifted = "x" + made.bytes;  // with the offsets put right
  for (const size_t at : made.central_at) {
    const size_t field = at + 1 + kCentralOffset;
    Patch(shifted, field, static_cast<uint8_t>(shifted[field]) + 1, 1);
  }
  Patch(shifted, made.end_at + 1 + kEndOffset, made.central_at[0] + 1, 4);
  ExpectBad(shifted, "before the first entry");
  TestZip gap = MakeZip({{"a", "alpha"}, {"b", "beta"}});
  gap.bytes.insert(gap.local_at[1], "??");
  Patch(gap.bytes, gap.central_at[1] + 2 + kCentralOffset, gap.local_at[1] + 2,
        4);
  Patch(gap.bytes, gap.end_at + 2 + kEndOffset, gap.central_at[0] + 2, 4);
  ExpectBad(gap.bytes, "no part of the archive");
  TestZip comment = TwoEntries();
  Patch(comment.bytes, comment.end_at + kEndComment, 3, 2);
  ExpectBad(comment.bytes, "comment");
  TestZip lone = MakeZip({});
  lone.bytes.insert(0, "ab");
  Patch(lone.bytes, 2 + kEndOffset, 2, 4);
  ExpectBad(lone.bytes, "before the first entry");
}

TEST(Zip, RefusesZip64RecordsThatDisagree) {
  const TestZip made = MakeZip({{"a", "alpha"}}, true);
  const auto patched = [&](size_t at, uint64_t value, int bytes) {
    std::string out = made.bytes;
    Patch(out, at, value, bytes);
    return out;
  };
  const size_t end64 = made.end64_at, locator = end64 + 56;
  ASSERT_TRUE(ParseZip(AsBytes(made.bytes)).ok());
  EXPECT_TRUE(
      ParseZip(AsBytes(patched(made.end_at + kEndOffset, 0xffffffff, 4))).ok());
  ExpectBad(patched(made.end_at + kEndOffset, 7, 4), "disagree");
  ExpectBad(patched(end64 + 40, 1, 8), "disagree");
  ExpectBad(patched(end64 + 48, 1, 8), "disagree");
  ExpectBad(patched(end64 + 24, 2, 8), "several disks");
  ExpectBad(patched(end64 + 16, 1, 4), "several disks");
  ExpectBad(patched(end64 + 4, 45, 8), "malformed zip64");
  ExpectBad(patched(end64, 0, 4), "malformed zip64");
  ExpectBad(patched(locator + 8, 3, 8), "locator");
  ExpectBad(patched(locator + 8, UINT64_MAX, 8), "locator");
  ExpectBad(patched(locator + 16, 2, 4), "several disks");
  ExpectBad(patched(locator + 4, 1, 4), "several disks");
  ExpectBad(patched(made.end_at + 4, 1, 2), "several disks");
  std::string counts = made.bytes;
  Patch(counts, made.end_at + kEndCountHere, 2, 2);
  Patch(counts, made.end_at + kEndCount, 2, 2);
  ExpectBad(counts, "disagree");
  // The directory's offset plus size wraps to the right end.
  std::string wrap = made.bytes;
  Patch(wrap, made.end_at + kEndOffset, 0xffffffff, 4);
  Patch(wrap, made.end_at + kEndSize, 0xffffffff, 4);
  Patch(wrap, end64 + 40, end64 + 1, 8);
  Patch(wrap, end64 + 48, UINT64_MAX, 8);
  ExpectBad(wrap, "does not end at");
  // A locator at the file's start: its record would begin before it.
  ExpectBad("PK\x06\x07" + Little(0, 4) + Little(uint64_t{0} - 56, 8) +
                Little(1, 4) + MakeZip({}).bytes,
            "locator");
}

TEST(Zip, RefusesHeadersThatDisagree) {
  const auto with = [](size_t in_local, uint64_t value, int bytes) {
    TestZip made = TwoEntries();
    Patch(made.bytes, made.local_at[0] + in_local, value, bytes);
    return made.bytes;
  };
  ExpectBad(with(kLocalFlags, 8, 2), "disagree");
  ExpectBad(with(kLocalMethod, 8, 2), "disagree");
  ExpectBad(with(kLocalCrc, 1, 4), "disagree");
  ExpectBad(with(kLocalSize, 6, 4), "disagree");
  ExpectBad(with(kLocalName + 2, 'z', 1), "disagree");
  ExpectBad(with(kLocalNameBytes, 2, 2), "disagree");
  ExpectBad(with(kLocalNameBytes, 60000, 2), "ends early");
  ExpectBad(with(0, 0, 4), "no local header");
  TestZip made = MakeZip({{"a", "alpha", false, true}});
  Patch(made.bytes, made.data_at[0] + 5 + 4, 1, 4);
  ExpectBad(made.bytes, "descriptor disagrees");
  made = MakeZip({{"a", "alpha", false, true}});
  Patch(made.bytes, made.data_at[0] + 5, 0, 4);
  ExpectBad(made.bytes, "no part of the archive");
}

TEST(Zip, RefusesExtraFieldsThatRunOver) {
  TestZip made = MakeZip({{"a", "alpha", false, false, 16, 8}});
  Patch(made.bytes, kLocalName + 1 + 2, 5, 2);
  ExpectBad(made.bytes, "ends early");
}

TEST(Zip, RefusesADescriptorThatNoHeaderAnnounces) {
  TestZip made = MakeZip({{"a", "alpha", false, true}});
  // The local header gives the sizes and both headers say: no descriptor.
  Patch(made.bytes, made.local_at[0] + kLocalFlags, 0, 2);
  Patch(made.bytes, made.central_at[0] + kCentralFlags, 0, 2);
  made.bytes.replace(kLocalCrc, 12,
                     made.bytes.substr(made.central_at[0] + kCentralCrc, 12));
  ExpectBad(made.bytes, "no part of the archive");
}

TEST(Zip, RefusesADescriptorOfAnotherLength) {
  for (const int bytes : {12, 16, 20, 24}) {
    TestZip made = MakeZip({{"a", "alpha", false, true, bytes}});
    made.bytes.insert(made.central_at[0], 1, '\0');
    Patch(made.bytes, made.end_at + 1 + kEndOffset, made.central_at[0] + 1, 4);
    ExpectBad(made.bytes, "no part of the archive");
  }
}

TEST(Zip, RefusesEntriesItCannotTrust) {
  const auto with = [](size_t in_central, uint64_t value, int bytes) {
    TestZip made = TwoEntries();
    Patch(made.bytes, made.central_at[0] + in_central, value, bytes);
    return made.bytes;
  };
  ExpectBad(with(0, 0, 4), "no central header");
  ExpectBad(with(kCentralFlags, 1, 2), "encrypted");
  ExpectBad(with(kCentralMethod, 12, 2), "method 12");
  ExpectBad(with(kCentralSize, 6, 4), "stored, but");
  ExpectBad(with(kCentralDisk, 1, 2), "several disks");
  ExpectBad(with(kCentralOffset, 0xfffffff0, 4), "before the first entry");
  ExpectBad(with(kCentralExtraBytes, 0xffff, 2), "ends early");
}

TEST(Zip, RefusesWrongCrc) {
  TestZip made = TwoEntries();
  made.bytes[made.data_at[0]] ^= 1;
  ExpectBad(made.bytes, "CRC-32");
  made = MakeZip({{"a", "alpha", true}});
  Patch(made.bytes, made.local_at[0] + kLocalCrc, 1, 4);
  Patch(made.bytes, made.central_at[0] + kCentralCrc, 1, 4);
  ExpectBad(made.bytes, "CRC-32");
}

TEST(Zip, RefusesNamesOutsideTheArchive) {
  for (const char* name :
       {"../x", "a/../x", "a/..", "/etc/x", "a\\x", "./a", ""}) {
    ExpectBad(MakeZip({{name, "x"}}).bytes, "not a relative name");
  }
  ExpectBad(MakeZip({{std::string("a\0b", 3), "x"}}).bytes,
            "not a relative name");
}

TEST(Zip, RefusesDuplicatesAndOverlaps) {
  ExpectBad(MakeZip({{"a", "x"}, {"b", "y"}, {"a", "z"}}).bytes, "twice");
  // Two central headers for one local header.
  TestZip made = MakeZip({{"a", "x"}, {"a", "y"}});
  Patch(made.bytes, made.central_at[1] + kCentralOffset, 0, 4);
  ExpectBad(made.bytes, "overlaps");
  // An entry that would begin behind the directory.
  made = TwoEntries();
  Patch(made.bytes, made.central_at[1] + kCentralOffset, 0xfffffff0, 4);
  ExpectBad(made.bytes, "overlaps");
  // An entry that claims the bytes of the next.
  made = MakeZip({{"a", "alpha"}, {"b", "beta"}});
  for (const size_t at :
       {made.central_at[0] + kCentralCompressed,
        made.central_at[0] + kCentralSize, made.local_at[0] + kLocalSize - 4,
        made.local_at[0] + kLocalSize}) {
    Patch(made.bytes, at, 30, 4);
  }
  ExpectBad(made.bytes, "overlap");
}

TEST(Zip, RefusesCountsThatCannotBe) {
  const auto with = [](uint64_t count) {
    TestZip made = TwoEntries();
    Patch(made.bytes, made.end_at + kEndCountHere, count, 2);
    Patch(made.bytes, made.end_at + kEndCount, count, 2);
    return made.bytes;
  };
  ExpectBad(with(60000), "cannot lie in");
  ExpectBad(with(1), "after the last central header");
  ExpectBad(with(0), "after the last central header");
  TestZip made = TwoEntries();
  Patch(made.bytes, made.end_at + kEndCountHere, 1, 2);
  ExpectBad(made.bytes, "several disks");
}

TEST(Zip, RefusesAMillionEntries) {
  // The directory is never looked at: a million zero bytes do.
  const uint64_t count = 1000000, size = count * 46;
  std::string bytes(size, '\0');
  const size_t end64 = bytes.size();
  bytes += "PK\x06\x06" + Little(44, 8) + Little(0, 4) + Little(0, 8) +
           Little(count, 8) + Little(count, 8) + Little(size, 8) + Little(0, 8);
  bytes += "PK\x06\x07" + Little(0, 4) + Little(end64, 8) + Little(1, 4);
  bytes += "PK\x05\x06" + Little(0, 4) + Little(0xffff, 2) + Little(0xffff, 2) +
           Little(0xffffffff, 4) + Little(0xffffffff, 4) + Little(0, 2);
  EXPECT_EQ(Refusal(bytes).code, ErrorCode::kTooLarge);
}

TEST(Zip, RefusesDeflateBombsAndBadDeflateData) {
  const TestZip bomb = MakeZip({{"a", std::string(3 << 20, '\0'), true}});
  EXPECT_EQ(Refusal(bomb.bytes, 1 << 20).code, ErrorCode::kTooLarge);
  // A size that no deflate data of this length can have.
  TestZip made = MakeZip({{"a", "alpha", true}});
  for (const size_t at :
       {made.local_at[0] + kLocalSize, made.central_at[0] + kCentralSize}) {
    Patch(made.bytes, at, 0x7fffffff, 4);
  }
  ExpectBad(made.bytes, "cannot come from");
  for (const uint64_t size : {4, 6}) {
    for (const size_t at :
         {made.local_at[0] + kLocalSize, made.central_at[0] + kCentralSize}) {
      Patch(made.bytes, at, size, 4);
    }
    ExpectBad(made.bytes, "deflate data gives");
  }
  made = MakeZip({{"a", "alpha", true}});
  made.bytes[made.data_at[0]] = '\xff';
  ExpectBad(made.bytes, "deflate data gives");
}

TEST(Zip, RefusesEveryTruncation) {
  for (const bool zip64 : {false, true}) {
    const std::string good =
        MakeZip({{"a", "alpha", false, true}, {"b", "beta", true}}, zip64)
            .bytes;
    for (size_t n = 0; n < good.size(); ++n) {
      EXPECT_EQ(Refusal(good.substr(0, n)).code, ErrorCode::kBadCheckpoint)
          << n;
    }
  }
}

TEST(Zip, ErrorsStayOnOneLine) {
  const Error error = Refusal(MakeZip({{"../\n\x1b[31m", "x"}}).bytes);
  EXPECT_EQ(error.message.find_first_of("\n\x1b"), std::string::npos);
}

}  // namespace
}  // namespace burin
