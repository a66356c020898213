// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/simd/scalar-inl.h"

#include "kernels/tile/kernel-inl.h"
