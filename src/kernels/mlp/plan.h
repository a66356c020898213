// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The layout of an mlp kernel's scratch memory, in this order.

#ifndef BURIN_KERNELS_MLP_PLAN_H_
#define BURIN_KERNELS_MLP_PLAN_H_

#include "kernels/mlp/mlp.h"

namespace burin {

struct MlpPlan {
  bool in_place = false;        // A is read where it lies
  bool cached_weights = false;  // all weights stay in a second level cache
  int64_t a_stride = 0;         // words between rows of A
  int64_t hidden_stride = 0;    // ... of the hidden columns in work
  int64_t sums_stride = 0;      // ... of the sums of Y
  int64_t packed_floats = 0;
  int64_t hidden_floats = 0;
  int64_t sums_floats = 0;
  int64_t row_floats = 0;  // gathered rows of A
  // int8: the hidden columns in work as floats, and the scales of the rows of
  // both.
  int64_t wide_floats = 0;
  int64_t scale_floats = 0;
  int64_t wide_stride = 0;
};

MlpPlan PlanMlp(const MlpArgs& args) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_MLP_PLAN_H_
