// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See peak_memory.h.

#include "base/peak_memory.h"

#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <string>

namespace burin {

uint64_t PeakOfStatus(std::string_view status) {
  constexpr std::string_view kName = "\nVmHWM:";
  const size_t at = status.find(kName);
  if (at == std::string_view::npos) return 0;
  status.remove_prefix(at + kName.size());
  status.remove_prefix(
      std::min(status.find_first_not_of(" \t"), status.size()));
  uint64_t kilobytes = 0;
  std::from_chars(status.data(), status.data() + status.size(), kilobytes);
  return kilobytes * 1024;
}

uint64_t PeakMemoryBytes() {
  std::ifstream file("/proc/self/status");
  const std::string status{std::istreambuf_iterator<char>(file), {}};
  const uint64_t peak = PeakOfStatus(status);
  if (peak > 0) return peak;
  // What getrusage tells begins with the process that started this one, which
  // may have been larger.
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace burin
