// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/depthwise/depthwise.h"
#include "kernels/reference_math.h"

namespace burin {
namespace {

// Z of depthwise.h.
double Input(const DepthwiseArgs& args, int64_t b, int64_t h, int64_t w,
             int64_t c) {
  if (h < 0 || h >= args.height || w < 0 || w >= args.width) return 0;
  double x =
      args.x[((b * args.height + h) * args.width + w) * args.channels + c];
  if (args.pre_scale != nullptr) {
    x = x * static_cast<double>(args.pre_scale[c]) +
        static_cast<double>(args.pre_shift[c]);
  }
  return ReferenceActivation(args.pre_act, x);
}

}  // namespace

void DepthwiseReference(const DepthwiseArgs& args) {
  float* y = args.y;
  for (int64_t b = 0; b < args.batch; ++b) {
    for (int64_t i = 0; i < args.out_height; ++i) {
      for (int64_t j = 0; j < args.out_width; ++j) {
        for (int64_t c = 0; c < args.channels; ++c) {
          double sum = args.bias == nullptr ? 0 : args.bias[c];
          for (int64_t p = 0; p < args.kernel_height; ++p) {
            for (int64_t q = 0; q < args.kernel_width; ++q) {
              sum +=
                  static_cast<double>(
                      args.weights[(p * args.kernel_width + q) * args.channels +
                                   c]) *
                  Input(args, b, i * args.stride + p - args.pad_top,
                        j * args.stride + q - args.pad_left, c);
            }
          }
          *y++ = static_cast<float>(ReferenceActivation(args.act, sum));
        }
      }
    }
  }
}

}  // namespace burin
