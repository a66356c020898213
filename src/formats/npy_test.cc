// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
#include "formats/npy.h"

#include <gtest/gtest.h>

#include <random>

#include "base/test_folder.h"

namespace burin {
namespace {

// A .npy file of version `major` with this dict and data; the header length
// is the true one.
std::string File(std::string_view dict, std::string_view data,
                 char major = '\x01') {
  std::string out("\x93NUMPY", 6);
  out += major;
  out += '\0';
  for (int i = 0; i < (major == 1 ? 2 : 4); ++i) {
    out += static_cast<char>(dict.size() >> (8 * i) & 0xff);
  }
  return out + std::string(dict) + std::string(data);
}

std::string Dict(std::string_view descr, std::string_view shape,
                 std::string_view fortran = "False") {
  return StrCat("{'descr': '", descr, "', 'fortran_order': ", fortran,
                ", 'shape': ", shape, ", }\n");
}

ErrorCode CodeOf(std::string_view file) {
  const auto read = ParseNpy(AsBytes(file));
  return read.ok() ? ErrorCode::kInternal : read.error().code;
}

TEST(Npy, WritesTheBytesOfNumpySave) {
  // np.save of np.zeros((2, 3), np.float32) up to the data.
  const auto f4 = NpyHeaderBytes({DType::kFloat32, {2, 3}});
  ASSERT_TRUE(f4.ok());
  const std::string dict =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  EXPECT_EQ(*f4, std::string("\x93NUMPY\x01\0\x76\0", 10) + dict +
                     std::string(117 - dict.size(), ' ') + "\n");
  const auto i8 = NpyHeaderBytes({DType::kInt64, {5}});
  ASSERT_TRUE(i8.ok());
  EXPECT_NE(i8->find("'<i8', 'fortran_order': False, 'shape': (5,), }"),
            std::string::npos);
  EXPECT_EQ(i8->size(), 128u);
  const auto u1 = NpyHeaderBytes({DType::kUint8, {}});
  EXPECT_NE(u1->find("'|u1', 'fortran_order': False, 'shape': (), }"),
            std::string::npos);
}

TEST(Npy, HasNoSpellingForBfloat16) {
  EXPECT_EQ(NpyHeaderBytes({DType::kBFloat16, {1}}).error().code,
            ErrorCode::kUnsupportedFormat);
}

TEST(Npy, ReadsWhatItWritesForEveryType) {
  for (const DType dtype :
       {DType::kFloat32, DType::kFloat64, DType::kFloat16, DType::kInt8,
        DType::kUint8, DType::kInt16, DType::kUint16, DType::kInt32,
        DType::kUint32, DType::kInt64, DType::kUint64, DType::kBool}) {
    const std::string header = *NpyHeaderBytes({dtype, {2, 1}});
    const auto read =
        ParseNpy(AsBytes(header + std::string(2 * ElementSize(dtype), '\x01')));
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read->type(), (TensorType{dtype, {2, 1}}));
  }
}

TEST(Npy, ReadsFortranOrderRowMajor) {
  const std::string file =
      File(Dict("|u1", "(2, 3)", "True"), "\x01\x02\x03\x04\x05\x06");
  const auto read = ParseNpy(AsBytes(file));
  ASSERT_TRUE(read.ok()) << read.error().message;
  const auto got = read->Span<uint8_t>();
  EXPECT_EQ(std::vector<int>(got.begin(), got.end()),
            (std::vector<int>{1, 3, 5, 2, 4, 6}));
}

TEST(Npy, ReadsBigEndianAndVersions2And3) {
  for (const char version : {'\x02', '\x03'}) {
    const std::string file = File(
        Dict(">i2", "(2,)"), std::string_view("\x01\x02\x00\x05", 4), version);
    const auto read = ParseNpy(AsBytes(file));
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(read->Span<int16_t>()[0], 0x102);
    EXPECT_EQ(read->Span<int16_t>()[1], 5);
  }
}

TEST(Npy, ReadsScalarsEmptyArraysAndAnyNonZeroBool) {
  EXPECT_EQ(ParseNpy(AsBytes(File(Dict("|u1", "()"), "\x07")))->dims(), Dims{});
  EXPECT_EQ(ParseNpy(AsBytes(File(Dict("<f8", "(0, 7)"), "")))->dims(),
            (Dims{0, 7}));
  const auto b = ParseNpy(AsBytes(File(Dict("|b1", "(1,)"), "\x02")));
  EXPECT_EQ(static_cast<int>(*b->data()), 1);
}

TEST(Npy, ReadsKeysInAnyOrderAndPython2Longs) {
  const std::string file = File(
      "{\"shape\":(1L,),\"fortran_order\":False,\"descr\":\"|i1\"}", "\xff");
  const auto read = ParseNpy(AsBytes(file));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->Span<int8_t>()[0], -1);
}

TEST(Npy, RefusesKindsItDoesNotRead) {
  for (const std::string_view descr : {"|O", "O", "<c8", "<U4", "|S3", "<V2"}) {
    EXPECT_EQ(CodeOf(File(Dict(descr, "(1,)"), "12345678")),
              ErrorCode::kUnsupportedFormat)
        << descr;
  }
  EXPECT_NE(ParseNpy(AsBytes(File(Dict("|O", "(1,)"), "")))
                .error()
                .message.find("they hold a pickle"),
            std::string::npos);
  EXPECT_EQ(CodeOf(File("{'descr': [('a', '<f4')], 'fortran_order': False, "
                        "'shape': (1,), }",
                        "1234")),
            ErrorCode::kUnsupportedFormat);
}

