// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See window.h.

#include "ops/window.h"

#include <algorithm>

namespace burin {
namespace {

// So that every product of two of them, and their sums, fit int64_t.
constexpr int64_t kMost = int64_t{1} << 31;

Error Mismatch(std::string_view what, int64_t value) {
  return MakeError(ErrorCode::kShapeMismatch, "a window has ", what, " ",
                   value);
}

Result<void> CheckAttributes(const WindowAxis& a) {
  if (a.kernel < 1 || a.kernel > kMost) return Mismatch("size", a.kernel);
  if (a.stride < 1 || a.stride > kMost) return Mismatch("stride", a.stride);
  if (a.dilation < 1 || a.dilation > kMost) {
    return Mismatch("dilation", a.dilation);
  }
  if (a.begin < 0 || a.begin > kMost) return Mismatch("padding", a.begin);
  if (a.end < 0 || a.end > kMost) return Mismatch("padding", a.end);
  return {};
}

int64_t Extent(const WindowAxis& a) { return (a.kernel - 1) * a.dilation + 1; }

// SAME: as many windows as strides; the odd element of the padding goes to
// the end (upper) or to the beginning.
void PadSame(WindowAxis& a, bool upper) {
  const int64_t out = a.in / a.stride + (a.in % a.stride != 0);
  const int64_t total =
      std::max<int64_t>((out - 1) * a.stride + Extent(a) - a.in, 0);
  a.begin = upper ? total / 2 : total - total / 2;
  a.end = total - a.begin;
}

Result<void> CheckLength(std::string_view what, std::span<const int64_t> list,
                         size_t length, bool may_be_empty) {
  if (list.size() == length || (may_be_empty && list.empty())) return {};
  return MakeError(ErrorCode::kShapeMismatch, list.size(), " ", what, ", ",
                   length, " expected");
}

}  // namespace

Result<WindowAxis> CountWindows(WindowAxis axis) {
  BURIN_TRY(CheckAttributes(axis));
  const int64_t free = axis.in + axis.begin + axis.end - Extent(axis);
  if (axis.in < 0 || free < 0) {
    return MakeError(ErrorCode::kShapeMismatch, "a window of ", Extent(axis),
                     " does not fit in ", axis.in, " + ", axis.begin, " + ",
                     axis.end);
  }
  axis.out = free / axis.stride + 1;
  return axis;
}

Result<std::vector<WindowAxis>> ConvWindows(const Conv& op, const Dims& x,
                                            const Dims& w) {
  const size_t spatial = x.size() - 2;
  BURIN_TRY(CheckLength("strides", op.strides, spatial, true));
  BURIN_TRY(CheckLength("dilations", op.dilations, spatial, true));
  BURIN_TRY(CheckLength("pads", op.pads, 2 * spatial, true));
  const bool same = op.auto_pad == "SAME_UPPER" || op.auto_pad == "SAME_LOWER";
  const bool given = op.auto_pad == "NOTSET" || op.auto_pad.empty();
  if (!same && !given && op.auto_pad != "VALID") {
    return MakeError(ErrorCode::kUnsupportedOp, "auto_pad '", op.auto_pad, "'");
  }
  std::vector<WindowAxis> windows;
  for (size_t i = 0; i < spatial; ++i) {
    WindowAxis a;
    a.in = x[i + (op.channels_last ? 1 : 2)];
    a.kernel = w[i + 2];
    if (!op.strides.empty()) a.stride = op.strides[i];
    if (!op.dilations.empty()) a.dilation = op.dilations[i];
    if (given && !op.pads.empty()) {
      a.begin = op.pads[i];
      a.end = op.pads[spatial + i];
    }
    BURIN_TRY(CheckAttributes(a));
    if (same) PadSame(a, op.auto_pad == "SAME_UPPER");
    BURIN_ASSIGN(a, CountWindows(a));
    windows.push_back(a);
  }
  return windows;
}

Result<std::vector<WindowAxis>> ImageWindows(
    int64_t height, int64_t width, std::span<const int64_t> kernel,
    std::span<const int64_t> strides, std::span<const int64_t> pads,
    std::span<const int64_t> dilations) {
  BURIN_TRY(CheckLength("kernel sizes", kernel, 2, false));
  BURIN_TRY(CheckLength("strides", strides, 2, false));
  BURIN_TRY(CheckLength("pads", pads, 4, false));
  BURIN_TRY(CheckLength("dilations", dilations, 2, false));
  std::vector<WindowAxis> windows;
  for (size_t i = 0; i < 2; ++i) {
    BURIN_ASSIGN(const WindowAxis axis,
                 CountWindows({.in = i == 0 ? height : width,
                               .kernel = kernel[i],
                               .stride = strides[i],
                               .dilation = dilations[i],
                               .begin = pads[i],
                               .end = pads[i + 2]}));
    windows.push_back(axis);
  }
  return windows;
}

}  // namespace burin
