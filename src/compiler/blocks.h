// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Blocks: the few samples for which a plan is made, of which a batch is then
// several (Plan::blocks). A block's values stay in a core's cache, and threads
// that have a block each never wait for one another.

#ifndef BURIN_COMPILER_BLOCKS_H_
#define BURIN_COMPILER_BLOCKS_H_

#include <cstdint>
#include <string>

#include "base/result.h"
#include "burin/compile.h"
#include "ir/graph.h"

namespace burin {

struct Blocking {
  CompileOptions options;  // for the plan of one block
  int64_t count = 1;       // blocks of the batch
};

// How the options' batch is divided; one block of all where the model may mix
// samples or where its batch is fixed in the file. Errors: those of LowerModel.
Result<Blocking> FindBlocks(const std::string& onnx_path,
                            const CompileOptions& options);

// Whether every node computes sample i of its outputs of nothing but sample i
// of its inputs and constants, samples being the first of `batch` > 1 in every
// value's first dimension. False where that is not known.
bool KeepsSamplesApart(const Graph& graph, int64_t batch);

// Whether `block` is `whole` for `samples` samples instead of `batch`: the same
// nodes, constants and types, but for first dimensions. A constant with one row
// for each sample must have equal rows.
bool SameButForBatch(const Graph& whole, int64_t batch, const Graph& block,
                     int64_t samples);

// The least divisor of `batch` that lets a weight that is read serve
// kRowsForWeight rows in the mean over all weights, and makes no more than
// kMaxBlocks blocks; `batch` itself where none of a few hundred does.
inline constexpr int64_t kRowsForWeight = 64;
int64_t SamplesOfBlock(const Graph& whole, int64_t batch);

}  // namespace burin

#endif  // BURIN_COMPILER_BLOCKS_H_
