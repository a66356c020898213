// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Element types. The numbers are those of ONNX TensorProto.DataType, so that
// one enumeration serves the files, the IR and the plate.

#ifndef BURIN_TENSOR_DTYPE_H_
#define BURIN_TENSOR_DTYPE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/check.h"
#include "base/float16.h"

namespace burin {

enum class DType : uint8_t {
  kFloat32 = 1,
  kUint8 = 2,
  kInt8 = 3,
  kUint16 = 4,
  kInt16 = 5,
  kInt32 = 6,
  kInt64 = 7,
  kBool = 9,
  kFloat16 = 10,
  kFloat64 = 11,
  kUint32 = 12,
  kUint64 = 13,
  kBFloat16 = 16,
};

// Empty for a number that names no type burin knows (strings, complex, fp8).
std::optional<DType> DTypeFromNumber(int64_t number);

size_t ElementSize(DType dtype);          // bytes: 1, 2, 4 or 8
std::string_view DTypeName(DType dtype);  // "float32", "bool", ...
std::optional<DType> DTypeFromName(std::string_view name);
bool IsFloat(DType dtype);  // float16, bfloat16, float32, float64

// The C++ type of each element type; bool is one byte, 0 or 1.
template <typename T>
struct DTypeOf;
#define BURIN_DTYPE_OF(type, name)              \
  template <>                                   \
  struct DTypeOf<type> {                        \
    static constexpr DType value = DType::name; \
  };
BURIN_DTYPE_OF(float, kFloat32)
BURIN_DTYPE_OF(uint8_t, kUint8)
BURIN_DTYPE_OF(int8_t, kInt8)
BURIN_DTYPE_OF(uint16_t, kUint16)
BURIN_DTYPE_OF(int16_t, kInt16)
BURIN_DTYPE_OF(int32_t, kInt32)
BURIN_DTYPE_OF(int64_t, kInt64)
BURIN_DTYPE_OF(bool, kBool)
BURIN_DTYPE_OF(Float16, kFloat16)
BURIN_DTYPE_OF(double, kFloat64)
BURIN_DTYPE_OF(uint32_t, kUint32)
BURIN_DTYPE_OF(uint64_t, kUint64)
BURIN_DTYPE_OF(BFloat16, kBFloat16)
#undef BURIN_DTYPE_OF

// Calls f.template operator()<T>() with the C++ type of `dtype`:
//   DispatchDType(dtype, [&]<typename T>() { ... });
template <typename F>
auto DispatchDType(DType dtype, F&& f) {
  switch (dtype) {
    case DType::kFloat32:
      return f.template operator()<float>();
    case DType::kUint8:
      return f.template operator()<uint8_t>();
    case DType::kInt8:
      return f.template operator()<int8_t>();
    case DType::kUint16:
      return f.template operator()<uint16_t>();
    case DType::kInt16:
      return f.template operator()<int16_t>();
    case DType::kInt32:
      return f.template operator()<int32_t>();
    case DType::kInt64:
      return f.template operator()<int64_t>();
    case DType::kBool:
      return f.template operator()<bool>();
    case DType::kFloat16:
      return f.template operator()<Float16>();
    case DType::kFloat64:
      return f.template operator()<double>();
    case DType::kUint32:
      return f.template operator()<uint32_t>();
    case DType::kUint64:
      return f.template operator()<uint64_t>();
    case DType::kBFloat16:
      return f.template operator()<BFloat16>();
  }
  BURIN_CHECK(!"a DType outside its enumeration");
  __builtin_unreachable();
}

}  // namespace burin

#endif  // BURIN_TENSOR_DTYPE_H_
