// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/simd/avx512-inl.h"

#include "kernels/tile/kernel-inl.h"
