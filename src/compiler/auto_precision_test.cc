// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "compiler/auto_precision.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/test_folder.h"
#include "compiler/emit.h"
#include "compiler/lower.h"
#include "ir/networks_testing.h"
#include "onnx/export_testing.h"
#include "passes/precision_policy.h"

namespace burin {
namespace {

class ResolveAutoTest : public testing::Test {
 protected:
  // The network as an ONNX file.
  std::string FileOf(const Graph& graph) const {
    return WriteOnnx(folder_, "net.onnx", graph);
  }

  const TestFolder folder_;
};

struct Resolved {
  CompileOptions options;
  AutoReport report;
};

Resolved Resolve(const std::string& path, double max_drop) {
  Resolved out;
  out.options.precision = "auto";
  out.options.max_drop = max_drop;
  auto report = ResolveAuto(path, out.options);
  EXPECT_TRUE(report.ok()) << report.error().message;
  out.report = std::move(report).value();
  return out;
}

// The precision of every step of the plate that the options give.
std::map<std::string, std::string> PrecisionsOf(const std::string& path,
                                                CompileOptions options) {
  options.strict = true;
  const auto lowered = LowerModel(path, options);
  EXPECT_TRUE(lowered.ok()) << lowered.error().message;
  const auto emitted = Emit(lowered->graph, lowered->isa);
  EXPECT_TRUE(emitted.ok());
  std::map<std::string, std::string> out;
  for (const Step& step : emitted->plan.steps) {
    const Precision* precision = PrecisionField(step.op);
    if (precision != nullptr) out[step.name] = PrecisionName(*precision);
  }
  return out;
}

TEST_F(ResolveAutoTest, GivesOptionsThatRepeatTheChoice) {
  for (const auto network : {SmallShiftVit, SmallSmlpNet, SmallT2tVit}) {
    const std::string path = FileOf(network(1));
    const double all = Resolve(path, 100).report.all_reduced_points;
    for (const double max_drop : {0.0, all / 4, all / 2, 100.0}) {
      const Resolved resolved = Resolve(path, max_drop);
      const auto precisions = PrecisionsOf(path, resolved.options);
      EXPECT_EQ(precisions.size(), resolved.report.steps.size());
      for (const AutoStep& step : resolved.report.steps) {
        const auto it = precisions.find(step.name);
        ASSERT_NE(it, precisions.end()) << step.name;
        EXPECT_EQ(it->second, step.candidates[step.chosen].precision)
            << step.name << " of a drop of " << max_drop;
      }
    }
  }
}

TEST_F(ResolveAutoTest, KeepsNothingWhenEverythingMayBeLost) {
  const Resolved resolved = Resolve(FileOf(SmallT2tVit(1)), 100);
  EXPECT_TRUE(resolved.options.keep_dtype.empty());
  EXPECT_TRUE(resolved.options.keep_bf16.empty());
  EXPECT_NE(resolved.options.precision, "fp32");
}

TEST_F(ResolveAutoTest, AddsToTheListsThatTheUserGave) {
  const std::string path = FileOf(SmallT2tVit(1));
  CompileOptions options;
  options.precision = "auto";
  options.max_drop = 100;
  options.keep_dtype = {"OpType::Softmax"};
  const auto report = ResolveAuto(path, options);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_EQ(options.keep_dtype.front(), "OpType::Softmax");
  for (const AutoStep& step : report->steps) EXPECT_NE(step.op, "Attention");
}

}  // namespace
}  // namespace burin
