// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Numbers as text of reports and of the terminal.

#ifndef BURIN_REPORT_NUMBER_H_
#define BURIN_REPORT_NUMBER_H_

#include <string>

namespace burin {

// "12.3": fixed, `digits` after the point; "nan" and "inf" for those.
std::string Fixed(double value, int digits);

// With about three significant digits, for axes and labels: "0.05", "2.5",
// "480", "12k" from ten thousand on.
std::string ShortNumber(double value);

}  // namespace burin

#endif  // BURIN_REPORT_NUMBER_H_
