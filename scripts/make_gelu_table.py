#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Writes src/kernels/simd/gelu_table-inl.h (needs numpy).

gelu(x) = max(x, 0) - g(|x|) with g(t) = t * (1 - Phi(t)), which is smooth,
at most 0.17, and below 1e-7 from t = 5.5 on. g is cut into segments of equal
width whose centres are 0, 1, 2, ... after scaling, so that rounding finds the
segment; each has one polynomial in the distance from the centre. "Low" is for
results that are rounded to bf16 or coarser anyway: within 5e-6.
"""
from math import erfc, sqrt

import numpy as np

HEAD = """// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Made by scripts/make_gelu_table.py; see there for the idea. Coefficient c of
// segment s is table[c][s], for the distance from the centre in segments.

#ifndef BURIN_KERNELS_SIMD_GELU_TABLE_INL_H_
#define BURIN_KERNELS_SIMD_GELU_TABLE_INL_H_

namespace burin {
"""


def g(t):
    return np.vectorize(lambda u: u * 0.5 * erfc(u / sqrt(2)))(t)


def fit(segment, width, degree):
    low = 0.0 if segment == 0 else -0.5
    nodes = np.cos(np.pi * (np.arange(4000) + 0.5) / 4000)
    d = low + (0.5 - low) * (nodes + 1) / 2
    poly = np.polynomial.chebyshev.Chebyshev.fit(
        d, g((segment + d) * width), degree, domain=[low, 0.5])
    return poly.convert(kind=np.polynomial.Polynomial, domain=[-1, 1],
                        window=[-1, 1]).coef


def table(segments, degree, end, suffix=""):
    width = end / (segments - 0.5)
    rows = np.array([fit(s, width, degree) for s in range(segments)])
    rows[0][0] = 0  # gelu(0) is 0; the fit says 1e-10
    name = f"kGelu{segments}{suffix}"
    out = f"\nstatic constexpr float {name}End = {end - 0.001}f;\n"  # rounds down
    out += f"static constexpr float {name}Scale = {1 / width:.9g}f;\n"
    out += (f"alignas(64) static constexpr float {name}[{degree + 1}]"
            f"[{segments}] = {{\n")
    for c in range(degree + 1):
        out += "  {" + ", ".join(f"{v:.9g}f" for v in rows[:, c]) + "},\n"
    return out.replace("{0f", "{0.0f") + "};\n"


with open("src/kernels/simd/gelu_table-inl.h", "w") as file:
    file.write(HEAD + table(16, 5, 5.5) + table(8, 6, 5.5) +
               table(16, 3, 5.0, "Low") +
               "\n}  // namespace burin\n\n"
               "#endif  // BURIN_KERNELS_SIMD_GELU_TABLE_INL_H_\n")
