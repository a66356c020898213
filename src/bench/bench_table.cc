// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See bench_table.h.

#include "bench/bench_table.h"

#include <algorithm>

#include "report/escape.h"
#include "report/number.h"

namespace burin {
namespace {

std::string Percent(double share) { return Fixed(100 * share, 1); }

std::string CheckText(const PrecisionScore* score) {
  if (score == nullptr || !score->self_check.ran ||
      score->self_check.rows == 0) {
    return "";
  }
  return Percent(static_cast<double>(score->self_check.agreeing) /
                 static_cast<double>(score->self_check.rows));
}

const BenchRow* RowOf(const BenchReport& report, const std::string& precision,
                      int64_t batch) {
  for (const BenchRow& row : report.rows) {
    if (row.precision == precision && row.batch == batch) return &row;
  }
  return nullptr;
}

template <typename T>
void AddOnce(std::vector<T>& list, const T& value) {
  if (std::ranges::find(list, value) == list.end()) list.push_back(value);
}

}  // namespace

BenchColumns ColumnsOf(const BenchReport& report) {
  BenchColumns out;
  for (const PrecisionScore& score : report.scores) {
    out.accuracy |= score.accuracy.has_value();
    out.check |= !CheckText(&score).empty();
  }
  for (const BenchRow& row : report.rows) {
    out.baseline |= row.to_baseline.has_value();
  }
  return out;
}

std::vector<std::string> RowHead(const BenchColumns& columns) {
  std::vector<std::string> out = {"precision", "batch",  "images/s", "mean ms",
                                  "p50 ms",    "p90 ms", "p99 ms",   "peak %"};
  if (columns.accuracy) out.insert(out.end(), {"top-1 %", "top-5 %"});
  if (columns.check) out.push_back("as fp32 %");
  if (columns.baseline) out.push_back("to baseline");
  return out;
}

std::vector<std::string> RowCells(const BenchReport& report,
                                  const BenchRow& row,
                                  const BenchColumns& columns) {
  const TimeStats& stats = row.compute;
  std::vector<std::string> out = {
      row.precision,
      std::to_string(row.batch),
      Fixed(row.images_per_second(), 2),
      Fixed(stats.mean, 3),
      Fixed(stats.median, 3),
      Fixed(stats.percentile90, 3),
      Fixed(stats.percentile99, 3),
      row.peak_gflops > 0 ? Percent(row.share_of_peak()) : ""};
  const PrecisionScore* score = report.score(row.precision);
  if (columns.accuracy) {
    const bool counted = score != nullptr && score->accuracy.has_value();
    out.push_back(counted ? Fixed(100 * score->accuracy->acc1(), 2) : "");
    out.push_back(counted ? Fixed(100 * score->accuracy->acc5(), 2) : "");
  }
  if (columns.check) out.push_back(CheckText(score));
  if (columns.baseline) {
    out.push_back(row.to_baseline ? Fixed(*row.to_baseline, 3) : "");
  }
  return out;
}

Table RowTable(const BenchReport& report) {
  const BenchColumns columns = ColumnsOf(report);
  Table out{RowHead(columns), {}, 1};
  for (const BenchRow& row : report.rows) {
    out.rows.push_back(RowCells(report, row, columns));
  }
  return out;
}

Table FullTable(const BenchReport& report) {
  Table out = RowTable(report);
  out.head.insert(
      out.head.end(),
      {"min ms", "p95 ms", "max ms", "deviation ms", "mean +-95 ms", "runs",
       "compile s", "load ms", "threads", "isa", "GFLOP/image", "GFLOP/s",
       "peak GFLOP/s", "others cores", "stolen cores"});
  for (size_t i = 0; i < report.rows.size(); ++i) {
    const BenchRow& row = report.rows[i];
    const TimeStats& stats = row.compute;
    const std::vector<std::string> more = {
        Fixed(stats.min, 3),
        Fixed(stats.percentile95, 3),
        Fixed(stats.max, 3),
        Fixed(stats.stddev, 3),
        Fixed(stats.mean_error95, 3),
        std::to_string(stats.count),
        Fixed(row.compile_ms / 1000, 2),
        Fixed(row.load_ms, 1),
        std::to_string(row.threads),
        row.isa,
        Fixed(row.gflop_per_image, 3),
        Fixed(row.images_per_second() * row.gflop_per_image, 1),
        row.peak_gflops > 0 ? Fixed(row.peak_gflops, 1) : "",
        row.others.known ? Fixed(row.others.cores, 2) : "",
        row.others.known ? Fixed(row.others.stolen_cores, 2) : ""};
    out.rows[i].insert(out.rows[i].end(), more.begin(), more.end());
  }
  return out;
}

Table GuideTable(const BenchReport& report) {
  std::vector<std::string> precisions;
  std::vector<int64_t> batches;
  for (const BenchRow& row : report.rows) {
    AddOnce(precisions, row.precision);
    AddOnce(batches, row.batch);
  }
  Table out{{"batch"}, {}, 0};
  for (const std::string& precision : precisions) {
    out.head.push_back(StrCat(precision, " images/s"));
  }
  const auto add = [&](const std::string& name, const auto& row_of) {
    std::vector<std::string> cells = {name};
    for (const std::string& precision : precisions) {
      const BenchRow* row = row_of(precision);
      cells.push_back(row == nullptr ? "" : Fixed(row->images_per_second(), 2));
    }
    out.rows.push_back(std::move(cells));
  };
  for (const int64_t batch : batches) {
    add(std::to_string(batch), [&](const std::string& precision) {
      return RowOf(report, precision, batch);
    });
  }
  add("best", [&](const std::string& precision) {
    const BenchRow* best = nullptr;
    for (const BenchRow& row : report.rows) {
      if (row.precision != precision) continue;
      if (best == nullptr ||
          row.images_per_second() > best->images_per_second()) {
        best = &row;
      }
    }
    return best;
  });
  return out;
}

std::string BestText(const BenchReport& report) {
  const BenchRow* best = report.best();
  if (best == nullptr) return "";
  std::string out =
      StrCat("best: batch ", best->batch, " in ", best->precision, ", ",
             Fixed(best->images_per_second(), 2), " images/s, ", best->threads,
             best->threads == 1 ? " thread" : " threads");
  if (best->peak_gflops > 0) {
    out += StrCat(", ", Percent(best->share_of_peak()), " % of the peak");
  }
  if (best->to_baseline) {
    out += StrCat(", ", Fixed(*best->to_baseline, 3), " of ", report.baseline);
  }
  return out;
}

std::string BenchMarkdown(const BenchReport& report) {
  const BenchMachine& machine = report.machine;
  std::string out = StrCat(
      "# ", EscapeMarkdown(report.model), "\n\n", EscapeMarkdown(machine.cpu),
      ", ", machine.threads, machine.threads == 1 ? " thread" : " threads",
      ", ", EscapeMarkdown(machine.isa), ", ", report.date,
      "; the plates alone, without reading files.\n\n",
      TableMarkdown(GuideTable(report)), "\n", TableMarkdown(RowTable(report)),
      "\n", EscapeMarkdown(BestText(report)), "\n");
  for (const std::string& warning : BenchWarnings(report)) {
    out += StrCat("\n* Warning: ", EscapeMarkdown(warning));
  }
  return out + (BenchWarnings(report).empty() ? "" : "\n");
}

}  // namespace burin
