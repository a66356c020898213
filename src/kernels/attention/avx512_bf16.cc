// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/simd/pairs_avx512_bf16-inl.h"

#include "kernels/attention/kernel-inl.h"
