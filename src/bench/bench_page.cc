// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See bench_page.h.

#include "bench/bench_page.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "bench/bench_table.h"
#include "burin/version.h"
#include "report/charts.h"
#include "report/number.h"
#include "report/page.h"
#include "report/svg.h"

namespace burin {
namespace {

std::string Percent(double share) { return Fixed(100 * share, 1) + " %"; }

// The operators that get a colour of their own: those of most time; the last
// colour is for the others.
std::vector<std::string> ColouredOps(const RunProfile& run) {
  std::vector<std::string> out;
  for (const CostSum& sum : SumsByOp(run.steps)) {
    if (std::ranges::find(out, sum.op) != out.end()) continue;
    if (out.size() + 1 == kSeriesColours) {
      out.push_back("others");
      break;
    }
    out.push_back(sum.op);
  }
  return out;
}

size_t ColourOf(const std::vector<std::string>& ops, const std::string& op) {
  const auto found = std::ranges::find(ops, op);
  return found == ops.end() ? ops.size() - 1
                            : static_cast<size_t>(found - ops.begin());
}

std::string Cut(const std::string& text, size_t most) {
  return text.size() <= most ? text : text.substr(0, most - 2) + "..";
}

std::string WhatOf(const StepProfile& step) {
  return step.product.empty() ? step.shape : step.product;
}

std::vector<Tile> Tiles(const BenchReport& report) {
  const BenchRow* best = report.best();
  if (best == nullptr) return {};
  std::vector<Tile> out = {
      {"Best throughput", Fixed(best->images_per_second(), 1), "images/s",
       StrCat("batch ", best->batch, " in ", best->precision)}};
  const BenchRow* quickest = nullptr;
  for (const BenchRow& row : report.rows) {
    if (row.batch != 1) continue;
    if (quickest == nullptr || row.compute.median < quickest->compute.median) {
      quickest = &row;
    }
  }
  if (quickest != nullptr) {
    out.push_back({"One image alone", Fixed(quickest->compute.median, 2), "ms",
                   StrCat("median in ", quickest->precision, ", p99 ",
                          Fixed(quickest->compute.percentile99, 2), " ms")});
  }
  if (best->peak_gflops > 0) {
    out.push_back({"Share of the peak", Fixed(100 * best->share_of_peak(), 1),
                   "%",
                   StrCat("of ", Fixed(best->peak_gflops, 0), " GFLOP/s in ",
                          best->precision)});
  }
  const PrecisionScore* score = report.score(best->precision);
  if (score != nullptr && score->accuracy) {
    out.push_back(
        {"Top-1 accuracy", Fixed(100 * score->accuracy->acc1(), 2), "%",
         StrCat(score->accuracy->images, " images in ", best->precision)});
  }
  if (best->to_baseline) {
    out.push_back({"Against the baseline", Fixed(*best->to_baseline, 2), "x",
                   report.baseline});
  }
  return out;
}

Section ThroughputSection(const BenchReport& report) {
  LineChart chart{"images a second by batch size", "batch", {}, {}};
  std::vector<int64_t> batches;
  for (const BenchRow& row : report.rows) {
    if (std::ranges::find(batches, row.batch) == batches.end()) {
      batches.push_back(row.batch);
    }
  }
  std::ranges::sort(batches);
  for (const int64_t batch : batches) {
    chart.categories.push_back(std::to_string(batch));
  }
  for (const BenchRow& row : report.rows) {
    auto series =
        std::ranges::find(chart.series, row.precision, &LineSeries::name);
    if (series == chart.series.end()) {
      chart.series.push_back(
          {row.precision,
           std::vector<double>(batches.size(),
                               std::numeric_limits<double>::quiet_NaN())});
      series = chart.series.end() - 1;
    }
    const auto place = std::ranges::find(batches, row.batch);
    series->values[static_cast<size_t>(place - batches.begin())] =
        row.images_per_second();
  }
  Section out{"Images a second", "By batch size; more is better.",
              LineChartSvg(chart)};
  out.wide = false;
  return out;
}

Section GuideSection(const BenchReport& report) {
  Section out{"The table of the guides",
              "Images a second, the plate alone, without reading files."};
  out.table = GuideTable(report);
  // The unit stands above, and a phone has room for one word a column.
  for (std::string& name : out.table.head)
    name = name.substr(0, name.find(' '));
  out.best = out.table.rows.size() - 1;
  out.wide = false;
  return out;
}

Section RowsSection(const BenchReport& report) {
  Section out{
      "Every row",
      "Milliseconds are those of one whole batch; the peak is what "
      "multiply-adds on registers reach in the same precision, measured "
      "right before and after each row."};
  out.table = RowTable(report);
  if (const BenchRow* best = report.best()) {
    out.best = static_cast<size_t>(best - report.rows.data());
  }
  return out;
}

Section FullSection(const BenchReport& report) {
  Section out{"Everything measured of each row"};
  out.table = FullTable(report);
  out.folded = true;
  return out;
}

std::string ProfiledRow(const BenchReport& report) {
  const BenchRow& best = *report.best();
  return StrCat("batch ", best.batch, " in ", best.precision);
}

Section StepsSection(const BenchReport& report) {
  constexpr size_t kMostBars = 9;
  const MeasuredProfile& profile = *report.profile;
  const double total = SumOf(profile.run.steps).milliseconds;
  std::vector<const StepProfile*> steps;
  for (const StepProfile& step : profile.run.steps) steps.push_back(&step);
  std::ranges::stable_sort(steps, std::greater(), &StepProfile::milliseconds);
  const std::vector<std::string> ops = ColouredOps(profile.run);
  BarChart chart{"time by step", "ms", {}, {}};
  chart.series.resize(ops.size());  // named as far as they have a bar
  double rest = 0;
  for (size_t i = 0; i < steps.size(); ++i) {
    const StepProfile& step = *steps[i];
    if (i >= kMostBars) {
      rest += step.milliseconds;
      continue;
    }
    const size_t colour = ColourOf(ops, step.op);
    chart.series[colour] = ops[colour];
    chart.bars.push_back({Cut(StrCat(step.op, " ", WhatOf(step)), 40),
                          total > 0 ? Percent(step.milliseconds / total) : "",
                          step.milliseconds, colour});
  }
  if (rest > 0) {
    chart.bars.push_back({StrCat(steps.size() - kMostBars, " further steps"),
                          total > 0 ? Percent(rest / total) : "", rest,
                          kSeriesColours - 1});
  }
  Section out{"Where the time goes",
              StrCat("The slowest steps of ", ProfiledRow(report), ", ",
                     Fixed(profile.run.milliseconds, 3),
                     " ms in all; rows x columns x k of products."),
              BarChartSvg(chart)};
  out.wide = false;
  return out;
}

Section RooflineSection(const BenchReport& report) {
  const MeasuredProfile& profile = *report.profile;
  const double total = SumOf(profile.run.steps).milliseconds;
  Roofline chart;
  chart.title = "roofline";
  const auto highest =
      std::ranges::max_element(profile.peaks, {}, &PrecisionPeak::gflops);
  if (highest != profile.peaks.end()) {
    chart.peak_name = highest->precision + " peak";
    chart.peak_gflops = highest->gflops;
  }
  chart.memory_gigabytes = report.machine.memory_gigabytes;
  const std::vector<std::string> ops = ColouredOps(profile.run);
  chart.series.resize(ops.size());  // named as far as they have a mark
  double drawn = 0;
  for (const StepProfile& step : profile.run.steps) {
    const CostSum sum = SumOf({&step, 1});
    if (sum.bytes <= 0 || sum.gflops() <= 0) continue;
    drawn += step.milliseconds;
    const size_t colour = ColourOf(ops, step.op);
    chart.series[colour] = ops[colour];
    chart.points.push_back({StrCat(step.op, " ", WhatOf(step)),
                            sum.gflop * 1e9 / sum.bytes, sum.gflops(),
                            total > 0 ? step.milliseconds / total : 0, colour});
  }
  Section out{
      "Roofline",
      StrCat("Steps with products, ", total > 0 ? Percent(drawn / total) : "-",
             " of the time, GFLOP/s over operations a byte; the area is the "
             "time. The peak is the highest of the precisions in which steps "
             "multiply. Caches may lift a step above the memory's line."),
      RooflineSvg(chart)};
  out.wide = false;
  return out;
}

Section StepTableSection(const BenchReport& report) {
  const MeasuredProfile& profile = *report.profile;
  const double total = SumOf(profile.run.steps).milliseconds;
  Section out{StrCat("All steps of ", ProfiledRow(report)),
              "The peak is that of the precision in which the step multiplies, "
              "measured beside the steps."};
  out.folded = true;
  out.table = {{"step", "op", "kernel", "precision", "product or output", "ms",
                "share %", "busy %", "GFLOP/s", "peak %", "GB/s", "nodes"},
               {},
               5};
  for (size_t i = 0; i < profile.run.steps.size(); ++i) {
    const StepProfile& step = profile.run.steps[i];
    const CostSum sum = SumOf({&step, 1}, profile.peaks);
    const bool counted = step.gflop > 0;
    out.table.rows.push_back(
        {std::to_string(i), step.op, step.kernel, ProductPrecision(step),
         WhatOf(step), Fixed(step.milliseconds, 3),
         total > 0 ? Fixed(100 * step.milliseconds / total, 1) : "",
         Fixed(100 * step.busy, 1), counted ? Fixed(sum.gflops(), 1) : "",
         sum.peak_milliseconds > 0 ? Fixed(100 * sum.share_of_peak(), 1) : "",
         Fixed(sum.gigabytes(), 1), Cut(step.name, 80)});
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> Facts(
    const BenchReport& report) {
  const BenchMachine& machine = report.machine;
  std::vector<std::pair<std::string, std::string>> out = {
      {"CPU", machine.cpu},
      {"cores of this process", std::to_string(machine.cores)},
      {"threads", std::to_string(machine.threads)},
      {"instruction set", machine.isa}};
  for (const PeakRange& peak : report.peaks) {
    if (peak.most == 0) continue;
    out.push_back(
        {peak.precision + " peak",
         StrCat(Fixed(peak.first, 1), " GFLOP/s at the beginning, ",
                Fixed(peak.last, 1), " at the end, ", Fixed(peak.least, 1),
                " to ", Fixed(peak.most, 1), " between")});
  }
  if (machine.memory_gigabytes > 0) {
    out.push_back({"memory", Fixed(machine.memory_gigabytes, 1) +
                                 " GB/s read beyond the caches"});
  }
  if (machine.load_average >= 0) {
    out.push_back({"load before", Fixed(machine.load_average, 2)});
  }
  for (const PrecisionScore& score : report.scores) {
    if (!score.self_check.ran) continue;
    out.push_back(
        {score.precision + " against fp32",
         StrCat(score.self_check.agreeing, " of ", score.self_check.rows,
                " answers equal, cosine ", Fixed(score.self_check.cosine, 6),
                ", on ", score.self_check.images)});
  }
  for (const std::string& note : report.notes) out.push_back({"note", note});
  out.push_back({"date", report.date});
  out.push_back({"burin", BURIN_VERSION_TEXT});
  return out;
}

}  // namespace

std::string BenchHtml(const BenchReport& report) {
  Page page;
  page.title = report.model.substr(report.model.rfind('/') + 1);
  page.subtitle = StrCat(
      "burin bench on ", report.machine.cpu, ", ", report.machine.threads,
      report.machine.threads == 1 ? " thread, " : " threads, ",
      report.machine.isa, ", ", report.date);
  page.tiles = Tiles(report);
  page.warnings = BenchWarnings(report);
  if (report.best() != nullptr) {
    // Charts first: the tables below them are long.
    page.sections = {ThroughputSection(report), GuideSection(report)};
    if (report.profile) {
      page.sections.push_back(StepsSection(report));
      if (report.machine.memory_gigabytes > 0) {
        page.sections.push_back(RooflineSection(report));
      }
    }
    page.sections.push_back(RowsSection(report));
    if (report.profile) page.sections.push_back(StepTableSection(report));
    page.sections.push_back(FullSection(report));
  }
  page.facts = Facts(report);
  return PageHtml(page);
}

}  // namespace burin
