// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/simd/words_avx512_bf16-inl.h"

#include "kernels/mlp/gelu_codes-inl.h"
#include "kernels/mlp/kernel-inl.h"
