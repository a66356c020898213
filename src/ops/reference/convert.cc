// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See convert.h.

#include "ops/reference/convert.h"

#include "ops/reference/reference.h"

namespace burin::reference {

void ConvertElements(const ConstTensorView& src, const TensorView& dst) {
  DispatchDType(src.dtype, [&]<typename From>() {
    DispatchDType(dst.dtype, [&]<typename To>() {
      const std::span<const From> from = src.Span<From>();
      const std::span<To> to = dst.Span<To>();
      for (size_t i = 0; i < from.size(); ++i) to[i] = Convert<To>(from[i]);
    });
  });
}

Result<Tensor> ConvertTensor(const ConstTensorView& src, DType dtype) {
  BURIN_ASSIGN(Tensor out,
               Tensor::Allocate(dtype, Dims(src.dims.begin(), src.dims.end())));
  ConvertElements(src, out.view());
  return out;
}

Result<void> Run(const Cast&, const Args& args) {
  ConvertElements(args.inputs[0], args.outputs[0]);
  return {};
}

}  // namespace burin::reference
