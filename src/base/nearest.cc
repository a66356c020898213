// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See nearest.h.

#include "base/nearest.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace burin {
namespace {

constexpr size_t kMaxLength = 128;

// Insertions, deletions and exchanges of one byte that make `b` of `a`. `row`
// is scratch.
size_t Edits(std::string_view a, std::string_view b, std::vector<size_t>& row) {
  row.resize(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t swap = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({swap, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string Nearest(std::string_view word,
                    std::span<const std::string_view> known) {
  if (word.size() > kMaxLength) return {};
  std::string_view best;
  size_t best_edits = word.size() / 2 + 1;
  std::vector<size_t> row;
  for (const std::string_view candidate : known) {
    const size_t longer = std::max(word.size(), candidate.size());
    const size_t shorter = std::min(word.size(), candidate.size());
    // Each byte of the difference in length is an edit.
    if (candidate.size() > kMaxLength || longer - shorter >= best_edits) {
      continue;
    }
    const size_t edits = Edits(word, candidate, row);
    if (edits < best_edits) {
      best_edits = edits;
      best = candidate;
    }
  }
  return std::string(best);
}

}  // namespace burin
