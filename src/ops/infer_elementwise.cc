// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Types of the ops that work element by element.

#include "ops/infer_args.h"
#include "ops/shape_rules.h"

namespace burin {
namespace {

Result<Types> InferArithmetic(const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 2));
  BURIN_TRY(args.ExpectDType(0, kNumbers));
  BURIN_TRY(args.ExpectSameDType(1));
  BURIN_ASSIGN(Dims dims, BroadcastDims(args.dims(0), args.dims(1)));
  return OneType(args.dtype(0), std::move(dims));
}

Result<Types> InferUnary(const InferArgs& args, DTypeSet allowed) {
  BURIN_TRY(args.ExpectInputs(1, 1));
  BURIN_TRY(args.ExpectDType(0, allowed));
  return Types{args.type(0)};
}

}  // namespace

Result<Types> Infer(const Add&, const InferArgs& args) {
  return InferArithmetic(args);
}
Result<Types> Infer(const Sub&, const InferArgs& args) {
  return InferArithmetic(args);
}
Result<Types> Infer(const Mul&, const InferArgs& args) {
  return InferArithmetic(args);
}
Result<Types> Infer(const Div&, const InferArgs& args) {
  return InferArithmetic(args);
}

Result<Types> Infer(const Pow&, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 2));
  BURIN_TRY(args.ExpectDType(0, kNumbers));
  BURIN_TRY(args.ExpectDType(1, kNumbers));
  BURIN_ASSIGN(Dims dims, BroadcastDims(args.dims(0), args.dims(1)));
  return OneType(args.dtype(0), std::move(dims));
}

Result<Types> Infer(const Equal&, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(2, 2));
  BURIN_TRY(args.ExpectSameDType(1));
  BURIN_ASSIGN(Dims dims, BroadcastDims(args.dims(0), args.dims(1)));
  return OneType(DType::kBool, std::move(dims));
}

Result<Types> Infer(const Where&, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(3, 3));
  BURIN_TRY(args.ExpectDType(0, SetOf({DType::kBool})));
  if (args.dtype(1) != args.dtype(2)) {
    return Mismatch("the branches are ", DTypeName(args.dtype(1)), " and ",
                    DTypeName(args.dtype(2)));
  }
  BURIN_ASSIGN(const Dims branches, BroadcastDims(args.dims(1), args.dims(2)));
  BURIN_ASSIGN(Dims dims, BroadcastDims(args.dims(0), branches));
  return OneType(args.dtype(1), std::move(dims));
}

Result<Types> Infer(const Erf&, const InferArgs& args) {
  return InferUnary(args, kNumbers);
}
Result<Types> Infer(const Exp&, const InferArgs& args) {
  return InferUnary(args, kFloats);
}
Result<Types> Infer(const Sqrt&, const InferArgs& args) {
  return InferUnary(args, kFloats);
}
Result<Types> Infer(const Relu&, const InferArgs& args) {
  return InferUnary(args, kFloats | kSignedInts);
}
Result<Types> Infer(const Gelu&, const InferArgs& args) {
  return InferUnary(args, kFloats);
}
Result<Types> Infer(const Identity&, const InferArgs& args) {
  return InferUnary(args, kAnyDType);
}

Result<Types> Infer(const Cast& op, const InferArgs& args) {
  BURIN_TRY(args.ExpectInputs(1, 1));
  return OneType(op.to, args.dims(0));
}

}  // namespace burin
