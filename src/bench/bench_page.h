// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A bench report as a page: the best figures, images a second by batch size and
// precision, where the time of the best row goes, how near its steps come to
// the machine's limits, and every number as a table.

#ifndef BURIN_BENCH_BENCH_PAGE_H_
#define BURIN_BENCH_BENCH_PAGE_H_

#include <string>

#include "bench/bench_report.h"

namespace burin {

// The same report gives the same bytes; nothing outside the page is referred
// to.
std::string BenchHtml(const BenchReport& report);

}  // namespace burin

#endif  // BURIN_BENCH_BENCH_PAGE_H_
