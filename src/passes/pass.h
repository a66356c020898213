// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A pass: one function that rewrites a graph and says whether it changed
// anything. It keeps no state between calls, keeps the meaning of the graph,
// and leaves a graph that VerifyGraph accepts. Nodes that it makes carry the
// origins of the nodes they replace.

#ifndef BURIN_PASSES_PASS_H_
#define BURIN_PASSES_PASS_H_

#include <string_view>

#include "base/result.h"
#include "ir/graph.h"
#include "kernels/isa.h"
#include "passes/precision_policy.h"

namespace burin {

struct PassContext {
  Isa isa = Isa::kScalar;  // the tier that the plate is compiled for
  PrecisionPolicy precision;
};

using PassFn = Result<bool> (*)(Graph&, const PassContext&);

struct Pass {
  std::string_view name;  // as in --skip-pass NAME
  PassFn run;
  std::string_view why_here;  // the reason for its place in the order
};

}  // namespace burin

#endif  // BURIN_PASSES_PASS_H_
