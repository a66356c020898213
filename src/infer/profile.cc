// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See profile.h.

#include "infer/profile.h"

#include <algorithm>
#include <map>
#include <numeric>

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

// The last of kPeakTypes in which a step multiplies.
PeakType FastestType(const RunProfile& run) {
  PeakType fastest = PeakType::kFp32;
  for (const PeakType type : kPeakTypes) {
    const bool used = std::ranges::any_of(run.steps, [&](const auto& step) {
      return step.precision == PeakTypeName(type);
    });
    if (used) fastest = type;
  }
  return fastest;
}

double PeakOf(const Session& session, int threads, PeakType type) {
  Isa isa = Isa::kScalar;
  for (const Isa usable : UsableIsas()) {
    if (IsaName(usable) == session.isa()) isa = usable;
  }
  return MeasurePeakGflops(isa, threads, type);
}

double PerSecond(double amount, double milliseconds) {
  return milliseconds > 0 ? 1000 * amount / milliseconds : 0;
}
double Share(double part, double whole) { return whole > 0 ? part / whole : 0; }

Json CostJson(const CostSum& sum, double total_ms, double peak_gflops) {
  return {{"milliseconds", sum.milliseconds},
          {"share", Share(sum.milliseconds, total_ms)},
          {"threads_busy", sum.busy()},
          {"gflop", sum.gflop},
          {"gflops", sum.gflops()},
          {"share_of_peak", Share(sum.gflops(), peak_gflops)},
          {"bytes", sum.bytes},
          {"gigabytes_per_second", sum.gigabytes()}};
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
  const PeakType type = FastestType(profile.run);
  profile.peak_precision = PeakTypeName(type);
  // The machine's clock may change meanwhile: before and after.
  const double before = PeakOf(session, profile.threads, type);
  BURIN_ASSIGN(profile.run, session.Profile(inputs, out.spans(), options));
  profile.peak_gflops =
      std::max(before, PeakOf(session, profile.threads, type));
  return profile;
}

void CostSum::Add(const StepProfile& step) {
  ++steps;
  milliseconds += step.milliseconds;
  busy_milliseconds += step.busy * step.milliseconds;
  gflop += step.gflop;
  bytes += static_cast<double>(step.bytes);
}
double CostSum::busy() const { return Share(busy_milliseconds, milliseconds); }
double CostSum::gflops() const { return PerSecond(gflop, milliseconds); }
double CostSum::gigabytes() const {
  return PerSecond(bytes * 1e-9, milliseconds);
}

CostSum SumOf(std::span<const StepProfile> steps) {
  CostSum sum;
  for (const StepProfile& step : steps) sum.Add(step);
  return sum;
}

std::vector<CostSum> SumsByOp(std::span<const StepProfile> steps) {
  std::map<std::pair<std::string, std::string>, CostSum> by_op;
  for (const StepProfile& step : steps) by_op[{step.op, step.kernel}].Add(step);
  std::vector<CostSum> out;
  for (auto& [key, sum] : by_op) {
    std::tie(sum.op, sum.kernel) = key;
    out.push_back(std::move(sum));
  }
  std::ranges::stable_sort(out, std::greater(), &CostSum::milliseconds);
  return out;
}

ProfileTotals TotalsOf(const MeasuredProfile& profile) {
  const RunProfile& run = profile.run;
  const double gflop = SumOf(run.steps).gflop;
  ProfileTotals out;
  out.gflop_per_image =
      gflop / static_cast<double>(std::max<int64_t>(profile.batch, 1));
  out.gflops = PerSecond(gflop, run.milliseconds);
  out.share_of_peak = Share(out.gflops, profile.peak_gflops);
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
              {"peak_gflops", profile.peak_gflops},
              {"peak_precision", profile.peak_precision},
              {"share_of_peak", totals.share_of_peak},
              {"threads_busy", totals.threads_busy},
              {"busy_by_thread", run.busy}};
  Json& ops = out["ops"] = Json::array();
  for (const CostSum& sum : SumsByOp(run.steps)) {
    Json row = {{"op", sum.op}, {"kernel", sum.kernel}, {"steps", sum.steps}};
    row.update(CostJson(sum, total_ms, profile.peak_gflops));
    ops.push_back(std::move(row));
  }
  Json& steps = out["steps"] = Json::array();
  for (const StepProfile& step : run.steps) {
    Json row = {{"name", step.name},       {"op", step.op},
                {"kernel", step.kernel},   {"output", step.shape},
                {"product", step.product}, {"precision", step.precision}};
    row.update(CostJson(SumOf({&step, 1}), total_ms, profile.peak_gflops));
    steps.push_back(std::move(row));
  }
  return out;
}

}  // namespace burin
