// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See infer_devices.h.

#include "cli/infer_devices.h"

#include <algorithm>

#include "base/paths.h"
#include "thread/core_groups.h"
#include "thread/topology.h"

namespace burin::cli {

std::vector<CoreGroup> DeviceGroups(size_t count, int threads) {
  const int all = threads > 0 ? threads : UsableThreads();
  size_t groups = std::min(count, static_cast<size_t>(std::max(all, 1)));
  std::vector<std::vector<int>> cpus =
      ShareCores(CoresOf(AffinityCpus()), groups);
  if (!cpus.empty()) groups = cpus.size();
  cpus.resize(groups);
  std::vector<CoreGroup> out;
  for (auto& of_group : cpus) out.push_back({std::move(of_group), 1});
  // Each one has a thread; every other one goes where there are fewest for the
  // CPUs.
  for (auto left = static_cast<size_t>(all); left > groups; --left) {
    CoreGroup* neediest = &out[0];
    for (CoreGroup& group : out) {
      const auto weight = [](const CoreGroup& of) {
        return std::max<size_t>(of.cpus.size(), 1);
      };
      if (static_cast<size_t>(group.threads) * weight(*neediest) <
          static_cast<size_t>(neediest->threads) * weight(group)) {
        neediest = &group;
      }
    }
    ++neediest->threads;
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
  return StrCat(WithoutSlash(result_folder), "/device", id, "_", index);
}

}  // namespace burin::cli