TEST(Npy, RefusesHeadersThatLie) {
  const std::string good = File(Dict("<f4", "(2,)"), "12345678");
  ASSERT_TRUE(ParseNpy(AsBytes(good)).ok());
  const std::string attacks[] = {
      "",
      "\x93NUMPY",
      std::string("\x93NUMPX", 6) + good.substr(6),
      good + "x",
      good.substr(0, good.size() - 1),
      File(Dict("<f4", "(3,)"), "12345678"),
      File(Dict("<f4", "(-2,)"), "12345678"),
      File(Dict("<f4", "(9223372036854775808,)"), "12345678"),
      File(Dict("<f4", "(4294967296, 4294967296)"), ""),
      File(Dict("<f4", "(0, 4294967296, 4294967296)"), ""),
      File(Dict("<f4", "(2"), "12345678"),
      File(Dict("<f4", "2"), "12345678"),
      File(Dict("<f4", "(,)"), ""),
      File(Dict("<f4", "(2,,)"), "12345678"),
      File(Dict("<f4", "(x,)"), "12345678"),
      File("{", "12345678"),
      File("{'descr", ": '<f4'"),
      File("{3: '<f4', 'fortran_order': False, 'shape': (2,), }", "12345678"),
      File("{xdescrx: '<f4', 'fortran_order': False, 'shape': (2,), }",
           "12345678"),
      File("{'fortran_order': False, 'shape': (2,), }", "12345678"),
      File("{'descr': '<f4', 'fortran_order': False, }", "1234"),
      File(Dict("<f4", "(2.5,)"), "12345678"),
      File(Dict("<f4", "(2,)", "Maybe"), "12345678"),
      File("{'descr': '<f4', 'shape': (2,), }", "12345678"),
      File("{'descr': '<f4', 'descr': '<f4', 'shape': (2,), }", "12345678"),
      File(Dict("<f4", "(2,)") + "import os", "12345678"),
      File("", "12345678"),
      File(Dict("<f4", "(" + std::string(99, '1') + ",)"), "12345678"),
      File(Dict("<f4",
                "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
                "1,1,1,1,1,1,1,1)"),
           "1234"),
      File(Dict("<f4", "(2,)"), "12345678", '\x04'),
      File(Dict("<f4", "(2,)"), "12345678", '\0'),
      std::string("\x93NUMPY\x01\x01", 8) + good.substr(8),
      File(Dict("<f4", "(2,)") + std::string(70000, ' '), "12345678", '\x02'),
      std::string("\x93NUMPY\x02\0\xff\xff\xff\xff", 12) + good.substr(10),
      std::string("\x93NUMPY\x01\0\xff\xff", 10) + good.substr(10),
  };
  for (const std::string& file : attacks) {
    EXPECT_EQ(CodeOf(file), ErrorCode::kBadNpy) << testing::PrintToString(file);
  }
}

TEST(Npy, TheHeaderAloneIsCheckedForOverflow) {
  const std::string file = File(Dict("<f4", "(4294967296, 4294967296)"), "");
  EXPECT_EQ(ParseNpyHeader(AsBytes(file)).error().code, ErrorCode::kBadNpy);
}

TEST(Npy, RefusesEveryTruncation) {
  const std::string good = File(Dict("<f4", "(2,)"), "12345678");
  for (size_t n = 0; n < good.size(); ++n) {
    EXPECT_EQ(CodeOf(good.substr(0, n)), ErrorCode::kBadNpy) << n;
  }
}

// Whatever the bytes say, the answer is an array whose size fits its type, or
// an error of one line.
TEST(Npy, SurvivesChangedBytes) {
  std::mt19937_64 random(11);
  const std::string tiny[] = {
      File(Dict("<f4", "(2, 3)", "True"), std::string(24, 'd')),
      File(Dict(">i2", "(3, 2)"), std::string(12, 'd'), '\x02')};
  for (int round = 0; round < 6000; ++round) {
    std::string file = tiny[round % 2];
    for (uint64_t edits = 1 + random() % 3; edits > 0; --edits) {
      const size_t at = random() % file.size();
      constexpr std::string_view kUseful = "0123456789(),'{}<>|:TFfiub \n";
      if (random() % 4 == 0) {
        file.erase(at, 1);
      } else {
        file[at] = random() % 2 ? kUseful[random() % kUseful.size()]
                                : static_cast<char>(random());
      }
    }
    const auto read = ParseNpy(AsBytes(file));
    if (read.ok()) {
      ASSERT_LE(read->bytes(), file.size());
    } else {
      ASSERT_EQ(read.error().message.find('\n'), std::string::npos);
    }
  }
}

TEST(Npy, FilesNameThemselvesInErrorsAndHeadersAreCheckedWithoutTheData) {
  const TestFolder folder;
  const std::string path = folder / "x.npy";
  const Tensor t = Tensor::Of<float>({2, 2}, {1, 2, 3, 4});
  ASSERT_TRUE(WriteNpy(path, t.view(), Durability::kNone).ok());
  const auto back = ReadNpy(path);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->Span<float>()[3], 4);
  EXPECT_EQ(ReadNpyHeader(path)->type, t.type());
  folder.Write("x.npy", File(Dict("<f4", "(2,)"), ""));
  const auto refused = ReadNpyHeader(path);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message,
            path + ": 0 bytes of data, 8 expected for float32[2]");
}

}  // namespace
}  // namespace burin
