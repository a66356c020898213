// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/simd/words_scalar-inl.h"

#include "kernels/tile_int8/kernel-inl.h"
