// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lift.h.

#include "passes/lift.h"

#include "passes/fold_constants.h"
#include "passes/lift_attention.h"
#include "passes/lift_gelu.h"
#include "passes/lift_group_norm.h"
#include "passes/lift_layer_norm.h"
#include "passes/lift_linear.h"
#include "passes/lift_performer.h"
#include "passes/lift_shift.h"
#include "passes/lift_sum_of_products.h"
#include "passes/lift_token_mix.h"
#include "passes/lift_unfold.h"
#include "passes/lower_einsum.h"
#include "passes/share.h"
#include "passes/simplify.h"

namespace burin {

std::vector<Pass> LiftPipeline() {
  return {
      {"lift-sum-of-products", LiftSumOfProducts,
       "first: it needs the Unsqueeze nodes that simplify turns to reshapes"},
      {"simplify", Simplify, "one form of everything for all that follow"},
      {"lift-shift", LiftShift,
       "before constants are folded: its indices are large once spelt out"},
      {"fold-constants", FoldConstants,
       "weights that the model transposes become weights"},
      {"share", Share, "equal values are one value, which patterns rely on"},
      {"lift-unfold", LiftUnfold, "its gathers and transposes are untouched"},
      {"lift-token-mix", LiftTokenMix, "before transposes meet and merge"},
      {"lift-group-norm", LiftGroupNorm, "its reshapes are untouched"},
      {"lift-layer-norm", LiftLayerNorm, "any time after simplify"},
      {"lift-gelu", LiftGelu, "any time after simplify"},
      {"lift-attention", LiftAttention, "while the products are MatMul"},
      {"lift-performer", LiftPerformer,
       "while the products are MatMul and Einsum"},
      {"lower-einsum", LowerEinsum, "what the performer did not take"},
      {"lift-linear", LiftLinear, "what the attentions did not take"},
      {"simplify-again", Simplify, "transposes that now stand side by side"},
      {"share-again", Share, "what simplifying made equal"},
  };
}

}  // namespace burin
