// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// 2^r for 0 <= r <= 1: the polynomial whose largest relative error, 2e-9, is
// the least of its degree; with rounding, half a unit in the last place. It is
// 1 at 0 and 2 at 1. Included inside a tier's namespace; hence no guard.

BURIN_INLINE V Exp2Fraction(V r) {
  V p = Set(2.17022549e-4f);
  p = Fma(p, r, Set(1.24396884e-3f));
  p = Fma(p, r, Set(9.67884064e-3f));
  p = Fma(p, r, Set(5.54833412e-2f));
  p = Fma(p, r, Set(0.24022983f));
  p = Fma(p, r, Set(0.693147004f));
  return Fma(p, r, Set(1.0f));
}

// The same within 4e-6, for results that are rounded to bf16.
BURIN_INLINE V Exp2FractionCoarse(V r) {
  V p = Set(1.35557465e-2f);
  p = Fma(p, r, Set(5.20323701e-2f));
  p = Fma(p, r, Set(0.241379768f));
  p = Fma(p, r, Set(0.693032146f));
  return Fma(p, r, Set(1.0f));
}
