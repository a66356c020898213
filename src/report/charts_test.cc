// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "report/charts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "report/markup_testing.h"
#include "report/svg.h"

namespace burin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const double kNone = std::nan("");

size_t Count(const std::string& text, std::string_view part) {
  size_t count = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) {
    ++count;
  }
  return count;
}

TEST(LinearTicks, AreRoundAndReachTheMost) {
  EXPECT_THAT(LinearTicks(100), ElementsAre(0, 20, 40, 60, 80, 100));
  EXPECT_THAT(LinearTicks(7), ElementsAre(0, 2, 4, 6, 8));
  EXPECT_THAT(LinearTicks(0), ElementsAre(0, 1));
  for (double most = 0.013; most < 1e6; most *= 1.37) {
    const std::vector<double> ticks = LinearTicks(most);
    EXPECT_GE(ticks.back(), most * (1 - 1e-9));
    EXPECT_LE(ticks.size(), 7u) << most;
    EXPECT_GE(ticks.size(), 4u) << most;
  }
}

TEST(LogTicks, StayInsideTheirRange) {
  EXPECT_THAT(LogTicks(1, 10), ElementsAre(1, 2, 5, 10));
  EXPECT_THAT(LogTicks(0.5, 900), ElementsAre(1, 10, 100));
  EXPECT_TRUE(LogTicks(0, 10).empty());
  EXPECT_TRUE(LogTicks(1, std::numeric_limits<double>::infinity()).empty());
}

TEST(LogTicks, AreOfEveryDecadeAloneWhenThereAreMany) {
  EXPECT_THAT(LogTicks(1, 10000), ElementsAre(1, 10, 100, 1000, 10000));
}

TEST(Legend, GoesOnInTheNextRow) {
  double y = 10;
  const std::string one = Legend({"a", "b"}, 0, 400, &y);
  EXPECT_EQ(y, 28);
  EXPECT_EQ(MarkupFault(one), "");
  y = 10;
  Legend({"a long name", "", "another long one"}, 0, 120, &y);
  EXPECT_EQ(y, 46);
}

TEST(LineChart, MarksTheHighestAndBreaksWhereNothingWasMeasured) {
  const LineChart chart{"images/s",
                        "batch",
                        {"1", "4", "8"},
                        {{"fp32", {50, kNone, 80}}, {"<b>", {90, 100, 95}}}};
  const std::string svg = LineChartSvg(chart);
  EXPECT_EQ(MarkupFault(svg), "");
  EXPECT_THAT(svg, HasSubstr(">100.0</text>"));
  EXPECT_THAT(svg, HasSubstr("<title>fp32, batch 8: 80.00</title>"));
  EXPECT_THAT(svg, HasSubstr("&lt;b&gt;"));
  EXPECT_EQ(Count(svg, "<circle"), 6u);  // five values and the ring
  EXPECT_EQ(Count(svg, "<path"), 2u);
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(LineChart, OfNothingIsStillMarkup) {
  EXPECT_EQ(MarkupFault(LineChartSvg({})), "");
}

TEST(BarChart, DrawsInProportion) {
  const std::string svg = BarChartSvg(
      {"time", "ms", {"MatMul"}, {{"a&b", "50 %", 2, 0}, {"c", "", 1, 0}}});
  EXPECT_EQ(MarkupFault(svg), "");
  EXPECT_THAT(svg, HasSubstr("width=\"416\""));
  EXPECT_THAT(svg, HasSubstr("width=\"208\""));
  EXPECT_THAT(svg, HasSubstr("2.000 ms, 50 %"));
}

TEST(BarChart, OfZerosKeepsThemVisible) {
  const std::string svg = BarChartSvg({"time", "ms", {}, {{"a", "", 0, 0}}});
  EXPECT_THAT(svg, HasSubstr("width=\"1\""));
}

Roofline Small() {
  return {"roofline", "fp32", 100, 10, {"MatMul"}, {{"a", 20, 80, 0.5, 0}}};
}

TEST(Roofline, DrawsTheRoofAndEachPoint) {
  Roofline chart = Small();
  chart.points.push_back({"b", 1, 8, 0.1, 0});
  const std::string svg = RooflineSvg(chart);
  EXPECT_EQ(MarkupFault(svg), "");
  EXPECT_THAT(svg, HasSubstr("memory, 10 GB/s"));
  EXPECT_THAT(svg, HasSubstr("fp32, 100 GFLOP/s"));
  EXPECT_EQ(Count(svg, "<circle"), 2u);
}

TEST(Roofline, NamesTheRoofsAboveMarksThatPassThem) {
  Roofline chart = Small();
  chart.points.push_back({"b", 30, 130, 0.1, 0});
  const std::string svg = RooflineSvg(chart);
  EXPECT_LT(svg.rfind("<circle"), svg.find("fp32, 100 GFLOP/s"));
  EXPECT_LT(svg.rfind("<circle"), svg.find("memory, 10 GB/s"));
}

TEST(Roofline, LeavesOutWhatHasNoPlaceOnIt) {
  Roofline chart = Small();
  chart.points.push_back({"b", 0, 8, 0.1, 0});
  chart.points.push_back({"c", 1, 0, 0.1, 0});
  chart.points.push_back({"d", kNone, 1, 0.1, 0});
  EXPECT_EQ(Count(RooflineSvg(chart), "<circle"), 1u);
}

TEST(Roofline, IsNothingWithoutMeasuredRoofs) {
  Roofline chart = Small();
  chart.memory_gigabytes = 0;
  EXPECT_EQ(RooflineSvg(chart), "");
}

}  // namespace
}  // namespace burin
