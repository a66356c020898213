// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/simd/words_avx2-inl.h"

#include "kernels/mlp/gelu_floats-inl.h"
#include "kernels/mlp/kernel-inl.h"
