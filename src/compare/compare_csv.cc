// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See compare_csv.h.

#include "compare/compare_csv.h"

#include <cmath>
#include <cstdio>

#include "report/escape.h"

namespace burin {
namespace {

constexpr std::string_view kHeader =
    "Index,OpType,NPUDump,DataType,Address,GroundTruth,DataType,TensorIndex,"
    "Shape,Overflow,CosineSimilarity,MaxAbsoluteError,AccumulatedRelativeError,"
    "RelativeEuclideanDistance,KullbackLeiblerDivergence,StandardDeviation,"
    "MeanAbsoluteError,RootMeanSquareError,MaxRelativeError,MeanRelativeError,"
    "CompareFailReason,IsNpuOps,IsOutputNode,IsPrecisionError,"
    "NanCount,InfCount,SingleCosineSimilarity,SingleMaxAbsoluteError,"
    "SingleRelativeEuclideanDistance\n";

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

struct Line {
  std::string text;
  void Add(std::string_view field) {
    if (!text.empty()) text += ',';
    text += CsvField(field);
  }
};

std::string StepLine(size_t index, const StepComparison& step,
                     const Comparison& comparison, bool is_step,
                     const Thresholds& limits) {
  const Difference& d = step.difference;
  Line line;
  line.Add(std::to_string(index));
  line.Add(is_step ? step.op : "Output");
  line.Add(is_step ? step.nodes : step.op);
  line.Add(step.precision.empty() ? "float32" : step.precision);
  line.Add("NaN");  // no addresses
  line.Add(step.compared ? step.source : "*");
  line.Add("float32");
  line.Add(StrCat(is_step ? step.nodes : step.op, ":output:0"));
  line.Add(step.shape);
  if (step.compared) {
    line.Add(d.Broken() ? "YES" : "NO");
    for (const double value : {d.cosine, d.max_abs, d.accumulated_relative,
                               d.euclidean_relative, d.divergence}) {
      line.Add(Number(value));
    }
    line.Add(StrCat("(", Number(d.mean), ";", Number(d.deviation), "),(",
                    Number(d.reference_mean), ";",
                    Number(d.reference_deviation), ")"));
    for (const double value :
         {d.mean_abs, d.rms, d.max_relative, d.mean_relative}) {
      line.Add(Number(value));
    }
    line.Add("");
  } else {
    for (int i = 0; i < 11; ++i) line.Add("NaN");
    line.Add("the model has no such value");
  }
  const bool failed = step.compared && !FailedMeasure(d, limits).empty();
  line.Add(step.compared ? "NO" : "YES");
  line.Add(step.is_output ? "YES" : "NO");
  line.Add(failed ? "YES" : "NO");
  line.Add(std::to_string(d.nan));
  line.Add(std::to_string(d.infinite));
  const bool single = is_step && step.compared && comparison.located;
  for (const double value : {step.single.cosine, step.single.max_abs,
                             step.single.euclidean_relative}) {
    line.Add(single ? Number(value) : "NaN");
  }
  return line.text + "\n";
}

}  // namespace

std::string_view FailedMeasure(const Difference& d, const Thresholds& limits) {
  // Written so that NaN fails.
  if (!(d.cosine >= limits.cosine)) return "CosineSimilarity";
  if (!(d.euclidean_relative <= limits.euclidean_relative)) {
    return "RelativeEuclideanDistance";
  }
  if (!(d.divergence <= limits.divergence)) return "KullbackLeiblerDivergence";
  if (!(d.rms <= limits.rms)) return "RootMeanSquareError";
  if (!(d.mean_relative <= limits.mean_relative)) return "MeanRelativeError";
  return "";
}

std::string ComparisonCsv(const Comparison& comparison,
                          const Thresholds& limits) {
  std::string out(kHeader);
  size_t index = 0;
  for (const StepComparison& step : comparison.steps) {
    out += StepLine(index++, step, comparison, true, limits);
  }
  for (const StepComparison& output : comparison.outputs) {
    out += StepLine(index++, output, comparison, false, limits);
  }
  return out;
}

}  // namespace burin
