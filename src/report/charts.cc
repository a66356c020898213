// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See charts.h.

#include "report/charts.h"

#include <algorithm>
#include <cmath>

#include "base/result.h"
#include "report/escape.h"
#include "report/number.h"
#include "report/svg.h"

namespace burin {
namespace {

constexpr double kLeft = 46, kRight = kChartWidth - 14;

std::string Titled(std::string_view text) {
  return StrCat("<title>", EscapeHtml(text), "</title>");
}

std::string Dot(double x, double y, double radius, size_t series,
                std::string_view extra, std::string_view title) {
  return StrCat("<circle cx=\"", Place(x), "\" cy=\"", Place(y), "\" r=\"",
                Place(radius), "\" class=\"", SeriesClass(series), extra, "\">",
                Titled(title), "</circle>\n");
}

// The path through the places, broken where there is none.
std::string Path(const std::vector<std::pair<double, double>>& places,
                 std::string_view css_class) {
  std::string data;
  bool drawing = false;
  for (const auto& [x, y] : places) {
    if (!std::isfinite(y)) {
      drawing = false;
      continue;
    }
    data += StrCat(drawing ? "L" : "M", Place(x), " ", Place(y), " ");
    drawing = true;
  }
  if (data.empty()) return data;
  data.pop_back();
  return StrCat("<path d=\"", data, "\" class=\"", css_class, "\"/>\n");
}

// A linear value axis with its lines and numbers.
struct ValueAxis {
  double bottom, top, most;
  double At(double value) const {
    return bottom - (bottom - top) * value / most;
  }
};

std::string ValueGrid(const ValueAxis& axis, const std::vector<double>& ticks) {
  std::string out;
  for (const double tick : ticks) {
    const double y = axis.At(tick);
    out += SvgLine(kLeft, y, kRight, y, tick == 0 ? "axis" : "grid");
    out += SvgText(kLeft - 6, y + 4, Anchor::kEnd, ShortNumber(tick), "quiet");
  }
  return out;
}

}  // namespace

std::string LineChartSvg(const LineChart& chart) {
  constexpr int kHeight = 300;
  std::vector<std::string> names;
  double most = 0;
  size_t best_series = 0, best = 0;
  for (size_t s = 0; s < chart.series.size(); ++s) {
    names.push_back(chart.series[s].name);
    for (size_t i = 0; i < chart.series[s].values.size(); ++i) {
      if (!(chart.series[s].values[i] > most)) continue;
      most = chart.series[s].values[i];
      best_series = s;
      best = i;
    }
  }
  std::string out = SvgOpen(kChartWidth, kHeight, chart.title);
  double y = 14;
  out += Legend(names, kLeft, kRight - kLeft, &y);
  // Room for the number of the highest mark.
  const std::vector<double> ticks = LinearTicks(most * 1.08);
  const ValueAxis axis{kHeight - 40, y + 2, ticks.back()};
  out += ValueGrid(axis, ticks);
  const double step = (kRight - kLeft) / static_cast<double>(std::max<size_t>(
                                             chart.categories.size(), 1));
  const auto x_of = [&](size_t i) {
    return kLeft + step * (static_cast<double>(i) + 0.5);
  };
  for (size_t i = 0; i < chart.categories.size(); ++i) {
    out += SvgText(x_of(i), axis.bottom + 16, Anchor::kMiddle,
                   chart.categories[i], "quiet");
  }
  out += SvgText((kLeft + kRight) / 2, kHeight - 6, Anchor::kMiddle,
                 chart.x_title, "quiet");
  for (size_t s = 0; s < chart.series.size(); ++s) {
    std::vector<std::pair<double, double>> places;
    const std::vector<double>& values = chart.series[s].values;
    for (size_t i = 0; i < values.size(); ++i) {
      places.emplace_back(x_of(i), axis.At(values[i]));
    }
    out += Path(places, StrCat("curve ", SeriesClass(s)));
    for (size_t i = 0; i < values.size(); ++i) {
      if (!std::isfinite(values[i])) continue;
      out += Dot(x_of(i), places[i].second, 4, s, "",
                 StrCat(chart.series[s].name, ", ", chart.x_title, " ",
                        i < chart.categories.size() ? chart.categories[i] : "",
                        ": ", Fixed(values[i], 2)));
    }
  }
  if (most > 0) {
    const double x = x_of(best), top = axis.At(most);
    out += Dot(x, top, 8, best_series, " ring", "the highest");
    out += SvgText(std::clamp(x, kLeft + 30, kRight - 30), top - 13,
                   Anchor::kMiddle, Fixed(most, 1), "strong");
  }
  return out + "</svg>\n";
}

std::string BarChartSvg(const BarChart& chart) {
  constexpr double kRow = 34, kWidest = kChartWidth - 24;
  double y = 14;
  std::string marks = Legend(chart.series, 4, kWidest, &y);
  double most = 0;
  for (const Bar& bar : chart.bars) most = std::max(most, bar.value);
  for (const Bar& bar : chart.bars) {
    const double width = most > 0 ? kWidest * bar.value / most : 0;
    const std::string value = StrCat(Fixed(bar.value, 3), " ", chart.unit);
    marks += SvgText(4, y + 10, Anchor::kStart, bar.label);
    marks += SvgText(kChartWidth - 4, y + 10, Anchor::kEnd,
                     bar.note.empty() ? value : StrCat(value, ", ", bar.note),
                     "quiet");
    marks +=
        StrCat("<rect x=\"4\" y=\"", Place(y + 15), "\" width=\"",
               Place(std::max(width, 1.0)), "\" height=\"9\" rx=\"2\" class=\"",
               SeriesClass(bar.series), "\">",
               Titled(StrCat(bar.label, ": ", value)), "</rect>\n");
    y += kRow;
  }
  return StrCat(SvgOpen(kChartWidth, static_cast<int>(y), chart.title), marks,
                "</svg>\n");
}

namespace {

// Positive values to places, decades of equal length.
struct LogAxis {
  double from, to;     // places
  double least, most;  // values
  double At(double value) const {
    return from +
           (to - from) * std::log(value / least) / std::log(most / least);
  }
};

std::string RooflineGrid(const LogAxis& x, const LogAxis& y) {
  std::string out;
  for (const double tick : LogTicks(x.least, x.most)) {
    out += SvgLine(x.At(tick), y.from, x.At(tick), y.to, "grid");
    out += SvgText(x.At(tick), y.from + 16, Anchor::kMiddle, ShortNumber(tick),
                   "quiet");
  }
  for (const double tick : LogTicks(y.least, y.most)) {
    out += SvgLine(x.from, y.At(tick), x.to, y.At(tick), "grid");
    out += SvgText(x.from - 6, y.At(tick) + 4, Anchor::kEnd, ShortNumber(tick),
                   "quiet");
  }
  out += SvgLine(x.from, y.from, x.to, y.from, "axis");
  return out;
}

// Where the slope enters the picture: at its left edge or at its bottom.
double SlopeStart(const Roofline& chart, const LogAxis& x, const LogAxis& y) {
  return std::max(x.least, y.least / chart.memory_gigabytes);
}

std::string Roofs(const Roofline& chart, const LogAxis& x, const LogAxis& y) {
  const double ridge = chart.peak_gflops / chart.memory_gigabytes;
  const double enters = SlopeStart(chart, x, y);
  return Path({{x.At(enters), y.At(enters * chart.memory_gigabytes)},
               {x.At(ridge), y.At(chart.peak_gflops)},
               {x.to, y.At(chart.peak_gflops)}},
              "roof");
}

std::string RoofNames(const Roofline& chart, const LogAxis& x,
                      const LogAxis& y) {
  const double above = y.At(chart.peak_gflops) - 7;
  return SvgText(x.to, above, Anchor::kEnd,
                 StrCat(chart.peak_name, ", ", Fixed(chart.peak_gflops, 0),
                        " GFLOP/s"),
                 "strong") +
         SvgText(x.At(SlopeStart(chart, x, y)) + 4, above, Anchor::kStart,
                 StrCat("memory, ", Fixed(chart.memory_gigabytes, 0), " GB/s"),
                 "strong");
}

}  // namespace

std::string RooflineSvg(const Roofline& chart) {
  constexpr int kHeight = 360;
  if (!(chart.peak_gflops > 0) || !(chart.memory_gigabytes > 0)) return {};
  std::vector<RooflinePoint> points;
  for (const RooflinePoint& point : chart.points) {
    if (point.intensity > 0 && point.gflops > 0) points.push_back(point);
  }
  const double ridge = chart.peak_gflops / chart.memory_gigabytes;
  double least_x = ridge / 4, most_x = ridge * 8;
  double least_y = chart.peak_gflops / 20;
  for (const RooflinePoint& point : points) {
    least_x = std::min(least_x, point.intensity / 1.3);
    most_x = std::max(most_x, point.intensity * 1.3);
    least_y = std::min(least_y, point.gflops / 1.3);
  }
  std::string out = SvgOpen(kChartWidth, kHeight, chart.title);
  double top = 14;
  out += Legend(chart.series, kLeft, kRight - kLeft, &top);
  const LogAxis x{kLeft, kRight, least_x, most_x};
  const LogAxis y{kHeight - 40, top + 4, least_y, chart.peak_gflops * 1.5};
  out += RooflineGrid(x, y) + Roofs(chart, x, y);
  // The large ones first, so that they do not hide the small.
  std::ranges::stable_sort(points, std::greater(), &RooflinePoint::share);
  for (const RooflinePoint& point : points) {
    out += Dot(x.At(point.intensity), y.At(std::min(point.gflops, y.most)),
               3 + 16 * std::sqrt(std::clamp(point.share, 0.0, 1.0)),
               point.series, " mark",
               StrCat(point.label, ": ", Fixed(point.gflops, 1), " GFLOP/s, ",
                      ShortNumber(point.intensity), " operations a byte, ",
                      Fixed(100 * point.share, 1), " % of the time"));
  }
  // Last, so that marks above the roof do not hide them: the peak of a machine
  // that others use is measured too low at times.
  out += RoofNames(chart, x, y);
  out += SvgText((kLeft + kRight) / 2, kHeight - 6, Anchor::kMiddle,
                 "operations a byte", "quiet");
  return out + "</svg>\n";
}

}  // namespace burin
