// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Element by element, with NumPy's broadcast.

#include <algorithm>
#include <cmath>

#include "ops/reference/activation.h"
#include "ops/reference/arithmetic.h"
#include "ops/reference/convert.h"
#include "ops/reference/reference.h"
#include "ops/reference/strided.h"

namespace burin::reference {
namespace {

// out[i] = f(a[i], b[i]) over the broadcast of the two. The usual rows, where
// an operand is dense or one element, are loops that a compiler vectorises.
template <typename A, typename B, typename R, typename F>
void Zip(const ConstTensorView& a_view, const ConstTensorView& b_view,
         const TensorView& out, F f) {
  const Loop loop = {
      Dims(out.dims.begin(), out.dims.end()),
      {DenseStrides(out.dims), BroadcastStrides(a_view.dims, out.dims),
       BroadcastStrides(b_view.dims, out.dims)}};
  const A* const a_data = a_view.Span<A>().data();
  const B* const b_data = b_view.Span<B>().data();
  R* const r_data = out.Span<R>().data();
  ForEachRow(loop, [&](const Dims& at, const Dims& step, int64_t count) {
    R* const r = r_data + at[0];
    const A* const a = a_data + at[1];
    const B* const b = b_data + at[2];
    if (step[1] == 1 && step[2] == 1) {
      for (int64_t i = 0; i < count; ++i) r[i] = f(a[i], b[i]);
    } else if (step[1] == 1 && step[2] == 0) {
      const B only = *b;
      for (int64_t i = 0; i < count; ++i) r[i] = f(a[i], only);
    } else if (step[1] == 0 && step[2] == 1) {
      const A only = *a;
      for (int64_t i = 0; i < count; ++i) r[i] = f(only, b[i]);
    } else {
      for (int64_t i = 0; i < count; ++i) {
        r[i] = f(a[i * step[1]], b[i * step[2]]);
      }
    }
  });
}

// f is called with two numbers of the operands' type and gives a third.
template <typename F>
Result<void> Arithmetic(const Args& args, F f) {
  DispatchNumber(args.dtype(), [&]<typename T>() {
    Zip<T, T, T>(args.inputs[0], args.inputs[1], args.outputs[0],
                 [f](T a, T b) { return f(a, b); });
  });
  return {};
}

template <typename F>
Result<void> MapFloats(const Args& args, F f) {
  DispatchFloat(args.dtype(), [&]<typename T>() {
    std::ranges::transform(args.In<T>(0), args.Out<T>().begin(),
                           [f](T x) { return static_cast<T>(f(x)); });
  });
  return {};
}

template <std::integral T>
T IntegerPower(T base, uint64_t exponent) {
  T result = 1;
  for (; exponent != 0; exponent >>= 1) {
    if ((exponent & 1) != 0) result = Product(result, base);
    base = Product(base, base);
  }
  return result;
}

// An integer to a negative power: the reciprocal, rounded toward zero.
template <std::integral T>
T ReciprocalPower(T base, int64_t exponent) {
  if (base == 1) return 1;
  if constexpr (std::is_signed_v<T>) {
    if (base == -1) return exponent % 2 == 0 ? T{1} : T{-1};
  }
  return 0;
}

template <std::integral T>
Result<void> PowOfIntegers(const Args& args) {
  if (IsFloat(args.dtype(1))) {
    BURIN_ASSIGN(const Tensor exponent,
                 ConvertTensor(args.inputs[1], DType::kFloat64));
    Zip<T, double, T>(args.inputs[0], exponent.view(), args.outputs[0],
                      [](T a, double b) {
                        return Saturate<T>(std::pow(static_cast<double>(a), b));
                      });
    return {};
  }
  BURIN_ASSIGN(const Tensor exponent,
               ConvertTensor(args.inputs[1], DType::kInt64));
  // An exponent of 2^63 or more is unsigned, not negative.
  const bool is_unsigned = args.dtype(1) == DType::kUint64;
  bool reciprocal_of_zero = false;
  Zip<T, int64_t, T>(args.inputs[0], exponent.view(), args.outputs[0],
                     [&](T a, int64_t b) {
                       if (b >= 0 || is_unsigned) {
                         return IntegerPower(a, static_cast<uint64_t>(b));
                       }
                       reciprocal_of_zero |= a == 0;
                       return ReciprocalPower(a, b);
                     });
  if (reciprocal_of_zero) {
    return MakeError(ErrorCode::kBadValue, "0 to a negative integer power");
  }
  return {};
}

}  // namespace

Result<void> Run(const Add&, const Args& args) {
  return Arithmetic(args, [](auto a, auto b) { return Sum(a, b); });
}
Result<void> Run(const Sub&, const Args& args) {
  return Arithmetic(args, [](auto a, auto b) { return Difference(a, b); });
}
Result<void> Run(const Mul&, const Args& args) {
  return Arithmetic(args, [](auto a, auto b) { return Product(a, b); });
}

Result<void> Run(const Div&, const Args& args) {
  if (!IsFloat(args.dtype()) && args.outputs[0].elements() > 0) {
    const bool by_zero = DispatchNumber(args.dtype(), [&]<typename T>() {
      return std::ranges::find(args.In<T>(1), T{0}) != args.In<T>(1).end();
    });
    if (by_zero) {
      return MakeError(ErrorCode::kBadValue, "integer division by zero");
    }
  }
  return Arithmetic(args, [](auto a, auto b) { return Quotient(a, b); });
}

Result<void> Run(const Pow&, const Args& args) {
  return DispatchNumber(args.dtype(), [&]<typename T>() -> Result<void> {
    if constexpr (std::integral<T>) {
      return PowOfIntegers<T>(args);
    } else {
      BURIN_ASSIGN(const Tensor exponent,
                   ConvertTensor(args.inputs[1], args.dtype()));
      Zip<T, T, T>(args.inputs[0], exponent.view(), args.outputs[0],
                   [](T a, T b) { return std::pow(a, b); });
      return {};
    }
  });
}

Result<void> Run(const Equal&, const Args& args) {
  const auto compare = [&]<typename T>() {
    Zip<T, T, bool>(args.inputs[0], args.inputs[1], args.outputs[0],
                    [](T a, T b) { return a == b; });
  };
  if (args.dtype() == DType::kBool) {
    compare.operator()<bool>();
  } else {
    DispatchNumber(args.dtype(), compare);
  }
  return {};
}

Result<void> Run(const Where&, const Args& args) {
  const std::span<const int64_t> dims = args.out_dims();
  const Loop loop = {Dims(dims.begin(), dims.end()),
                     {DenseStrides(dims), BroadcastStrides(args.dims(0), dims),
                      BroadcastStrides(args.dims(1), dims),
                      BroadcastStrides(args.dims(2), dims)}};
  DispatchDType(args.dtype(1), [&]<typename T>() {
    const bool* const condition = args.In<bool>(0).data();
    const T* const x = args.In<T>(1).data();
    const T* const y = args.In<T>(2).data();
    T* const out = args.Out<T>().data();
    ForEachRow(loop, [&](const Dims& at, const Dims& step, int64_t count) {
      for (int64_t i = 0; i < count; ++i) {
        out[at[0] + i * step[0]] = condition[at[1] + i * step[1]]
                                       ? x[at[2] + i * step[2]]
                                       : y[at[3] + i * step[3]];
      }
    });
  });
  return {};
}

Result<void> Run(const Erf&, const Args& args) {
  DispatchNumber(args.dtype(), [&]<typename T>() {
    std::ranges::transform(args.In<T>(0), args.Out<T>().begin(), [](T x) {
      if constexpr (std::integral<T>) {
        return static_cast<T>(std::erf(static_cast<double>(x)));
      } else {
        return std::erf(x);
      }
    });
  });
  return {};
}

Result<void> Run(const Exp&, const Args& args) {
  return MapFloats(args, [](auto x) { return std::exp(x); });
}
Result<void> Run(const Sqrt&, const Args& args) {
  return MapFloats(args, [](auto x) { return std::sqrt(x); });
}

Result<void> Run(const Relu&, const Args& args) {
  DispatchNumber(args.dtype(), [&]<typename T>() {
    std::ranges::transform(args.In<T>(0), args.Out<T>().begin(),
                           [](T x) { return x < T{0} ? T{0} : x; });
  });
  return {};
}

Result<void> Run(const Gelu& op, const Args& args) {
  const FusedActivation form =
      op.tanh ? FusedActivation::kGeluTanh : FusedActivation::kGelu;
  return MapFloats(args, [form](auto x) { return Activated(form, x); });
}

}  // namespace burin::reference
