// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "formats/aipp.h"

#include <gmock/gmock.h>

namespace burin {
namespace {

using testing::HasSubstr;

constexpr std::string_view kImageNet = R"(
aipp_op {
    aipp_mode: static     # a comment
    related_input_rank : 0
    input_format : RGB888_U8
    csc_switch : false
    rbuv_swap_switch : true
    matrix_r0c0 : 256
    src_image_size_w : 256
    src_image_size_h : 248
    crop: true
    load_start_pos_w : 16
    load_start_pos_h : 12
    crop_size_w : 224
    crop_size_h: 224
    mean_chn_0: 100
    min_chn_0 : 23.675
    min_chn_1: 116.28  min_chn_2: 103.53
    var_reci_chn_0: 0.0171247538316637
    var_reci_chn_1: 0.0175070028011204
    var_reci_chn_2: 0.0174291938997821
})";

TEST(Aipp, ReadsAGuidesFile) {
  const auto read = ParseAipp(kImageNet);
  ASSERT_TRUE(read.ok()) << read.error().message;
  ASSERT_EQ(read->size(), 1u);
  const PixelInput& in = (*read)[0];
  EXPECT_EQ(in.input, 0);
  EXPECT_EQ(in.channels, 3);
  EXPECT_EQ(in.width, 256);
  EXPECT_EQ(in.height, 248);
  ASSERT_TRUE(in.crop.has_value());
  EXPECT_EQ(*in.crop, (PixelCrop{16, 12, 224, 224}));
  EXPECT_TRUE(in.swap_red_blue);
  EXPECT_FLOAT_EQ(in.mean[0], 123.675f);
  EXPECT_FLOAT_EQ(in.scale[2], 0.0174291938997821f);
}

TEST(Aipp, ReadsABlockForEachInput) {
  const auto read = ParseAipp(
      "aipp_op{aipp_mode:static input_format:RGB888_U8}\n"
      "aipp_op:{aipp_mode:\"static\";related_input_rank:1,"
      "input_format:YUV400_U8}");
  ASSERT_TRUE(read.ok()) << read.error().message;
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ((*read)[1].input, 1);
  EXPECT_EQ((*read)[1].channels, 1);
  EXPECT_EQ((*read)[0].scale[1], 1);
  EXPECT_FALSE((*read)[0].crop.has_value());
}

std::string Refusal(const std::string& keys, ErrorCode code) {
  const auto read = ParseAipp("aipp_op {\n" + keys + "\n}");
  if (read.ok()) return "accepted";
  EXPECT_EQ(read.error().code, code) << read.error().message;
  return read.error().message;
}

TEST(Aipp, NamesWhatIsNotOffered) {
  const std::string start = "aipp_mode: static input_format: RGB888_U8\n";
  constexpr ErrorCode kKnown = ErrorCode::kUnsupportedFormat;
  EXPECT_EQ(Refusal("aipp_mode: dynamic", kKnown),
            "line 2: aipp_mode 'dynamic' is not offered; static is");
  EXPECT_THAT(Refusal("aipp_mode: static input_format: YUV420SP_U8", kKnown),
              HasSubstr("'YUV420SP_U8' is not offered"));
  EXPECT_EQ(Refusal(start + "csc_switch: true", kKnown),
            "line 3: csc_switch is not offered; false is");
  EXPECT_THAT(Refusal(start + "resize: 1", kKnown), HasSubstr("resize"));
  EXPECT_THAT(Refusal(start + "padding: true", kKnown), HasSubstr("padding"));
  EXPECT_EQ(Refusal(start + "varreci: 3", kKnown),
            "line 3: 'varreci' is not known");
}

TEST(Aipp, RefusesWhatIsMalformed) {
  const std::string start = "aipp_mode: static input_format: RGB888_U8\n";
  for (const std::string& keys :
       {std::string(""), std::string("aipp_mode"), std::string("aipp_mode:"),
        start + "crop: true", start + "crop: maybe", start + "mean_chn_0: x",
        start + "mean_chn_0: nan", start + "mean_chn_0: 1 mean_chn_0: 1",
        start + "src_image_size_w: -1", start + "src_image_size_w: 65537",
        start + "} x {"}) {
    EXPECT_NE(Refusal(keys, ErrorCode::kBadConfig), "accepted") << keys;
  }
  for (const char* text : {"", "x", "aipp_op", "aipp_op {", "aipp_op }"}) {
    EXPECT_FALSE(ParseAipp(text).ok()) << text;
  }
  EXPECT_FALSE(ParseAipp(std::string(kImageNet) + std::string(kImageNet)).ok());
}

}  // namespace
}  // namespace burin
