// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Checkpoints that nobody should have to trust: each attack with its error
// code and a part of its message, then every truncation and thousands of
// changed bytes.

#include <gtest/gtest.h>

#include <random>

#include "formats/checkpoint.h"
#include "formats/test_files.h"

namespace burin {
namespace {

using namespace testing_files;

void ExpectRefused(const std::string& file, ErrorCode code,
                   std::string_view text) {
  const auto read = ParseCheckpoint(AsBytes(file));
  ASSERT_FALSE(read.ok()) << "not refused: " << text;
  EXPECT_EQ(read.error().code, code) << read.error().message;
  EXPECT_NE(read.error().message.find(text), std::string::npos)
      << read.error().message;
  EXPECT_EQ(read.error().message.find('\n'), std::string::npos);
}

void ExpectBad(const std::string& file, std::string_view text) {
  ExpectRefused(file, ErrorCode::kBadCheckpoint, text);
}

// A zip whose state dict has the one entry "w", with storage "0" = 1 2 3 4.
std::string WithTensor(const std::string& tensor) {
  return MakeTorchZip(pk::Dict({{"w", tensor}}), {{"0", Floats({1, 2, 3, 4})}});
}

std::string Floats4() { return pk::Storage("FloatStorage", "0", 4); }

std::string CallOf(std::string_view name, std::string_view args) {
  return pk::Call(pk::Global("torch._utils", name), args);
}

TEST(CheckpointAttack, ACallIsNeverMade) {
  const std::string call =
      pk::Call(pk::Global("os", "system"), pk::Tuple({pk::Str("touch owned")}));
  ExpectBad(pk::Whole(call), "magic number");
  ExpectBad(MakeTorchZip(call, {}), "'os.system', which is never called");
  ExpectBad(MakeTorchLegacy(call, {}), "'os.system', which is never called");
  ExpectBad(MakeTorchZip(pk::Dict({{"w", call}}), {}), "no state dict");
  // A call in the place of a tensor's parts.
  ExpectBad(
      WithTensor(CallOf("_rebuild_parameter", pk::Tuple({call, "\x88", "N"}))),
      "tensor 'w': it is made by 'os.system'");
  ExpectBad(WithTensor(pk::TensorV2(call, 0, {1}, {1})),
            "tensor 'w': a storage is a call");
  ExpectBad(WithTensor(pk::Call(
                pk::Global("torch._tensor", "_rebuild_from_type_v2"),
                pk::Tuple({pk::Global("os", "system"), "N", ")", "}"}))),
            "'os.system', which is never called");
}

TEST(CheckpointAttack, WrongArgumentsOfATensor) {
  ExpectBad(WithTensor(CallOf("_rebuild_tensor_v2", ")")), "has 0 arguments");
  ExpectBad(WithTensor(CallOf("_rebuild_tensor", "N\x85")), "has 1 arguments");
  ExpectBad(WithTensor(CallOf("_rebuild_parameter", ")")), "has 0 arguments");
  const auto with = [](const std::string& offset, const std::string& size,
                       const std::string& stride) {
    return WithTensor(CallOf("_rebuild_tensor",
                             pk::Tuple({Floats4(), offset, size, stride})));
  };
  ExpectBad(with("N", ")", ")"), "storage offset is a None");
  ExpectBad(with(pk::Int(-1), ")", ")"), "storage offset -1 is negative");
  ExpectBad(with(pk::Int(0), "N", ")"), "size is a None");
  ExpectBad(with(pk::Int(0), pk::Ints({-1}), pk::Ints({1})), "negative");
  ExpectBad(with(pk::Int(0), pk::Ints({1}), pk::Ints({-1})), "negative");
  ExpectBad(with(pk::Int(0), pk::Ints({1}), ")"), "1 dimensions, but 0");
  ExpectBad(with(pk::Int(0), pk::Tuple({pk::Str("1")}), pk::Ints({1})),
            "size is a string");
  ExpectBad(with(pk::Int(0), pk::Tuple({"\x88"}), pk::Ints({1})),
            "size is a bool");
  const std::vector<int64_t> many(33, 1);
  ExpectBad(with(pk::Int(0), pk::Ints(many), pk::Ints(many)),
            "33 dimensions, 32 at most");
}

TEST(CheckpointAttack, WrongArgumentsOfAWrapper) {
  ExpectBad(WithTensor(CallOf("_rebuild_parameter",
                              pk::Tuple({pk::Str("x"), "N", "N"}))),
            "wrapped around a string");
  std::string nested = pk::TensorV2(Floats4(), 0, {1}, {1});
  for (int i = 0; i < 4; ++i) {
    nested = CallOf("_rebuild_parameter", pk::Tuple({nested, "N", "N"}));
  }
  ExpectBad(WithTensor(nested), "too many wrappers");
  const auto from_type = [](const std::vector<std::string>& args) {
    return WithTensor(pk::Call(
        pk::Global("torch._tensor", "_rebuild_from_type_v2"), pk::Tuple(args)));
  };
  const std::string rebuild = pk::Global("torch._utils", "_rebuild_tensor");
  const std::string good =
      pk::Tuple({Floats4(), pk::Int(0), pk::Ints({1}), pk::Ints({1})});
  ASSERT_TRUE(
      ParseCheckpoint(AsBytes(from_type({rebuild, "N", good, "}"}))).ok());
  ExpectBad(from_type({rebuild, "N", good}), "wrong arguments");
  ExpectBad(
      from_type({pk::Str("torch._utils._rebuild_tensor"), "N", good, "}"}),
      "wrong arguments");
  ExpectBad(from_type({rebuild, "N",
                       pk::List({Floats4(), pk::Int(0), pk::Ints({1}),
                                 pk::Ints({1})}),
                       "}"}),
            "wrong arguments");
  ExpectBad(from_type({rebuild, "N", ")", "}"}), "has 0 arguments");
  const auto v3 = [](const std::string& dtype) {
    return WithTensor(
        CallOf("_rebuild_tensor_v3",
               pk::Tuple({pk::Storage("UntypedStorage", "0", 16), pk::Int(0),
                          pk::Ints({8}), pk::Ints({1}), "\x89", "N", dtype})));
  };
  ASSERT_TRUE(ParseCheckpoint(AsBytes(v3(pk::Global("torch", "uint16")))).ok());
  ExpectBad(v3(pk::Str("torch.uint16")), "no element type");
  ExpectRefused(v3(pk::Global("torch", "complex64")),
                ErrorCode::kUnsupportedFormat, "'torch.complex64'");
  ExpectRefused(v3(pk::Global("uint16", "")), ErrorCode::kUnsupportedFormat,
                "is not read");
}

TEST(CheckpointAttack, TensorsThatReachOutsideTheirStorage) {
  const auto with = [](int64_t offset, const std::vector<int64_t>& dims,
                       const std::vector<int64_t>& strides) {
    return WithTensor(pk::TensorV2(Floats4(), offset, dims, strides));
  };
  constexpr int64_t kHuge = INT64_MAX;
  ExpectBad(with(0, {5}, {1}), "reach outside storage '0' of 4 elements");
  ExpectBad(with(1, {2, 2}, {2, 1}), "reach outside");
  ExpectBad(with(0, {2}, {4}), "reach outside");
  ExpectBad(with(4, {}, {}), "reach outside");
  ExpectBad(with(kHuge, {1}, {1}), "reach outside");
  ExpectBad(with(1, {2}, {kHuge}), "reach outside");
  ExpectBad(with(0, {3}, {kHuge / 2 + 1}), "reach outside");
  ExpectBad(with(0, {2, 2}, {kHuge, kHuge}), "reach outside");
  ExpectBad(with(0, {kHuge, 4}, {0, 0}), "2^48");
  ExpectBad(with(0, {0, kHuge, kHuge}, {1, 1, 1}), "2^48");
}

TEST(CheckpointAttack, AStorageIsNotRepeatedWithoutLimit) {
  const std::string wide = pk::TensorV2(Floats4(), 0, {1 << 30}, {0});
  ExpectRefused(WithTensor(wide), ErrorCode::kTooLarge, "tensor 'w'");
  std::vector<pk::Item> items;
  for (int i = 0; i < 30; ++i) {
    items.emplace_back(StrCat("w", i),
                       pk::TensorV2(Floats4(), 0, {1 << 18}, {0}));
  }
  ExpectRefused(MakeTorchZip(pk::Dict(items), {{"0", Floats({1, 2, 3, 4})}}),
                ErrorCode::kTooLarge, "are left");
}

// What is inflated counts as long as it is held: 15 MiB of it and 8 MiB of
// tensors are more than a small file may take.
TEST(CheckpointAttack, InflatedEntriesCountToo) {
  constexpr size_t kInflated = size_t{15} << 20;
  constexpr int64_t kElements = 2 << 20;
  const std::string padding = pk::Str(std::string(kInflated, 'x')) + "0";
  const std::string narrow =
      pk::Dict({{"w", pk::TensorV2(Floats4(), 0, {kElements}, {0})}});
  const auto with_pickle = [&](const std::string& before) {
    return MakeZip({{"m/data.pkl", pk::Whole(before + narrow), true},
                    {"m/data/0", Floats({1, 2, 3, 4})}})
        .bytes;
  };
  EXPECT_TRUE(ParseCheckpoint(AsBytes(with_pickle(""))).ok());
  ExpectRefused(with_pickle(padding), ErrorCode::kTooLarge, "are left");
  const auto with_storage = [&](size_t bytes) {
    const std::string storage = pk::Storage(
        "FloatStorage", "0", static_cast<int64_t>(bytes / sizeof(float)));
    const std::string body =
        pk::Dict({{"w", pk::TensorV2(storage, 0, {kElements}, {0})}});
    return MakeZip({{"m/data.pkl", pk::Whole(body)},
                    {"m/data/0", std::string(bytes, '\0'), true}})
        .bytes;
  };
  EXPECT_TRUE(ParseCheckpoint(AsBytes(with_storage(64))).ok());
  ExpectRefused(with_storage(kInflated), ErrorCode::kTooLarge, "are left");
}

TEST(CheckpointAttack, MoreTensorsThanAnyNetworkHas) {
  std::string body = "}(" + pk::Str("w") + pk::TensorV2(Floats4(), 0, {}, {}) +
                     "q" + std::string(1, '\0');
  for (int i = 0; i < 20000; ++i) {
    body += pk::Str(std::to_string(i)) + "h" + std::string(1, '\0');
  }
  ExpectRefused(MakeTorchZip(body + "u", {{"0", Floats({1, 2, 3, 4})}}),
                ErrorCode::kTooLarge, "more than 20000 tensors");
}

TEST(CheckpointAttack, StoragesThatAreNotWhatTheyShould) {
  const auto with = [](const std::string& storage) {
    return WithTensor(pk::TensorV2(storage, 0, {1}, {1}));
  };
  ExpectBad(with(pk::Storage("FloatStorage", "0", 5)),
            "storage '0' has 16 bytes, 20 expected");
  ExpectBad(with(pk::Storage("FloatStorage", "0", 3)), "12 expected");
  ExpectBad(with(pk::Storage("DoubleStorage", "0", 4)), "32 expected");
  ExpectBad(with(pk::Storage("FloatStorage", "0", -4)), "-4 elements");
  ExpectBad(with(pk::Storage("FloatStorage", "0", INT64_MAX)), "overflow");
  ExpectBad(with(pk::Storage("FloatStorage", "9", 4)), "no storage '9'");
  ExpectBad(with(pk::Storage("FloatStorage", "../0", 4)), "no storage");
  ExpectBad(with(pk::Storage("NoStorage", "0", 4)), "is unknown");
  ExpectRefused(with(pk::Storage("ComplexFloatStorage", "0", 2)),
                ErrorCode::kUnsupportedFormat, "is not read");
  ExpectBad(with("NQ"), "no storage");
  ExpectBad(with(")Q"), "no storage");
  ExpectBad(with("K\x01Q"), "no storage");
  ExpectBad(with(pk::Tuple({pk::Str("module"), "N", "N", "N", "N"}) + "Q"),
            "no storage");
  ExpectBad(with(pk::Str("0")), "not a persistent id");
  // Each part of the id of another kind, and too many of them.
  const std::vector<std::string> parts = {
      pk::Str("storage"), pk::Global("torch", "FloatStorage"), pk::Str("0"),
      pk::Str("cpu"), pk::Int(4)};
  ASSERT_TRUE(ParseCheckpoint(AsBytes(with(pk::Tuple(parts) + "Q"))).ok());
  const std::pair<size_t, std::string> wrong[] = {
      {0, "C\x07storage"},
      {0, pk::Str("module")},
      {1, pk::Str("torch.FloatStorage")},
      {2,
       "C\x01"
       "0"},
      {4, Little('G', 1) + std::string(8, '\0')}};
  for (const auto& [at, part] : wrong) {
    std::vector<std::string> changed = parts;
    changed[at] = part;
    ExpectBad(with(pk::Tuple(changed) + "Q"), "is no storage");
  }
  ExpectBad(with(pk::List(parts) + "Q"), "is no storage");
  std::vector<std::string> long_id = parts;
  long_id.insert(long_id.end(), 2, "N");
  ExpectBad(with(pk::Tuple(long_id) + "Q"), "is no storage");
}

TEST(CheckpointAttack, OneStorageUnderTwoTypes) {
  for (const auto& second :
       {pk::Storage("IntStorage", "0", 4), pk::Storage("HalfStorage", "0", 8),
        pk::Storage("FloatStorage", "0", 3)}) {
    ExpectBad(
        MakeTorchZip(pk::Dict({{"a", pk::TensorV2(Floats4(), 0, {1}, {1})},
                               {"b", pk::TensorV2(second, 0, {1}, {1})}}),
                     {{"0", Floats({1, 2, 3, 4})}}),
        "elsewhere");
  }
}

TEST(CheckpointAttack, DictsThatAreNoStateDicts) {
  ExpectBad(MakeTorchZip("N", {}), "its object is a None");
  ExpectBad(MakeTorchZip("]", {}), "its object is a list");
  ExpectBad(MakeTorchZip("}", {}), "none of its 0 entries");
  ExpectBad(MakeTorchZip(pk::Dict({{"model", "}"}, {"x", "N"}}), {}),
            "none of its 2 entries");
  const std::string tensor = pk::TensorV2(Floats4(), 0, {1}, {1});
  const TestStorages storages = {{"0", Floats({1, 2, 3, 4})}};
  ExpectBad(MakeTorchZip(pk::Dict({{"w", tensor}, {"w", tensor}}), storages),
            "tensor 'w' is there twice");
  ExpectBad(
      MakeTorchZip(pk::Dict({{"w", tensor}, {"module.w", tensor}}), storages),
      "tensor 'w' is there twice");
  ExpectBad(MakeTorchZip("}K\x01" + tensor + "s", storages), "key is a int");
  // A dict that holds itself.
  ExpectBad(MakeTorchZip(std::string("}q\0", 3) + pk::Str("model") +
                             std::string("h\0s", 3),
                         {}),
            "no state dict");
}

TEST(CheckpointAttack, ZipsThatAreNoCheckpoints) {
  ExpectBad(MakeZip({{"a", "x"}}).bytes, "no entry NAME/data.pkl");
  ExpectBad(MakeZip({{"data.pkl", "N."}}).bytes, "no entry NAME/data.pkl");
  ExpectBad(MakeZip({{"a/data.pkl", "N."}, {"b/data.pkl", "N."}}).bytes,
            "both");
  ExpectRefused(MakeZip({{"a/data.pkl", "N."}, {"a/byteorder", "big"}}).bytes,
                ErrorCode::kUnsupportedFormat, "byte order 'big'");
  ExpectBad("x" + TinyZip(), "zip");
  ExpectBad(TinyZip() + "x", "zip");
  const std::string bomb(64 << 20, '\0');
  ExpectRefused(MakeZip({{"a/data.pkl", bomb, true}}).bytes,
                ErrorCode::kTooLarge, "when inflated");
}

TEST(CheckpointAttack, LegacyFilesOutOfOrder) {
  const std::string body =
      pk::Dict({{"w", pk::TensorV2(pk::Storage("FloatStorage", "0", 1, true), 0,
                                   {1}, {1})}});
  const TestStorages storages = {{"0", Floats({1})}};
  ASSERT_TRUE(ParseCheckpoint(AsBytes(MakeTorchLegacy(body, storages))).ok());
  ExpectBad(MakeTorchLegacy(body, {{"1", Floats({1})}}), "no tensor");
  ExpectBad(MakeTorchLegacy(body, {}), "no storage '0'");
  ExpectBad(MakeTorchLegacy(body, {{"0", Floats({1, 2})}}),
            "2 elements, 1 expected");
  ExpectBad(MakeTorchLegacy(body, {{"0", Floats({1})}, {"0", Floats({1})}}),
            "twice");
  ExpectBad(MakeTorchLegacy(body, storages) + "x", "after the last storage");
  std::string file = MakeTorchLegacy(body, storages);
  file[4] ^= 1;
  ExpectBad(file, "magic number");
  file = MakeTorchLegacy(body, storages);
  file.replace(2, 2, "U\x0a");  // the same bytes as a string
  ExpectBad(file, "magic number");
  file = MakeTorchLegacy(body, storages);
  file.replace(file.find("J\xe9\x03"), 2, "J\xea");
  ExpectBad(file, "protocol is not 1001");
  file = MakeTorchLegacy(body, storages);
  file.replace(file.find("little_endian\x88") + 13, 1, "\x89");
  ExpectRefused(file, ErrorCode::kUnsupportedFormat, "big-endian");
  const auto replaced = [&](const std::string& part, const std::string& with) {
    std::string out = MakeTorchLegacy(body, storages);
    return out.replace(out.find(part), part.size(), with);
  };
  ExpectBad(replaced(pk::Whole(pk::Dict({{"protocol_version", pk::Int(1001)},
                                         {"little_endian", "\x88"}})),
                     pk::Whole("]")),
            "system facts are no dict");
  ExpectBad(replaced(pk::Whole(pk::List({pk::Str("0")})),
                     pk::Whole(pk::Tuple({pk::Str("0")}))),
            "storage keys are no list");
  ExpectBad(
      replaced(pk::Whole(pk::List({pk::Str("0")})), pk::Whole(pk::List({"C\x01"
                                                                        "0"}))),
      "belongs to no tensor");
  const std::string w =
      pk::TensorV2(pk::Storage("FloatStorage", "0", 1, true), 0, {1}, {1});
  const std::string other =
      pk::TensorV2(pk::Storage("IntStorage", "0", 1, true), 0, {1}, {1});
  ExpectBad(MakeTorchLegacy(
                pk::Dict({{"model", pk::Dict({{"w", w}})}, {"junk", other}}),
                storages),
            "elsewhere");
  const std::string two = pk::Dict(
      {{"w",
        pk::TensorV2(pk::Storage("FloatStorage", "0", 1, true), 0, {1}, {1})},
       {"v",
        pk::TensorV2(pk::Storage("IntStorage", "0", 1, true), 0, {1}, {1})}});
  ExpectBad(MakeTorchLegacy(two, storages), "elsewhere");
  const std::string view = pk::Dict(
      {{"w",
        pk::TensorV2(
            pk::Tuple({pk::Str("storage"), pk::Global("torch", "FloatStorage"),
                       pk::Str("0"), pk::Str("cpu"), pk::Int(1), ")"}) +
                "Q",
            0, {1}, {1})}});
  ExpectRefused(MakeTorchLegacy(view, storages), ErrorCode::kUnsupportedFormat,
                "views of storages");
}

TEST(CheckpointAttack, OtherFilesAreCalledByTheirName) {
  std::string tar(1024, '\0');
  tar.replace(0, 9, "model.pth");
  tar.replace(257, 5, "ustar");
  ExpectRefused(tar, ErrorCode::kUnsupportedFormat, "a tar archive");
  ExpectRefused("version https://git-lfs.github.com/spec/v1\n",
                ErrorCode::kUnsupportedFormat, "Git LFS pointer");
  ExpectBad("", "empty");
  ExpectBad(Little(2, 8) + "[]", "neither a PyTorch checkpoint");
  ExpectBad("<!DOCTYPE html>", "it starts with '<!DOCTYP'");
}

TEST(CheckpointAttack, SafetensorsHeadersThatLie) {
  const std::string eight(8, 'x');
  const auto with = [&](std::string_view json) {
    return MakeSafetensors(json, eight);
  };
  const auto entry = [&](std::string_view rest) {
    return with(StrCat("{\"w\":{", rest, "}}"));
  };
  ASSERT_TRUE(
      ParseCheckpoint(
          AsBytes(entry(R"("dtype":"F32","shape":[2],"data_offsets":[0,8])")))
          .ok());
  ExpectBad(entry(R"("dtype":"F32","shape":[2],"data_offsets":[0,4])"),
            "4 bytes, 8 expected");
  ExpectBad(entry(R"("dtype":"F32","shape":[1],"data_offsets":[0,4])"),
            "after the last tensor");
  ExpectBad(entry(R"("dtype":"F32","shape":[2],"data_offsets":[4,12])"),
            "lies at bytes 4 to 12");
  ExpectBad(entry(R"("dtype":"F32","shape":[2],"data_offsets":[8,0])"),
            "lies at bytes 8 to 0");
  ExpectBad(entry(R"("dtype":"F32","shape":[4],"data_offsets":[0,16])"),
            "lies at bytes 0 to 16");
  ExpectBad(
      entry(
          R"("dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8])"),
      "2^48");
  ExpectBad(entry(R"("dtype":"F32","shape":[-2],"data_offsets":[0,8])"),
            "negative");
  ExpectBad(entry(R"("dtype":"F32","shape":[2.0],"data_offsets":[0,8])"),
            "no integer");
  ExpectBad(
      entry(
          R"("dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,8])"),
      "2^63");
  ExpectBad(entry(R"("dtype":"F32","shape":[2],"data_offsets":[0])"),
            "not two numbers");
  ExpectBad(entry(R"("dtype":"F32","shape":[2],"data_offsets":[0,8,8])"),
            "not two numbers");
  ExpectBad(entry(R"("dtype":"F32","shape":[2])"), "missing");
  ExpectBad(entry(R"("dtype":"F32","data_offsets":[0,8])"), "missing");
  ExpectBad(entry(R"("shape":[2],"data_offsets":[0,8])"), "missing");
  std::string ones = "2";
  for (int i = 0; i < 32; ++i) ones += ",1";
  ExpectBad(entry(StrCat(R"("dtype":"F32","shape":[)", ones,
                         R"(],"data_offsets":[0,8])")),
            "too many dimensions");
  std::string many;
  for (int i = 0; i <= 100000; ++i) {
    many += StrCat(many.empty() ? "{" : ",", "\"", i,
                   R"(":{"dtype":"U8","shape":[0],"data_offsets":[0,0]})");
  }
  ExpectRefused(MakeSafetensors(many + "}", ""), ErrorCode::kTooLarge,
                "more than 100000 tensors");
  ExpectBad(entry(R"("dtype":"F32","dtype":"F32")"), "twice");
  ExpectBad(entry(R"("shape":[2],"shape":[2])"), "twice");
  ExpectBad(entry(R"("dtype":"F32","shape":[[2]],"data_offsets":[0,8])"),
            "out of place");
  ExpectBad(entry(R"("dtype":"F32","shape":{},"data_offsets":[0,8])"),
            "out of place");
  ExpectBad(entry(R"("dtype":null)"), "out of place");
  ExpectBad(entry(R"("evil":1)"), "unknown key");
  ExpectRefused(entry(R"("dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8])"),
                ErrorCode::kUnsupportedFormat, "'F8_E4M3'");
  ExpectBad(with("{"), "malformed JSON");
  ExpectBad(with("{\"w\":3}"), "out of place");
  ExpectBad(with("{} []"), "malformed JSON");
  ExpectBad(MakeSafetensors("{}", ""), "no tensors");
  ExpectBad(with(R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                 R"("w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})"),
            "twice");
  ExpectBad(with(R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                 R"("v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})"),
            "expected");
  ExpectBad(with(R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                 R"("v":{"dtype":"F32","shape":[2],"data_offsets":[8,4]}})"),
            "lies at bytes 8 to 4");
  ExpectBad(with("{\"w\":" + std::string(100000, '[')), "out of place");
  ExpectBad(Little(1 << 20, 8) + "{}", "ends early");
  ExpectRefused(Little(0xffffffff, 8) + "{}", ErrorCode::kTooLarge, "header");
}

