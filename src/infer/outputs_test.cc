// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/outputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "formats/npy.h"

namespace burin {
namespace {

using testing::ElementsAre;

TEST(OutputName, CutsTheBaseNameAtItsFirstDot) {
  EXPECT_EQ(OutputName("d.x/batch-00000.bin", 0, OutputFormat::kBin),
            "batch-00000_0.bin");
  EXPECT_EQ(OutputName("a.b.c.npy", 1, OutputFormat::kNpy), "a_1.npy");
  EXPECT_EQ(OutputName("pure_infer_data", 0, OutputFormat::kTxt),
            "pure_infer_data_0.txt");
}

TEST(EncodeOutput, WritesTextAsPythonsPercentF) {
  const Tensor floats =
      Tensor::Of<float>({2, 3}, {1.5f, -0.0f, 1e-7f, 123456789.f,
                                 -std::numeric_limits<float>::quiet_NaN(),
                                 -std::numeric_limits<float>::infinity()});
  EXPECT_EQ(*EncodeOutput(floats.view(), OutputFormat::kTxt),
            "1.500000 -0.000000 0.000000 \n123456792.000000 nan -inf \n");
  const Tensor ints = Tensor::Of<int64_t>({3}, {-1, 0, 7});
  EXPECT_EQ(*EncodeOutput(ints.view(), OutputFormat::kTxt), "-1 0 7 \n");
  const Tensor bytes = Tensor::Of<uint8_t>({2}, {0, 255});
  EXPECT_EQ(*EncodeOutput(bytes.view(), OutputFormat::kTxt), "0 255 \n");
}

TEST(EncodeOutput, WritesTheElementsAsBin) {
  const Tensor tensor = Tensor::Of<float>({1, 2}, {1.f, -2.f});
  EXPECT_EQ(*EncodeOutput(tensor.view(), OutputFormat::kBin),
            std::string("\0\0\x80\x3f\0\0\0\xc0", 8));
}

TEST(EncodeOutput, WritesWhatNpSaveWrites) {
  const Tensor tensor = Tensor::Of<float>({1, 2}, {1.f, -2.f});
  const std::string bytes = *EncodeOutput(tensor.view(), OutputFormat::kNpy);
  // np.save of np.array([[1, -2]], 'float32'): a header of 118 bytes.
  EXPECT_EQ(bytes.substr(0, 10), std::string("\x93NUMPY\x01\0\x76\0", 10));
  EXPECT_EQ(bytes.substr(10, 61),
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }  ");
  EXPECT_EQ(bytes.size(), 128u + 8u);
  EXPECT_EQ(bytes.substr(128), std::string("\0\0\x80\x3f\0\0\0\xc0", 8));
}

TEST(SplitOutput, CutsAlongTheBatch) {
  const Tensor whole = Tensor::Of<float>({4, 2}, {0, 1, 2, 3, 4, 5, 6, 7});
  const Result<Tensor> part = SplitOutput(whole.view(), 0, 2, 1);
  ASSERT_TRUE(part.ok());
  EXPECT_EQ(part->dims(), (Dims{2, 2}));
  EXPECT_THAT(part->Span<float>(), ElementsAre(4, 5, 6, 7));
}

TEST(SplitOutput, CutsAlongAnInnerAxis) {
  const Tensor whole = Tensor::Of<float>({2, 4}, {0, 1, 2, 3, 4, 5, 6, 7});
  const Result<Tensor> part = SplitOutput(whole.view(), 1, 2, 1);
  EXPECT_EQ(part->dims(), (Dims{2, 2}));
  EXPECT_THAT(part->Span<float>(), ElementsAre(2, 3, 6, 7));
}

TEST(SplitOutput, FitsOnlyWhenTheAxisDivides) {
  const Dims dims = {4, 6};
  EXPECT_TRUE(SplitFits(dims, 0, 2));
  EXPECT_FALSE(SplitFits(dims, 0, 3));
  EXPECT_TRUE(SplitFits(dims, 1, 3));
  EXPECT_FALSE(SplitFits(dims, 2, 2));
  EXPECT_FALSE(SplitFits(dims, -1, 2));
  EXPECT_TRUE(SplitFits({}, 0, 1));
}

}  // namespace
}  // namespace burin
