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
