// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/simd/scalar-inl.h"

#include "kernels/group_stats/kernel-inl.h"
