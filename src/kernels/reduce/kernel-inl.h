// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#ifndef BURIN_KERNELS_REDUCE_KERNEL_INL_H_
#define BURIN_KERNELS_REDUCE_KERNEL_INL_H_

#include "kernels/reduce/plan.h"
#include "kernels/reduce/softmax-inl.h"

namespace burin::BURIN_ISA_NAMESPACE {

// Each column is one chain over the rows, from first to last.
void RunMean(const MeanArgs& args, int64_t task) noexcept {
  const Index blocks = DivUp(args.columns, kMeanColumns);
  const Index b = task / blocks;
  const Index c0 = task % blocks * kMeanColumns;
  const Index columns = MinIndex(args.columns - c0, kMeanColumns);
  const float* x = args.x + b * args.batch_stride + c0;
  float* y = args.y + b * args.columns + c0;
  const V scale = Set(1.0f / static_cast<float>(args.rows));
  Index i = 0;
  for (; i + 4 * kLanes <= columns; i += 4 * kLanes) {
    V sum[4] = {Zero(), Zero(), Zero(), Zero()};
    for (Index r = 0; r < args.rows; ++r) {
      Unroll<4>([&](auto c) __attribute__((always_inline)) {
        constexpr int v = decltype(c)::value;
        sum[v] = Add(sum[v], Load(x + r * args.columns + i + v * kLanes));
      });
    }
    Unroll<4>([&](auto c) __attribute__((always_inline)) {
      constexpr int v = decltype(c)::value;
      Store(y + i + v * kLanes, Mul(sum[v], scale));
    });
  }
  for (; i < columns; i += kLanes) {
    const Index n = MinIndex(columns - i, kLanes);
    V sum = Zero();
    for (Index r = 0; r < args.rows; ++r) {
      sum = Add(sum, LoadN(x + r * args.columns + i, n));
    }
    StoreN(y + i, Mul(sum, scale), n);
  }
}

void RunSoftmax(const SoftmaxArgs& args, int64_t task) noexcept {
  const Index block = SoftmaxRows(args);
  const Index last = MinIndex((task + 1) * block, args.rows);
  for (Index r = task * block; r < last; ++r) {
    const float* x = args.x + r * args.columns;
    float* y = args.y + r * args.columns;
    const float sum =
        ExpRow(x, args.columns, 1, RowExtreme(x, args.columns, 1), y);
    const V scale = Set(1.0f / sum);
    ForVectors(
        args.columns, [&](Index i, const auto& load, const auto& store)
                          __attribute__((always_inline)) {
                            store(y + i, Mul(load(y + i), scale));
                          });
  }
}

}  // namespace burin::BURIN_ISA_NAMESPACE

#endif  // BURIN_KERNELS_REDUCE_KERNEL_INL_H_
