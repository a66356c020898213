// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include <cmath>
#include <initializer_list>

#include "kernels/group_stats/group_stats.h"
#include "kernels/rows/rows.h"

namespace burin {

void GroupStatsReference(const GroupStatsArgs& args) {
  RowSource image;
  const int64_t pixels = args.height * args.width;
  image.rows = args.batch * pixels;
  image.columns = args.channels;
  image.dense = {args.x, args.channels};
  if (args.shift_group != 0) {
    image.kind = RowKind::kShift;
    image.shift = {args.height, args.width, args.shift_group};
  }
  const double n = static_cast<double>(pixels * args.channels);
  for (int64_t b = 0; b < args.batch; ++b) {
    double mean = 0;
    double variance = 0;
    for (const bool second : {false, true}) {
      for (int64_t m = b * pixels; m < (b + 1) * pixels; ++m) {
        for (int64_t c = 0; c < args.channels; ++c) {
          const double x = RowElement(image, m, c);
          if (second) {
            variance += (x - mean) * (x - mean);
          } else {
            mean += x;
          }
        }
      }
      if (!second) mean /= n;
    }
    args.stats[2 * b] = static_cast<float>(mean);
    args.stats[2 * b + 1] = static_cast<float>(
        1 / std::sqrt(variance / n + static_cast<double>(args.eps)));
  }
}

}  // namespace burin
