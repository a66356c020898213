// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Ops that keep the elements as they are: renamed shapes, transposed,
// repeated; and the ones that make a tensor from a few numbers.

#include <algorithm>
#include <cstring>

#include "ops/reference/arithmetic.h"
#include "ops/reference/reference.h"
#include "ops/reference/strided.h"

namespace burin::reference {
namespace {

Result<void> CopyAll(const Args& args) {
  const size_t bytes = args.outputs[0].bytes();
  if (bytes > 0) {
    std::memcpy(args.outputs[0].data, args.inputs[0].data, bytes);
  }
  return {};
}

void CopyLoop(const Args& args, const Loop& loop) {
  CopyStrided(loop, ElementSize(args.outputs[0].dtype), args.outputs[0].data,
              args.inputs[0].data);
}

}  // namespace

Result<void> Run(const Identity&, const Args& args) { return CopyAll(args); }
Result<void> Run(const Reshape&, const Args& args) { return CopyAll(args); }
Result<void> Run(const Flatten&, const Args& args) { return CopyAll(args); }
Result<void> Run(const Squeeze&, const Args& args) { return CopyAll(args); }
Result<void> Run(const Unsqueeze&, const Args& args) { return CopyAll(args); }

Result<void> Run(const Transpose& op, const Args& args) {
  const std::span<const int64_t> out = args.out_dims();
  const Dims dense = DenseStrides(args.dims(0));
  Dims src(out.size());
  for (size_t i = 0; i < out.size(); ++i) {
    src[i] = dense[op.perm.empty() ? out.size() - 1 - i
                                   : static_cast<size_t>(op.perm[i])];
  }
  CopyLoop(args, {Dims(out.begin(), out.end()), {DenseStrides(out), src}});
  return {};
}

Result<void> Run(const Expand&, const Args& args) {
  const std::span<const int64_t> out = args.out_dims();
  CopyLoop(args, {Dims(out.begin(), out.end()),
                  {DenseStrides(out), BroadcastStrides(args.dims(0), out)}});
  return {};
}

// Each dimension becomes two: the repeats, which do not move in X, and the
// dimension itself.
Result<void> Run(const Tile&, const Args& args) {
  const Dims repeats = args.Ints(1);
  const Dims dst = DenseStrides(args.out_dims());
  const Dims src = DenseStrides(args.dims(0));
  Loop loop;
  loop.strides.resize(2);
  for (size_t i = 0; i < repeats.size(); ++i) {
    const int64_t dim = args.dims(0)[i];
    loop.dims.insert(loop.dims.end(), {repeats[i], dim});
    loop.strides[0].insert(loop.strides[0].end(), {dim * dst[i], dst[i]});
    loop.strides[1].insert(loop.strides[1].end(), {0, src[i]});
  }
  CopyLoop(args, std::move(loop));
  return {};
}

Result<void> Run(const Shape& op, const Args& args) {
  const int64_t rank = static_cast<int64_t>(args.dims(0).size());
  const int64_t from = op.start < 0 ? op.start + rank : op.start;
  const int64_t start = std::clamp<int64_t>(from, 0, rank);
  const std::span<int64_t> out = args.Out<int64_t>();
  std::copy_n(args.dims(0).begin() + start, out.size(), out.begin());
  return {};
}

Result<void> Run(const ConstantOfShape&, const Args& args) {
  DispatchDType(args.outputs[0].dtype, [&]<typename T>() {
    std::ranges::fill(args.Out<T>(), args.Has(1) ? args.In<T>(1)[0] : T{});
  });
  return {};
}

Result<void> Run(const Range&, const Args& args) {
  DispatchNumber(args.dtype(), [&]<typename T>() {
    const T start = args.In<T>(0)[0];
    const T delta = args.In<T>(2)[0];
    const std::span<T> out = args.Out<T>();
    for (size_t i = 0; i < out.size(); ++i) {
      out[i] = Sum(start, Product(static_cast<T>(i), delta));
    }
  });
  return {};
}

}  // namespace burin::reference
