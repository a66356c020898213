// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/group_stats/group_stats.h"

#include <gtest/gtest.h>

#include "kernels/kernel_table.h"
#include "kernels/kernel_testing.h"

namespace burin {
namespace {

class GroupStats : public testing::TestWithParam<Isa> {
 protected:
  Floats Run(GroupStatsArgs args) {
    Floats partials(static_cast<int64_t>(GroupPartialsFloats(args)));
    Floats stats(2 * args.batch);
    args.partials = partials.data();
    args.stats = stats.data();
    for (int phase = 0; phase < kGroupStatsPhases; ++phase) {
      for (int64_t t = GroupStatsTasks(args, phase) - 1; t >= 0; --t) {
        KernelsFor(GetParam()).group_stats(args, phase, t);
      }
    }
    EXPECT_TRUE(partials.GuardsIntact());
    return stats;
  }
  Floats Expected(GroupStatsArgs args) {
    Floats stats(2 * args.batch);
    args.stats = stats.data();
    GroupStatsReference(args);
    return stats;
  }
};
INSTANTIATE_TEST_SUITE_P(Isas, GroupStats, testing::ValuesIn(UsableIsas()),
                         [](const auto& info) {
                           return std::string(IsaName(info.param));
                         });

GroupStatsArgs Image(const Floats& x, int64_t batch, int64_t height,
                     int64_t width, int64_t channels, int64_t group) {
  GroupStatsArgs args;
  args.x = x.data();
  args.batch = batch;
  args.height = height;
  args.width = width;
  args.channels = channels;
  args.shift_group = group;
  args.eps = 1e-5f;
  return args;
}

TEST_P(GroupStats, EqualsReferenceForManyShapes) {
  Random random(5);
  for (int i = 0; i < 100; ++i) {
    const int64_t batch = 1 + random.Below(3);
    const int64_t height = 1 + random.Below(12);
    const int64_t width = 1 + random.Below(12);
    const int64_t channels = 1 + random.Below(100);
    const int64_t group = random.Below(channels / 4 + 1);
    const Floats x(batch * height * width * channels, 7);
    const GroupStatsArgs args = Image(x, batch, height, width, channels, group);
    ASSERT_TRUE(Near(Run(args), Expected(args), 3e-5))
        << height << " " << width << " " << channels << " " << group;
  }
}

TEST_P(GroupStats, EqualsReferenceForModelShapes) {
  const int64_t shapes[][2] = {{56, 96}, {28, 192}, {14, 384}, {7, 768}};
  for (const auto& [side, channels] : shapes) {
    const Floats x(2 * side * side * channels, 7);
    for (const int64_t group : {int64_t{0}, channels / 12}) {
      const GroupStatsArgs args = Image(x, 2, side, side, channels, group);
      ASSERT_TRUE(Near(Run(args), Expected(args), 1e-6)) << side;
    }
  }
}

TEST_P(GroupStats, StaysAccurateFarFromZero) {
  Floats x(20 * 20 * 30, 3);
  for (int64_t i = 0; i < x.size(); ++i) x[i] += 1000;
  const GroupStatsArgs args = Image(x, 1, 20, 20, 30, 0);
  const Floats stats = Run(args);
  const Floats expected = Expected(args);
  EXPECT_NEAR(stats[0], expected[0], 1e-4);
  EXPECT_NEAR(stats[1], expected[1], 1e-4);
}

TEST_P(GroupStats, BitsOfASampleDoNotDependOnTheBatch) {
  const Floats x(3 * 9 * 9 * 40, 3);
  const Floats all = Run(Image(x, 3, 9, 9, 40, 5));
  for (int64_t b = 0; b < 3; ++b) {
    GroupStatsArgs args = Image(x, 1, 9, 9, 40, 5);
    args.x += b * 9 * 9 * 40;
    const Floats one = Run(args);
    EXPECT_EQ(one[0], all[2 * b]);
    EXPECT_EQ(one[1], all[2 * b + 1]);
  }
}

}  // namespace
}  // namespace burin
