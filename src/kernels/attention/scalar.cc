// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/simd/pairs_scalar-inl.h"

#include "kernels/attention/kernel-inl.h"
