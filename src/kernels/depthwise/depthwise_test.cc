// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/depthwise/depthwise.h"

#include <gtest/gtest.h>

#include "kernels/kernel_table.h"
#include "kernels/kernel_testing.h"

namespace burin {
namespace {

class Depthwise : public testing::TestWithParam<Isa> {
 protected:
  static DepthwiseArgs Make(int64_t batch, int64_t height, int64_t width,
                            int64_t channels, int64_t kernel, int64_t stride,
                            int64_t pad) {
    DepthwiseArgs args;
    args.batch = batch;
    args.height = height;
    args.width = width;
    args.channels = channels;
    args.kernel_height = args.kernel_width = kernel;
    args.stride = stride;
    args.pad_top = args.pad_left = pad;
    args.out_height = (height + 2 * pad - kernel) / stride + 1;
    args.out_width = (width + 2 * pad - kernel) / stride + 1;
    return args;
  }
  void Check(DepthwiseArgs args, bool pre) {
    const int64_t c = args.channels;
    const Floats x(args.batch * args.height * args.width * c, 1, 3);
    const Floats w(args.kernel_height * args.kernel_width * c, 2);
    const Floats bias(c, 3);
    const Floats scale(c, 4);
    const Floats shift(c, 5);
    Floats y(args.batch * args.out_height * args.out_width * c);
    Floats expected(y.size());
    args.x = x.data();
    args.weights = w.data();
    args.bias = pre ? bias.data() : nullptr;
    args.pre_scale = pre ? scale.data() : nullptr;
    args.pre_shift = pre ? shift.data() : nullptr;
    args.y = y.data();
    RunTasks(KernelsFor(GetParam()).depthwise, args, DepthwiseTasks(args),
             DepthwiseScratchBytes(args));
    args.y = expected.data();
    DepthwiseReference(args);
    ASSERT_TRUE(Near(y, expected, 2e-5))
        << args.height << " " << args.width << " " << c;
  }
};
INSTANTIATE_TEST_SUITE_P(Isas, Depthwise, testing::ValuesIn(UsableIsas()),
                         [](const auto& info) {
                           return std::string(IsaName(info.param));
                         });

TEST_P(Depthwise, EqualsReferenceAroundVectorEdges) {
  for (int64_t channels = 1; channels <= 70;
       channels += channels < 35 ? 1 : 5) {
    DepthwiseArgs args = Make(2, 5, 9, channels, 3, 1, 1);
    Check(args, false);
    args.pre_act = Activation::kGelu;
    args.act = Activation::kGelu;
    Check(args, true);
  }
}

TEST_P(Depthwise, EqualsReferenceForManyWindows) {
  for (const int64_t kernel : {1, 2, 3, 5, 7}) {
    for (const int64_t stride : {1, 2, 3}) {
      for (const int64_t pad : {0, 1, 3}) {
        for (const int64_t side : {7, 8, 31}) {
          DepthwiseArgs args = Make(1, side, side - 1, 17, kernel, stride, pad);
          if (args.out_width < 1) continue;
          args.pre_act = Activation::kRelu;
          Check(args, true);
        }
      }
    }
  }
}

TEST_P(Depthwise, EqualsReferenceForModelShapes) {
  for (const auto& [side, channels] :
       {std::array<int64_t, 2>{56, 80}, {28, 160}, {14, 320}, {7, 640}}) {
    DepthwiseArgs args = Make(1, side, side, channels, 3, 1, 1);
    args.pre_act = Activation::kGelu;
    args.act = Activation::kGelu;
    Check(args, true);
  }
}

TEST(DepthwiseScratchBytes, IsNoSmallNumberForLinesThatOverflow) {
  // 2^26 lines of 2^32 pixels and 16 channels are 2^64 bytes, 0 when wrapped.
  DepthwiseArgs args;
  args.batch = args.height = args.width = args.channels = 1;
  args.kernel_height = int64_t{1} << 26;
  args.kernel_width = 2;
  args.stride = (int64_t{1} << 31) - 1;
  args.out_height = 1;
  args.out_width = 3;
  EXPECT_EQ(DepthwiseScratchBytes(args), SIZE_MAX);
  // No product of two of them wraps on its way, either.
  args.kernel_height = args.kernel_width = int64_t{1} << 62;
  EXPECT_EQ(DepthwiseScratchBytes(args), SIZE_MAX);
}

TEST_P(Depthwise, BorderIsZeroAfterThePreOperation) {
  // gelu(0 * scale + shift) would not be zero outside the image.
  DepthwiseArgs args = Make(1, 1, 1, 16, 3, 1, 1);
  const Floats x(16);
  Floats w(9 * 16);
  w.Fill(1);
  Floats scale(16);
  Floats shift(16);
  scale.Fill(0);
  shift.Fill(5);
  Floats y(16);
  args.x = x.data();
  args.weights = w.data();
  args.pre_scale = scale.data();
  args.pre_shift = shift.data();
  args.y = y.data();
  RunTasks(KernelsFor(GetParam()).depthwise, args, DepthwiseTasks(args),
           DepthwiseScratchBytes(args));
  for (int64_t c = 0; c < 16; ++c) EXPECT_EQ(y[c], 5);
}

}  // namespace
}  // namespace burin
