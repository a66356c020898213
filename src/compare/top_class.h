// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Answers of a classifier: the place of the largest score of each sample.

#ifndef BURIN_COMPARE_TOP_CLASS_H_
#define BURIN_COMPARE_TOP_CLASS_H_

#include <cstddef>
#include <span>
#include <vector>

namespace burin {

// Of each of `rows` equal parts of `scores`; of equal scores the first. A row
// without a number answers nothing: its place is the row's length.
inline std::vector<size_t> TopClasses(std::span<const float> scores,
                                      size_t rows) {
  std::vector<size_t> out;
  if (rows == 0 || scores.empty() || scores.size() % rows != 0) return out;
  const size_t classes = scores.size() / rows;
  for (size_t r = 0; r < rows; ++r) {
    const std::span<const float> row = scores.subspan(r * classes, classes);
    size_t top = classes;
    for (size_t c = 0; c < classes; ++c) {
      if (row[c] == row[c] && (top == classes || row[c] > row[top])) top = c;
    }
    out.push_back(top);
  }
  return out;
}

}  // namespace burin

#endif  // BURIN_COMPARE_TOP_CLASS_H_
