// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See bench_report.h.

#include "bench/bench_report.h"

#include <algorithm>
#include <functional>

#include "report/number.h"

namespace burin {
namespace {

// Of the CPUs that the process may use: less changes no figure that is shown.
constexpr double kOthersShare = 0.05;
constexpr double kClockShare = 0.05;
// Times of an undisturbed machine lie much nearer together.
constexpr double kDeviationShare = 0.1;
constexpr size_t kFewExecutions = 5;

std::string Percent(double share) { return Fixed(100 * share, 1) + " %"; }

std::string RowName(const BenchRow& row) {
  return StrCat(row.precision, " batch ", row.batch);
}

// "WHAT while N rows were measured, most at ROW: ..." for the rows whose value
// is above the limit.
void WarnOfRows(const BenchReport& report, double limit,
                const std::function<double(const BenchRow&)>& value,
                const std::function<std::string(const BenchRow&, size_t)>& text,
                std::vector<std::string>& out) {
  const BenchRow* worst = nullptr;
  size_t count = 0;
  for (const BenchRow& row : report.rows) {
    if (!(value(row) > limit)) continue;
    ++count;
    if (worst == nullptr || value(row) > value(*worst)) worst = &row;
  }
  if (worst != nullptr) out.push_back(text(*worst, count));
}

std::string OfRows(size_t count, const BenchReport& report) {
  return StrCat(count, " of ", report.rows.size(), " rows");
}

}  // namespace

double BenchRow::images_per_second() const {
  return Throughput(batch, compute);
}

double BenchRow::share_of_peak() const {
  return peak_gflops > 0 ? images_per_second() * gflop_per_image / peak_gflops
                         : 0;
}

void PeakRange::Add(double gflops) {
  if (most == 0) first = least = gflops;
  last = gflops;
  least = std::min(least, gflops);
  most = std::max(most, gflops);
}

const BenchRow* BenchReport::best() const {
  const auto found =
      std::ranges::max_element(rows, {}, &BenchRow::images_per_second);
  return found == rows.end() ? nullptr : &*found;
}

const PrecisionScore* BenchReport::score(const std::string& precision) const {
  const auto found =
      std::ranges::find(scores, precision, &PrecisionScore::precision);
  return found == scores.end() ? nullptr : &*found;
}

std::vector<std::string> BenchWarnings(const BenchReport& report) {
  std::vector<std::string> out;
  if (report.interrupted) {
    out.push_back("the run was stopped: rows are missing");
  }
  const double cores = std::max(report.machine.cores, 1);
  WarnOfRows(
      report, kOthersShare * cores,
      [](const BenchRow& row) { return row.others.cores; },
      [&](const BenchRow& row, size_t count) {
        return StrCat("other processes used the CPUs during ",
                      OfRows(count, report), ", most during ", RowName(row),
                      ": ", Fixed(row.others.cores, 2), " of ",
                      report.machine.cores, " cores; those times are too long");
      },
      out);
  WarnOfRows(
      report, kOthersShare * cores,
      [](const BenchRow& row) { return row.others.stolen_cores; },
      [&](const BenchRow& row, size_t count) {
        return StrCat("the host of this virtual machine took CPU time during ",
                      OfRows(count, report), ", most during ", RowName(row),
                      ": ", Fixed(row.others.stolen_cores, 2), " of ",
                      report.machine.cores, " cores");
      },
      out);
  for (const PeakRange& peak : report.peaks) {
    if (peak.least >= peak.most * (1 - kClockShare)) continue;
    out.push_back(StrCat("the machine's speed moved while measuring: the ",
                         peak.precision, " peak began at ",
                         Fixed(peak.first, 1), " and ended at ",
                         Fixed(peak.last, 1), " GFLOP/s, between ",
                         Fixed(peak.least, 1), " and ", Fixed(peak.most, 1)));
  }
  WarnOfRows(
      report, kDeviationShare,
      [](const BenchRow& row) {
        return row.compute.mean > 0 ? row.compute.stddev / row.compute.mean : 0;
      },
      [&](const BenchRow& row, size_t count) {
        return StrCat(
            "the executions of ", OfRows(count, report),
            " differ much, most of ", RowName(row), ": standard deviation ",
            Percent(row.compute.stddev / row.compute.mean), " of the mean");
      },
      out);
  WarnOfRows(
      report, 0,
      [](const BenchRow& row) {
        return row.compute.count < kFewExecutions ? 1.0 : 0.0;
      },
      [&](const BenchRow& row, size_t count) {
        return StrCat("fewer than ", kFewExecutions, " executions in ",
                      OfRows(count, report), ", as of ", RowName(row),
                      ": the percentiles say little");
      },
      out);
  out.insert(out.end(), report.baseline_warnings.begin(),
             report.baseline_warnings.end());
  return out;
}

}  // namespace burin
