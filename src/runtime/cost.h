// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What a step costs in theory: for profiles and reports.

#ifndef BURIN_RUNTIME_COST_H_
#define BURIN_RUNTIME_COST_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "plate/plan.h"

namespace burin {

// The products of a step: `count` times rows x k by k x columns. Two ops have
// two products each. FusedMlp: rows x k by k x hidden, then by hidden x
// columns. Attention: rows x k by k x columns (q by k'), then rows x columns by
// columns x k. Performer: rows are tokens, columns the embedding, k features.
struct StepWork {
  int64_t count = 0;  // 0: the step multiplies no matrices
  int64_t rows = 0;
  int64_t columns = 0;
  int64_t k = 0;
  int64_t hidden = 0;  // FusedMlp only
  // A multiply-add is two; matrix and convolution work only.
  double flops = 0;
};

StepWork WorkOf(const Step& step);

// "3136x384x96" (rows, columns, k), "6*197x197x64" when there are several,
// "3136x96x96 by 384" with a hidden dimension; empty without products.
std::string WorkText(const StepWork& work);

// Bytes read and written, each once.
size_t StepBytes(const Step& step);

}  // namespace burin

#endif  // BURIN_RUNTIME_COST_H_
