// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// All kernels of one instruction set. A kernel computes one task of the work
// that its args struct describes; XTasks(args) says how many there are (0 when
// there is nothing to do), XScratchBytes(args) how much memory, on a 64-byte
// boundary, each thread that runs tasks must bring. Tasks may run in any order
// and at the same time; where a family has phases, those of one phase before
// those of the next. The bits of a result do not depend on how that happens.
//
// Kernels allocate nothing, start no threads, keep no state and read or write
// only what the args struct names; sizes are trusted (>= 0, products that fit).

#ifndef BURIN_KERNELS_KERNEL_TABLE_H_
#define BURIN_KERNELS_KERNEL_TABLE_H_

#include "kernels/attention/attention.h"
#include "kernels/depthwise/depthwise.h"
#include "kernels/elementwise/elementwise.h"
#include "kernels/group_stats/group_stats.h"
#include "kernels/isa.h"
#include "kernels/linear/linear.h"
#include "kernels/matmul/matmul.h"
#include "kernels/mlp/mlp.h"
#include "kernels/performer/performer.h"
#include "kernels/reduce/reduce.h"
#include "kernels/rows/rows.h"
#include "kernels/token_mix/token_mix.h"
#include "kernels/transpose/transpose.h"

namespace burin {

struct KernelTable {
  Isa isa;
  LinearFn linear;
  MlpFn mlp;
  RowsFn rows;
  GroupStatsFn group_stats;
  DepthwiseFn depthwise;
  TokenMixFn token_mix;
  AttentionFn attention;
  PerformerFn performer;
  UnaryFn unary;
  BinaryFn binary;
  MeanFn mean;
  SoftmaxFn softmax;
  MatmulFn matmul;
  TransposeFn transpose;
};

// The caller has made sure that the CPU runs the tier (DetectIsa).
const KernelTable& KernelsFor(Isa isa);

}  // namespace burin

#endif  // BURIN_KERNELS_KERNEL_TABLE_H_
