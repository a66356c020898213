// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_TOKEN_MIX_PLAN_H_
#define BURIN_KERNELS_TOKEN_MIX_PLAN_H_

#include "kernels/token_mix/token_mix.h"

namespace burin {

// A task covers `columns` columns (a multiple of 64) of `groups` groups.
struct TokenMixPlan {
  int64_t groups = 0;
  int64_t columns = 0;
  int64_t column_blocks = 0;
};

TokenMixPlan PlanTokenMix(const TokenMixArgs& args) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_TOKEN_MIX_PLAN_H_
