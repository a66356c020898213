// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See bench_json.h.

#include "bench/bench_json.h"

#include <algorithm>
#include <cmath>

#include "base/file.h"
#include "burin/version.h"
#include "infer/summary.h"

namespace burin {
namespace {

std::string NameOf(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

Json TimesJson(const TimeStats& stats) {
  Json out = StatsJson(stats);
  out["percentile(90%)"] = stats.percentile90;
  out["percentile(95%)"] = stats.percentile95;
  out["stddev"] = stats.stddev;
  out["mean_error95"] = stats.mean_error95;
  return out;
}

Json RowJson(const BenchRow& row) {
  Json out = {{"precision", row.precision},
              {"batch", row.batch},
              {"images_per_second", row.images_per_second()},
              {"compute_ms", TimesJson(row.compute)},
              {"compile_ms", row.compile_ms},
              {"load_ms", row.load_ms},
              {"threads", row.threads},
              {"isa", row.isa},
              {"gflop_per_image", row.gflop_per_image},
              {"gflops", row.images_per_second() * row.gflop_per_image},
              {"peak_gflops", row.peak_gflops},
              {"share_of_peak", row.share_of_peak()}};
  if (row.others.known) {
    out["others_cores"] = row.others.cores;
    out["stolen_cores"] = row.others.stolen_cores;
  }
  if (row.to_baseline) out["to_baseline"] = *row.to_baseline;
  return out;
}

Json ScoreJson(const PrecisionScore& score) {
  Json out = {{"precision", score.precision}};
  if (score.accuracy) {
    out["images"] = score.accuracy->images;
    out["top1"] = score.accuracy->top1;
    out["top5"] = score.accuracy->top5;
    out["acc1"] = score.accuracy->acc1();
    out["acc5"] = score.accuracy->acc5();
  }
  if (score.self_check.ran) {
    out["as_fp32"] = {{"images", score.self_check.images},
                      {"answers", score.self_check.rows},
                      {"agreeing", score.self_check.agreeing},
                      {"cosine", score.self_check.cosine}};
  }
  return out;
}

Json MachineJson(const BenchReport& report) {
  const BenchMachine& machine = report.machine;
  Json out = {{"cpu", machine.cpu},
              {"cores", machine.cores},
              {"threads", machine.threads},
              {"isa", machine.isa}};
  if (machine.load_average >= 0) out["load_average"] = machine.load_average;
  if (machine.memory_gigabytes > 0) {
    out["memory_gigabytes_per_second"] = machine.memory_gigabytes;
  }
  for (const PeakRange& peak : report.peaks) {
    out["peak_gflops"][peak.precision] = {{"first", peak.first},
                                          {"last", peak.last},
                                          {"least", peak.least},
                                          {"most", peak.most}};
  }
  return out;
}

Error NoReport(std::string_view what) {
  return MakeError(ErrorCode::kBadConfig, "no report of burin bench: ", what);
}

// The member of an object, or null of JSON.
const Json& At(const Json& json, const char* key) {
  static const Json kNull;
  if (!json.is_object()) return kNull;
  const auto found = json.find(key);
  return found == json.end() ? kNull : *found;
}

std::string TextAt(const Json& json, const char* key) {
  const Json& value = At(json, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

// nlohmann's parser nests without a limit on the stack of its own, but its
// values are taken apart recursively.
bool NestsTooDeep(std::string_view text) {
  constexpr int kMost = 32;
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == '[' || c == '{')) {
      if (++depth > kMost) return true;
    } else if (!quoted && (c == ']' || c == '}')) {
      --depth;
    }
  }
  return false;
}

}  // namespace

Json BenchJson(const BenchReport& report) {
  Json out = {{"burin", BURIN_VERSION_TEXT},
              {"model", report.model},
              {"date", report.date},
              {"machine", MachineJson(report)}};
  Json& rows = out["rows"] = Json::array();
  for (const BenchRow& row : report.rows) rows.push_back(RowJson(row));
  if (const BenchRow* best = report.best()) {
    out["best"] = {{"precision", best->precision},
                   {"batch", best->batch},
                   {"images_per_second", best->images_per_second()}};
  }
  Json& scores = out["accuracy"] = Json::array();
  for (const PrecisionScore& score : report.scores) {
    scores.push_back(ScoreJson(score));
  }
  if (!report.baseline.empty()) out["baseline"] = report.baseline;
  out["warnings"] = BenchWarnings(report);
  out["notes"] = report.notes;
  out["complete"] = !report.interrupted;
  if (report.profile) out["profile"] = ProfileJson(*report.profile);
  return out;
}

Result<Baseline> ParseBaseline(std::string_view text) {
  if (NestsTooDeep(text)) return NoReport("nested too deep");
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return NoReport("no JSON object");
  const Json& rows = At(json, "rows");
  if (!rows.is_array() || rows.empty()) return NoReport("no rows");
  Baseline out;
  out.model = NameOf(TextAt(json, "model"));
  out.cpu = TextAt(At(json, "machine"), "cpu");
  const Json& threads = At(At(json, "machine"), "threads");
  if (threads.is_number_integer()) {
    out.threads = static_cast<int>(
        std::clamp<int64_t>(threads.get<int64_t>(), 0, 1 << 20));
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    const Json& batch = At(rows[i], "batch");
    const Json& rate = At(rows[i], "images_per_second");
    BaselineRow row;
    row.precision = TextAt(rows[i], "precision");
    if (row.precision.empty() || !batch.is_number_integer() ||
        !rate.is_number()) {
      return NoReport(
          StrCat("row ", i, " lacks precision, batch or images_per_second"));
    }
    row.batch = batch.get<int64_t>();
    row.images_per_second = rate.get<double>();
    if (!(row.images_per_second > 0) || !std::isfinite(row.images_per_second)) {
      return NoReport(StrCat("row ", i, " has no positive images_per_second"));
    }
    out.rows.push_back(std::move(row));
  }
  return out;
}

Result<Baseline> ReadBaseline(const std::string& path) {
  constexpr uint64_t kMost = uint64_t{16} << 20;
  BURIN_ASSIGN(const AlignedBuffer file, ReadFile(path, kMost));
  return ParseBaseline(
             {reinterpret_cast<const char*>(file.data()), file.size()})
      .Context(path);
}

std::optional<double> RatioTo(const Baseline& baseline, const BenchRow& row) {
  for (const BaselineRow& then : baseline.rows) {
    if (then.precision == row.precision && then.batch == row.batch) {
      return row.images_per_second() / then.images_per_second;
    }
  }
  return std::nullopt;
}

void CompareTo(const Baseline& baseline, const std::string& name,
               BenchReport& report) {
  report.baseline = name;
  size_t missing = 0;
  for (BenchRow& row : report.rows) {
    row.to_baseline = RatioTo(baseline, row);
    missing += row.to_baseline ? 0 : 1;
  }
  const auto warn = [&](const std::string& text) {
    report.baseline_warnings.push_back(StrCat("baseline ", name, ": ", text));
  };
  const auto differs = [&](std::string_view what, const std::string& then,
                           const std::string& now) {
    if (then != now) warn(StrCat(what, " was ", then, ", now ", now));
  };
  differs("the model", baseline.model, NameOf(report.model));
  differs("the CPU", baseline.cpu, report.machine.cpu);
  differs("the number of threads", std::to_string(baseline.threads),
          std::to_string(report.machine.threads));
  if (missing > 0) {
    warn(StrCat(missing, " of ", report.rows.size(), " rows are not in it"));
  }
}

}  // namespace burin
