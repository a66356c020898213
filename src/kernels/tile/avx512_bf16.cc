// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/simd/avx512_bf16-inl.h"

#include "kernels/tile/kernel-inl.h"
