// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "infer/profile_csv.h"

#include <gtest/gtest.h>

namespace burin {
namespace {

TEST(ProfileCsv, HasARowForEachStepUnderTheOlderToolsNames) {
  MeasuredProfile profile;
  StepProfile& step = profile.run.steps.emplace_back();
  step.name = "a,b+Gemm_2";
  step.op = "FusedLinear";
  step.kernel = "avx2";
  step.shape = "4x10";
  step.precision = "bf16";
  step.gflop = 0.5;
  step.bytes = 2'000'000;
  step.milliseconds = 2;
  step.busy = 0.75;
  step.last = {1500, 9000};
  StepProfile& other = profile.run.steps.emplace_back();
  other.op = "Softmax";
  other.precision = "fp32";
  profile.peaks = {{"bf16", 400}};
  EXPECT_EQ(ProfileCsv(profile, "net.plate"),
            "Model Name,Task ID,Op Name,OP Type,Task Type,Task Start Time(us),"
            "Task Duration(us),Output Shapes,GFLOP,GFLOP/s,Bytes,GB/s,Threads "
            "Busy(%),Precision,Share of Peak(%)\n"
            "net.plate,0,\"a,b+Gemm_2\",FusedLinear,avx2,1.500,2000.000,4x10,"
            "0.500000,250.00,2000000,1.00,75.0,bf16,62.5\n"
            "net.plate,1,,Softmax,,0.000,0.000,,0.000000,0.00,0,0.00,0.0,,\n");
}

}  // namespace
}  // namespace burin
