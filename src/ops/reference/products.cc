// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// MatMul, Gemm and Linear.

#include "ops/reference/product.h"

#include <algorithm>
#include <type_traits>

#include "ops/reference/convert.h"
#include "ops/reference/reference.h"
#include "ops/reference/strided.h"

namespace burin::reference {
namespace {

// The dimensions before the matrix, for a tensor or a vector.
std::span<const int64_t> Batch(std::span<const int64_t> dims) {
  return dims.first(dims.size() < 2 ? 0 : dims.size() - 2);
}

// y = alpha y + beta C, for one element.
template <typename T>
T Scaled(float alpha, T y, float beta, T c) {
  if constexpr (std::is_integral_v<T>) {
    if (alpha == 1 && beta == 1) return Sum(y, c);
    return Saturate<T>(static_cast<double>(alpha) * static_cast<double>(y) +
                       static_cast<double>(beta) * static_cast<double>(c));
  } else {
    return static_cast<T>(alpha) * y + static_cast<T>(beta) * c;
  }
}

template <typename T>
void ScaleAndAdd(const Gemm& op, const Args& args) {
  const std::span<const int64_t> dims = args.out_dims();
  T* const out = args.Out<T>().data();
  const T zero = 0;
  const T* const c = args.Has(2) ? args.In<T>(2).data() : &zero;
  const Dims c_dims =
      args.Has(2) ? Dims(args.dims(2).begin(), args.dims(2).end()) : Dims{};
  const float beta = args.Has(2) ? op.beta : 1;
  ForEachRow({Dims(dims.begin(), dims.end()),
              {DenseStrides(dims), BroadcastStrides(c_dims, dims)}},
             [&](const Dims& at, const Dims& step, int64_t count) {
               for (int64_t i = 0; i < count; ++i) {
                 T& y = out[at[0] + i * step[0]];
                 y = Scaled(op.alpha, y, beta, c[at[1] + i * step[1]]);
               }
             });
}

}  // namespace

Result<void> Run(const MatMul&, const Args& args) {
  const std::span<const int64_t> a = args.dims(0);
  const std::span<const int64_t> b = args.dims(1);
  const int64_t rows = a.size() > 1 ? a[a.size() - 2] : 1;
  const int64_t columns = b.size() > 1 ? b.back() : 1;
  const int64_t k = a.back();
  const std::span<const int64_t> out = args.out_dims();
  const size_t matrix_rank = (a.size() > 1 ? 1 : 0) + (b.size() > 1 ? 1 : 0);
  const Dims batch(out.begin(),
                   out.end() - static_cast<std::ptrdiff_t>(matrix_rank));
  const Loop loop = {batch,
                     {DenseStrides(batch), BroadcastStrides(Batch(a), batch),
                      BroadcastStrides(Batch(b), batch)}};
  DispatchNumber(args.dtype(), [&]<typename T>() {
    std::ranges::fill(args.Out<T>(), T{0});
    ForEachRow(loop, [&](const Dims& at, const Dims& step, int64_t count) {
      for (int64_t i = 0; i < count; ++i) {
        AddProduct<T>(
            rows, columns, k,
            {args.In<T>(0).data() + (at[1] + i * step[1]) * rows * k, k},
            {args.In<T>(1).data() + (at[2] + i * step[2]) * k * columns,
             columns},
            {args.Out<T>().data() + (at[0] + i * step[0]) * rows * columns,
             columns});
      }
    });
  });
  return {};
}

Result<void> Run(const Gemm& op, const Args& args) {
  const int64_t rows = args.out_dims()[0];
  const int64_t columns = args.out_dims()[1];
  const int64_t k = args.dims(0)[op.trans_a ? 0 : 1];
  return DispatchNumber(args.dtype(), [&]<typename T>() -> Result<void> {
    std::ranges::fill(args.Out<T>(), T{0});
    const T* b = args.In<T>(1).data();
    Tensor transposed;
    if (op.trans_b) {
      BURIN_ASSIGN(transposed, Transposed(b, columns, k));
      b = transposed.Span<T>().data();
    }
    const T* const a = args.In<T>(0).data();
    AddProduct<T>(
        rows, columns, k,
        op.trans_a ? Matrix<const T>{a, 1, rows} : Matrix<const T>{a, k, 1},
        {b, columns}, {args.Out<T>().data(), columns});
    if (args.Has(2) || op.alpha != 1) ScaleAndAdd<T>(op, args);
    return {};
  });
}

Result<void> Run(const Linear&, const Args& args) {
  const int64_t k = args.dims(1)[0];
  const int64_t columns = args.dims(1)[1];
  const std::span<const int64_t> x = args.dims(0);
  const int64_t rows = ElementCount(x.first(x.size() - 1));
  DispatchFloat(args.dtype(), [&]<typename T>() {
    std::ranges::fill(args.Out<T>(), T{0});
    AddProduct<T>(rows, columns, k, {args.In<T>(0).data(), k},
                  {args.In<T>(1).data(), columns},
                  {args.Out<T>().data(), columns});
    AddToRows(args.Out<T>(), columns, args.Optional<T>(2));
  });
  return {};
}

}  // namespace burin::reference
