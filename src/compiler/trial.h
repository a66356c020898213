// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Plates that are made to be tried, and what they are tried on.

#ifndef BURIN_COMPILER_TRIAL_H_
#define BURIN_COMPILER_TRIAL_H_

#include <string>
#include <string_view>

#include "burin/compile.h"
#include "compare/samples.h"
#include "plate/plate.h"

namespace burin {

// The plate of these options, which name a precision, but for multiplying in
// `precision`, the same or a more exact one. Its steps are those of the plate
// itself: which products are fused depends on the options' precision, so the
// other is reached by keeping every product.
Result<Plate> TrialPlate(const std::string& onnx_path,
                         const CompileOptions& options,
                         std::string_view precision);

// What the options say to try on.
SampleOptions SamplesOf(const CompileOptions& options);

// Runs `plate`, made of these options, against the fp32 plate, fills in
// report.self_check and adds it to the plate's metadata. A plate that this CPU
// cannot run is not checked, which a note says. Errors: those of CheckPlate.
Result<void> CheckItself(const std::string& onnx_path,
                         const CompileOptions& options, Plate plate,
                         CompileReport& report, Plan& plan);

}  // namespace burin

#endif  // BURIN_COMPILER_TRIAL_H_
