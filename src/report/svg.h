// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What charts are drawn of: elements of SVG inside HTML, and axes. Colours are
// CSS classes of the page (page.h), so that charts follow its light and dark
// forms: s0 to s7 are series, "grid", "axis" and "quiet" the rest.

#ifndef BURIN_REPORT_SVG_H_
#define BURIN_REPORT_SVG_H_

#include <string>
#include <string_view>
#include <vector>

namespace burin {

// Series beyond this one share the last colour.
inline constexpr size_t kSeriesColours = 8;
// "s3"
std::string SeriesClass(size_t series);

// In user units, one decimal: enough for a screen and short.
std::string Place(double value);

enum class Anchor { kStart, kMiddle, kEnd };
// `text` is escaped here.
std::string SvgText(double x, double y, Anchor anchor, std::string_view text,
                    std::string_view css_class = "");
std::string SvgLine(double x1, double y1, double x2, double y2,
                    std::string_view css_class);

// An <svg> that is as wide as its place, named for screen readers.
std::string SvgOpen(int width, int height, std::string_view title);

// Round numbers from 0 to `most` or a little beyond, at most about six of them.
std::vector<double> LinearTicks(double most);
// Powers of ten, and when those are few also their doubles and fives, in
// [least, most]; both are positive.
std::vector<double> LogTicks(double least, double most);

// The names of series with their colours, empty ones left out, in rows of at
// most `width`, the first at y; `y` becomes the place below them.
std::string Legend(const std::vector<std::string>& names, double x,
                   double width, double* y);

}  // namespace burin

#endif  // BURIN_REPORT_SVG_H_
