// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See profile.h.

#include "infer/profile.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "infer/buffers.h"
#include "kernels/isa.h"
#include "peak/peak.h"

namespace burin {
namespace {

// As many runs as two seconds hold, an odd number.
int RunsFor(double milliseconds) {
  const double wanted = 2000 / std::max(milliseconds, 1e-3);
  return static_cast<int>(std::clamp(wanted, 3.0, 101.0)) | 1;
}

Isa IsaOf(const Session& session) {
  Isa isa = Isa::kScalar;
  for (const Isa usable : UsableIsas()) {
    if (IsaName(usable) == session.isa()) isa = usable;
  }
  return isa;
}

// Measures the peaks of the precisions in which steps multiply; what is there
// from an earlier measurement stays where it is larger.
void MeasurePeaks(Isa isa, MeasuredProfile& profile) {
  for (const PeakType type : kPeakTypes) {
    const std::string precision(PeakTypeName(type));
    if (std::ranges::find(profile.run.steps, precision, ProductPrecision) ==
        profile.run.steps.end()) {
      continue;
    }
    const double gflops = MeasurePeakGflops(isa, profile.threads, type);
    const auto found =
        std::ranges::find(profile.peaks, precision, &PrecisionPeak::precision);
    if (found == profile.peaks.end()) {
      profile.peaks.push_back({precision, gflops});
    } else {
      found->gflops = std::max(found->gflops, gflops);
    }
  }
}

double PeakIn(std::span<const PrecisionPeak> peaks,
              const std::string& precision) {
  const auto found =
      std::ranges::find(peaks, precision, &PrecisionPeak::precision);
  return found == peaks.end() ? 0 : found->gflops;
}

double PerSecond(double amount, double milliseconds) {
  return milliseconds > 0 ? 1000 * amount / milliseconds : 0;
}
double Share(double part, double whole) { return whole > 0 ? part / whole : 0; }

Json CostJson(const CostSum& sum, double total_ms) {
  return {{"milliseconds", sum.milliseconds},
          {"share", Share(sum.milliseconds, total_ms)},
          {"threads_busy", sum.busy()},
          {"gflop", sum.gflop},
          {"gflops", sum.gflops()},
          {"share_of_peak", sum.share_of_peak()},
          {"bytes", sum.bytes},
          {"gigabytes_per_second", sum.gigabytes()}};
}

Json PeaksJson(std::span<const PrecisionPeak> peaks) {
  Json out = Json::object();
  for (const PrecisionPeak& peak : peaks) out[peak.precision] = peak.gflops;
  return out;
}

}  // namespace

Result<MeasuredProfile> MeasureProfile(Session& session, ProfileKind kind,
                                       size_t most_tasks) {
  BURIN_ASSIGN(const BatchBuffers in, BatchBuffers::Allocate(session.inputs()));
  BURIN_ASSIGN(const BatchBuffers out,
               BatchBuffers::Allocate(session.outputs()));
  for (size_t i = 0; i < session.inputs().size(); ++i) {
    FillRandom(session.inputs()[i], in.spans()[i]);
  }
  const auto inputs = in.ConstSpans();
  BURIN_TRY(session.Run(inputs, out.spans()));

  MeasuredProfile profile;
  profile.isa = session.isa();
  profile.threads = session.threads() / session.streams();
  profile.batch = session.batch();
  ProfileOptions options;
  options.most_tasks = most_tasks;
  BURIN_ASSIGN(profile.run, session.Profile(inputs, out.spans(), options));
  if (kind == ProfileKind::kTrace) return profile;

  options.runs = RunsFor(profile.run.milliseconds);
  // The machine's clock may change meanwhile: before and after.
  MeasurePeaks(IsaOf(session), profile);
  BURIN_ASSIGN(profile.run, session.Profile(inputs, out.spans(), options));
  MeasurePeaks(IsaOf(session), profile);
  return profile;
}

std::string ProductPrecision(const StepProfile& step) {
  return step.gflop > 0 ? step.precision : "";
}

void CostSum::Add(const StepProfile& step, double peak_gflops) {
  ++steps;
  milliseconds += step.milliseconds;
  busy_milliseconds += step.busy * step.milliseconds;
  if (peak_gflops > 0) peak_milliseconds += 1000 * step.gflop / peak_gflops;
  gflop += step.gflop;
  bytes += static_cast<double>(step.bytes);
}
double CostSum::busy() const { return Share(busy_milliseconds, milliseconds); }
double CostSum::gflops() const { return PerSecond(gflop, milliseconds); }
double CostSum::gigabytes() const {
  return PerSecond(bytes * 1e-9, milliseconds);
}
double CostSum::share_of_peak() const {
  return Share(peak_milliseconds, milliseconds);
}

CostSum SumOf(std::span<const StepProfile> steps,
              std::span<const PrecisionPeak> peaks) {
  CostSum sum;
  for (const StepProfile& step : steps) {
    sum.Add(step, PeakIn(peaks, ProductPrecision(step)));
  }
  return sum;
}

std::vector<CostSum> SumsByOp(std::span<const StepProfile> steps,
                              std::span<const PrecisionPeak> peaks) {
  using Key = std::tuple<std::string, std::string, std::string>;
  std::map<Key, CostSum> by_op;
  for (const StepProfile& step : steps) {
    const std::string precision = ProductPrecision(step);
    by_op[{step.op, step.kernel, precision}].Add(step,
                                                 PeakIn(peaks, precision));
  }
  std::vector<CostSum> out;
  for (auto& [key, sum] : by_op) {
    std::tie(sum.op, sum.kernel, sum.precision) = key;
    out.push_back(std::move(sum));
  }
  std::ranges::stable_sort(out, std::greater(), &CostSum::milliseconds);
  return out;
}

ProfileTotals TotalsOf(const MeasuredProfile& profile) {
  const RunProfile& run = profile.run;
  const CostSum sum = SumOf(run.steps, profile.peaks);
  ProfileTotals out;
  out.gflop_per_image =
      sum.gflop / static_cast<double>(std::max<int64_t>(profile.batch, 1));
  out.gflops = PerSecond(sum.gflop, run.milliseconds);
  out.share_of_peak = Share(sum.peak_milliseconds, run.milliseconds);
  out.threads_busy =
      Share(std::accumulate(run.busy.begin(), run.busy.end(), 0.),
            static_cast<double>(run.busy.size()));
  return out;
}

Json ProfileJson(const MeasuredProfile& profile) {
  const RunProfile& run = profile.run;
  const ProfileTotals totals = TotalsOf(profile);
  const double total_ms = SumOf(run.steps).milliseconds;
  Json out = {{"runs", run.runs},
              {"milliseconds", run.milliseconds},
              {"batch", profile.batch},
              {"gflop_per_image", totals.gflop_per_image},
              {"gflops", totals.gflops},
              {"isa", profile.isa},
              {"threads", profile.threads},
              {"peak_gflops", PeaksJson(profile.peaks)},
              {"share_of_peak", totals.share_of_peak},
              {"threads_busy", totals.threads_busy},
              {"busy_by_thread", run.busy}};
  Json& ops = out["ops"] = Json::array();
  for (const CostSum& sum : SumsByOp(run.steps, profile.peaks)) {
    Json row = {{"op", sum.op},
                {"kernel", sum.kernel},
                {"precision", sum.precision},
                {"steps", sum.steps}};
    row.update(CostJson(sum, total_ms));
    ops.push_back(std::move(row));
  }
  Json& steps = out["steps"] = Json::array();
  for (const StepProfile& step : run.steps) {
    Json row = {
        {"name", step.name},       {"op", step.op},
        {"kernel", step.kernel},   {"output", step.shape},
        {"product", step.product}, {"precision", ProductPrecision(step)}};
    row.update(CostJson(SumOf({&step, 1}, profile.peaks), total_ms));
    steps.push_back(std::move(row));
  }
  return out;
}

}  // namespace burin
