// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// same_logits A B BOUND: whether the .bin files of folder B are those of folder
// A, as floats, but for differences of at most BOUND times A's largest value in
// the same file.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

#include "base/file.h"

namespace {

std::vector<float> Floats(const std::filesystem::path& path) {
  const auto file = burin::ReadFile(path.string());
  if (!file.ok()) return {};
  std::vector<float> out(file->size() / sizeof(float));
  std::memcpy(out.data(), file->data(), out.size() * sizeof(float));
  return out;
}

}  // namespace

int main(int count, char** args) {
  if (count != 4) return 2;
  const double bound = std::atof(args[3]);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(args[1])) {
    const std::vector<float> a = Floats(entry.path());
    const std::vector<float> b = Floats(args[2] / entry.path().filename());
    double largest = 0;
    double difference = a.size() == b.size() && !a.empty() ? 0 : INFINITY;
    for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
      largest = std::fmax(largest, std::fabs(a[i]));
      const double off = std::fabs(a[i] - b[i]);
      difference = std::isnan(off) ? INFINITY : std::fmax(difference, off);
    }
    if (!(difference <= bound * largest)) {
      std::printf("%s: %g of %g\n", entry.path().c_str(), difference, largest);
      return 1;
    }
    ++files;
  }
  return files > 0 ? 0 : 1;
}
