// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Names and sizes of the element types, from one table.

#include "tensor/dtype.h"

#include <array>

namespace burin {
namespace {

struct Row {
  DType dtype;
  size_t bytes;
  std::string_view name;
};

constexpr std::array kRows = {
    Row{DType::kFloat32, 4, "float32"},   Row{DType::kUint8, 1, "uint8"},
    Row{DType::kInt8, 1, "int8"},         Row{DType::kUint16, 2, "uint16"},
    Row{DType::kInt16, 2, "int16"},       Row{DType::kInt32, 4, "int32"},
    Row{DType::kInt64, 8, "int64"},       Row{DType::kBool, 1, "bool"},
    Row{DType::kFloat16, 2, "float16"},   Row{DType::kFloat64, 8, "float64"},
    Row{DType::kUint32, 4, "uint32"},     Row{DType::kUint64, 8, "uint64"},
    Row{DType::kBFloat16, 2, "bfloat16"},
};

const Row& Find(DType dtype) {
  for (const Row& row : kRows) {
    if (row.dtype == dtype) return row;
  }
  BURIN_CHECK(!"a DType outside its enumeration");
  __builtin_unreachable();
}

}  // namespace

std::optional<DType> DTypeFromNumber(int64_t number) {
  for (const Row& row : kRows) {
    if (static_cast<int64_t>(row.dtype) == number) return row.dtype;
  }
  return std::nullopt;
}

size_t ElementSize(DType dtype) { return Find(dtype).bytes; }
std::string_view DTypeName(DType dtype) { return Find(dtype).name; }

std::optional<DType> DTypeFromName(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return row.dtype;
  }
  return std::nullopt;
}

bool IsFloat(DType dtype) {
  return dtype == DType::kFloat32 || dtype == DType::kFloat16 ||
         dtype == DType::kFloat64 || dtype == DType::kBFloat16;
}

}  // namespace burin