const std::string& Tiny(size_t i) {
  static const std::string files[] = {TinyZip(), TinyLegacy(),
                                      TinySafetensors()};
  return files[i];
}

TEST(CheckpointAttack, RefusesEveryTruncation) {
  for (size_t i = 0; i < 3; ++i) {
    for (size_t n = 0; n < Tiny(i).size(); ++n) {
      const auto read = ParseCheckpoint(AsBytes(Tiny(i).substr(0, n)));
      ASSERT_FALSE(read.ok()) << n;
      EXPECT_EQ(read.error().code, ErrorCode::kBadCheckpoint) << n;
    }
  }
}

// Whatever the bytes say, the answer is a checkpoint or an error of one line.
TEST(CheckpointAttack, SurvivesChangedBytes) {
  std::mt19937_64 random(7);
  size_t refused = 0;
  for (int round = 0; round < 9000; ++round) {
    std::string file = Tiny(static_cast<size_t>(round % 3));
    for (uint64_t edits = 1 + random() % 4; edits > 0; --edits) {
      const size_t at = random() % file.size();
      switch (random() % 4) {
        case 0:
          file[at] = static_cast<char>(file[at] ^ (1 << random() % 8));
          break;
        case 1:
          file[at] = static_cast<char>(random());
          break;
        case 2:
          file.erase(at, 1);
          break;
        default:
          file.insert(at, 1, random() % 2 ? '\xff' : file[at]);
      }
    }
    const auto read = ParseCheckpoint(AsBytes(file));
    if (read.ok()) continue;
    ++refused;
    ASSERT_FALSE(read.error().message.empty());
    ASSERT_EQ(read.error().message.find('\n'), std::string::npos);
  }
  EXPECT_GT(refused, 6000u);
}

}  // namespace
}  // namespace burin
