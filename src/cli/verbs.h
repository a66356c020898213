// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The verbs, one file each.

#ifndef BURIN_CLI_VERBS_H_
#define BURIN_CLI_VERBS_H_

#include "cli/verb.h"

namespace burin::cli {

extern const Verb kExportVerb;
extern const Verb kOptimizeVerb;
extern const Verb kPrecisionVerb;
extern const Verb kCompileVerb;
extern const Verb kPreprocessVerb;
extern const Verb kInferVerb;
extern const Verb kEvaluateVerb;
extern const Verb kBenchVerb;
extern const Verb kCompareVerb;
extern const Verb kInspectVerb;
extern const Verb kDevicesVerb;
extern const Verb kDemoDataVerb;
extern const Verb kCompletionVerb;

}  // namespace burin::cli

#endif  // BURIN_CLI_VERBS_H_
