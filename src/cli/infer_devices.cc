// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See infer_devices.h.

#include "cli/infer_devices.h"

#include <algorithm>

#include "thread/core_groups.h"
#include "thread/topology.h"

namespace burin::cli {

std::vector<CoreGroup> DeviceGroups(size_t count, int threads) {
  const int all = threads > 0 ? threads : UsableThreads();
  const auto devices = static_cast<int>(count);
  std::vector<std::vector<int>> cpus = ShareCpus(AllowedCpus(), count);
  std::vector<CoreGroup> out;
  for (int i = 0; i < devices; ++i) {
    const int share = all / devices + (i < all % devices ? 1 : 0);
    out.push_back(
        {std::move(cpus[static_cast<size_t>(i)]), std::max(share, 1)});
  }
  return out;
}

Result<Grouping> PartOf(const Grouping& whole, size_t index, size_t count) {
  const size_t files = whole.file_count();
  const size_t each = files / count;
  const size_t left = files % count;
  const size_t begin = index * each + std::min(index, left);
  const size_t size = each + (index < left ? 1 : 0);
  if (size == 0) {
    return MakeError(ErrorCode::kBadUsage, "--divide_input: ", files,
                     " files for ", count, " devices");
  }
  Grouping out = whole;
  for (auto& of_input : out.files) {
    const auto first = of_input.begin() + static_cast<ptrdiff_t>(begin);
    of_input = {first, first + static_cast<ptrdiff_t>(size)};
  }
  return out;
}

std::string DeviceFolder(const std::string& result_folder, int id,
                         size_t index) {
  std::string out = result_folder;
  while (out.size() > 1 && out.back() == '/') out.pop_back();
  return StrCat(out, "/device", id, "_", index);
}

}  // namespace burin::cli
