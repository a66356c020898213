// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The invariants of a graph: what every pass may rely on and must leave.

#ifndef BURIN_IR_VERIFY_H_
#define BURIN_IR_VERIFY_H_

#include "base/result.h"
#include "ir/graph.h"

namespace burin {

// kInternal, naming the node, when: an id is out of range or names a removed
// node, a value has two producers, there is a cycle, or the types that the ops
// infer are not the types that the values state (types that depend on run-time
// values are taken as stated).
Result<void> VerifyGraph(const Graph& graph);

}  // namespace burin

#endif  // BURIN_IR_VERIFY_H_
