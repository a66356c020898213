// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Three charts as SVG elements for a page: lines over categories, bars, and a
// roofline. The same data gives the same bytes; texts are escaped; each mark
// carries a <title> with its numbers, which browsers show under the pointer.

#ifndef BURIN_REPORT_CHARTS_H_
#define BURIN_REPORT_CHARTS_H_

#include <string>
#include <vector>

namespace burin {

// Width of every chart in its own units; pages scale them.
inline constexpr int kChartWidth = 440;

struct LineSeries {
  std::string name;
  // One for each category; NaN where there is none.
  std::vector<double> values;
};

struct LineChart {
  std::string title;  // what the values are, with the unit
  std::string x_title;
  std::vector<std::string> categories;
  std::vector<LineSeries> series;
};
// The highest value of all is marked with its number.
std::string LineChartSvg(const LineChart& chart);

struct Bar {
  std::string label;
  std::string note;  // behind the value: "13.2 %, 401 GFLOP/s"
  double value = 0;  // not negative
  size_t series = 0;
};

struct BarChart {
  std::string title;
  std::string unit;
  std::vector<std::string> series;  // names, for the legend; may be empty
  std::vector<Bar> bars;
};
std::string BarChartSvg(const BarChart& chart);

struct RooflinePoint {
  std::string label;
  double intensity = 0;  // operations a byte
  double gflops = 0;
  double share = 0;  // of all time, 0 to 1: the area of the mark
  size_t series = 0;
};

struct Roofline {
  std::string title;
  std::string peak_name;  // "fp32 on registers"
  double peak_gflops = 0;
  double memory_gigabytes = 0;  // a second
  std::vector<std::string> series;
  std::vector<RooflinePoint>
      points;  // those without a positive place are left out
};
// What is below both roofs could be faster, and the nearer roof says of what it
// would have more.
std::string RooflineSvg(const Roofline& chart);

}  // namespace burin

#endif  // BURIN_REPORT_CHARTS_H_
