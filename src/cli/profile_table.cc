// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See profile_table.h.

#include "cli/profile_table.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "cli/console.h"

namespace burin::cli {
namespace {

std::string Cut(const std::string& text, size_t width) {
  return text.size() <= width ? text : text.substr(0, width - 2) + "..";
}

std::string Percent(double share) { return Fixed(100 * share, 1) + "%"; }

// Texts to the left, numbers to the right.
std::string Line(const std::vector<std::string>& texts,
                 const std::vector<std::string>& numbers,
                 const std::string& last) {
  constexpr size_t kTextWidths[] = {16, 11, 9, 24};
  constexpr size_t kNumberWidths[] = {9, 6, 6, 8, 6, 8, 7};
  BURIN_CHECK(texts.size() <= std::size(kTextWidths) &&
              numbers.size() <= std::size(kNumberWidths));
  std::string out;
  for (size_t i = 0; i < texts.size(); ++i) {
    std::string text = Cut(texts[i], kTextWidths[i]);
    text.resize(kTextWidths[i] + 1, ' ');
    out += text;
  }
  for (size_t i = 0; i < numbers.size(); ++i) {
    const size_t size = numbers[i].size();
    out += std::string(size < kNumberWidths[i] ? kNumberWidths[i] - size : 0,
                       ' ') +
           numbers[i] + " ";
  }
  return StrCat(out, " ", last, "\n");
}

std::string CostLine(const std::vector<std::string>& texts, const CostSum& sum,
                     double total_ms, const std::string& last) {
  const bool counted = sum.gflop > 0;
  const double share = total_ms > 0 ? sum.milliseconds / total_ms : 0;
  return Line(texts,
              {Fixed(sum.milliseconds, 3), Percent(share), Percent(sum.busy()),
               counted ? Fixed(sum.gflops(), 1) : "-",
               sum.peak_milliseconds > 0 ? Percent(sum.share_of_peak()) : "-",
               Fixed(sum.bytes * 1e-6, 1), Fixed(sum.gigabytes(), 1)},
              last);
}

const std::vector<std::string> kNumbers = {"ms",   "share", "busy", "GFLOP/s",
                                           "peak", "MB",    "GB/s"};

std::string OrDash(const std::string& text) {
  return text.empty() ? "-" : text;
}

// What the shares are of.
std::string PeakLine(const MeasuredProfile& profile) {
  const bool alone = profile.peaks.size() == 1;
  std::string out = alone ? "peak" : "peaks";
  for (const PrecisionPeak& peak : profile.peaks) {
    out += StrCat(&peak == &profile.peaks[0] ? " " : ", ",
                  Fixed(peak.gflops, 1), " GFLOP/s of ", peak.precision);
  }
  out += StrCat(": multiply-adds on registers, ", profile.isa, ", ",
                profile.threads, profile.threads == 1 ? " thread" : " threads");
  if (alone) return out;
  return StrCat(out, "; of the total: the time that its steps take at their ",
                "peaks by the time that they took");
}

std::string TotalLines(const MeasuredProfile& profile, double steps_ms) {
  const RunProfile& run = profile.run;
  const ProfileTotals totals = TotalsOf(profile);
  std::string out =
      StrCat("total ", Fixed(run.milliseconds, 3), " ms for ", profile.batch,
             profile.batch == 1 ? " image" : " images", " (median of ",
             run.runs, run.runs == 1 ? " run" : " runs", "; the steps ",
             Fixed(steps_ms, 3), " ms), ", Fixed(totals.gflop_per_image, 3),
             " GFLOP an image, ", Fixed(totals.gflops, 1), " GFLOP/s");
  if (!profile.peaks.empty()) {
    out += StrCat(", ", Fixed(100 * totals.share_of_peak, 1), " % of the ",
                  profile.peaks.size() == 1 ? "peak\n" : "peaks\n",
                  PeakLine(profile));
  }
  out += StrCat("\nthreads busy ", Fixed(100 * totals.threads_busy, 1), " %");
  if (run.busy.size() > 1) {
    out += ":";
    for (const double share : run.busy) out += " " + Fixed(100 * share, 1);
  }
  return out + "\n";
}

}  // namespace

std::string ProfileTable(const MeasuredProfile& profile) {
  const RunProfile& run = profile.run;
  std::vector<const StepProfile*> sorted;
  for (const StepProfile& step : run.steps) sorted.push_back(&step);
  std::ranges::stable_sort(sorted, std::greater(), &StepProfile::milliseconds);
  const double total_ms = SumOf(run.steps).milliseconds;
  std::string out = Line({"op", "kernel", "precision", "rows x columns x k"},
                         kNumbers, "nodes");
  for (const StepProfile* step : sorted) {
    const std::string what =
        step->product.empty() ? "-> " + step->shape : step->product;
    out += CostLine(
        {step->op, step->kernel, OrDash(ProductPrecision(*step)), what},
        SumOf({step, 1}, profile.peaks), total_ms,
        Cut(OneLine(step->name), 60));
  }
  out += "\n" + Line({"op", "kernel", "precision", "steps"}, kNumbers, "");
  for (const CostSum& sum : SumsByOp(run.steps, profile.peaks)) {
    out += CostLine(
        {sum.op, sum.kernel, OrDash(sum.precision), std::to_string(sum.steps)},
        sum, total_ms, "");
  }
  return StrCat(out, "\n", TotalLines(profile, total_ms));
}

}  // namespace burin::cli
