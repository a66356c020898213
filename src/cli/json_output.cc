// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See json_output.h.

#include "cli/json_output.h"

#include "cli/console.h"

namespace burin::cli {
namespace {

Json DifferenceJson(const Difference& d) {
  return {{"cosine", d.cosine},
          {"max_abs", d.max_abs},
          {"reference_max", d.reference_max},
          {"mean_abs", d.mean_abs},
          {"rms", d.rms},
          {"euclidean_relative", d.euclidean_relative},
          {"mean_relative", d.mean_relative},
          {"divergence", d.divergence},
          {"nan", d.nan},
          {"infinite", d.infinite}};
}

Json StepJson(const StepComparison& step, bool located) {
  Json out = {{"op", step.op},
              {"precision", step.precision},
              {"shape", step.shape},
              {"nodes", step.nodes},
              {"compared", step.compared}};
  if (step.compared) {
    out["source"] = step.source;
    out["difference"] = DifferenceJson(step.difference);
    if (located && step.single.elements > 0) {
      out["single"] = DifferenceJson(step.single);
    }
  }
  return out;
}

Json SelfCheckJson(const SelfCheckReport& check) {
  Json out = {{"images", check.images}, {"samples", check.samples},
              {"answers", check.rows},  {"agreeing", check.agreeing},
              {"cosine", check.cosine}, {"max_abs", check.max_abs},
              {"steps", Json::array()}};
  for (const CheckedStepReport& step : check.steps) {
    out["steps"].push_back({{"op", step.op},
                            {"precision", step.precision},
                            {"name", step.name},
                            {"cosine", step.cosine},
                            {"max_abs", step.max_abs}});
  }
  return out;
}

Json AutoJson(const AutoReport& chosen) {
  Json out = {{"precision", chosen.precision},
              {"keep_dtype", chosen.keep_dtype},
              {"keep_bf16", chosen.keep_bf16},
              {"points", chosen.points},
              {"all_reduced_points", chosen.all_reduced_points},
              {"steps", Json::array()}};
  for (const AutoStep& step : chosen.steps) {
    Json candidates = Json::array();
    for (const AutoCandidate& candidate : step.candidates) {
      candidates.push_back({{"precision", candidate.precision},
                            {"error", candidate.error},
                            {"cost", candidate.cost},
                            {"milliseconds", candidate.milliseconds}});
    }
    out["steps"].push_back({{"op", step.op},
                            {"name", step.name},
                            {"chosen", step.chosen},
                            {"candidates", std::move(candidates)}});
  }
  return out;
}

}  // namespace

void PrintJson(const Json& json) { WriteOut(JsonText(json)); }

Result<void> WriteOrPrintJson(const std::string& path, const Json& json) {
  if (path != "-") return WriteJson(path, json);
  PrintJson(json);
  return {};
}

Json AccuracyJson(const Accuracy& accuracy) {
  return {{"images", accuracy.images}, {"top1", accuracy.top1},
          {"top5", accuracy.top5},     {"acc1", accuracy.acc1()},
          {"acc5", accuracy.acc5()},   {"loss", accuracy.mean_loss()}};
}

Json CompileJson(const CompileReport& report, const std::string& plate) {
  Json out = {{"plate", plate},
              {"steps", report.steps},
              {"weight_bytes", report.weight_bytes},
              {"arena_bytes", report.arena_bytes},
              {"blocks", report.blocks},
              {"milliseconds", report.milliseconds},
              {"products", Json::object()},
              {"passes", Json::array()},
              {"gears", Json::array()},
              {"notes", report.notes}};
  for (const auto& [precision, count] : report.products) {
    out["products"][precision] = count;
  }
  for (const PassReport& pass : report.passes) {
    out["passes"].push_back({{"name", pass.name},
                             {"changed", pass.changed},
                             {"milliseconds", pass.milliseconds}});
  }
  for (const GearReport& gear : report.gears) {
    out["gears"].push_back({{"batch", gear.batch},
                            {"steps", gear.steps},
                            {"arena_bytes", gear.arena_bytes},
                            {"blocks", gear.blocks},
                            {"added_weight_bytes", gear.added_weight_bytes}});
  }
  if (report.self_check.ran) {
    out["self_check"] = SelfCheckJson(report.self_check);
  }
  if (!report.chosen.precision.empty()) out["auto"] = AutoJson(report.chosen);
  return out;
}

Json ComparisonJson(const Comparison& comparison) {
  Json out = {{"samples", comparison.samples},
              {"answers", comparison.rows},
              {"agreeing", comparison.agreeing},
              {"steps", Json::array()},
              {"outputs", Json::array()}};
  for (const StepComparison& step : comparison.steps) {
    out["steps"].push_back(StepJson(step, comparison.located));
  }
  for (const StepComparison& output : comparison.outputs) {
    out["outputs"].push_back(StepJson(output, false));
  }
  return out;
}

}  // namespace burin::cli
