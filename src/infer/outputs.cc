// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See outputs.h.

#include "infer/outputs.h"

#include <cmath>
#include <cstdio>
#include <cstring>
#include <type_traits>

#include "formats/npy.h"
#include "infer/files.h"

namespace burin {
namespace {

void AppendFixed(double value, std::string* out) {
  if (std::isnan(value)) {  // printf may write "-nan"
    *out += "nan";
    return;
  }
  char text[400];  // 1.8e308 has 309 digits before its point
  const int length = std::snprintf(text, sizeof text, "%f", value);
  out->append(text, static_cast<size_t>(length));
}

std::string Text(const ConstTensorView& tensor) {
  std::string out;
  const int64_t row = tensor.dims.empty() ? 1 : tensor.dims.back();
  DispatchDType(tensor.dtype, [&]<typename T>() {
    const std::span<const T> values = tensor.Span<T>();
    for (size_t i = 0; i < values.size(); ++i) {
      if constexpr (std::is_integral_v<T>) {
        out += std::to_string(values[i]);
      } else if constexpr (std::is_floating_point_v<T>) {
        AppendFixed(values[i], &out);
      } else {
        AppendFixed(static_cast<float>(values[i]), &out);
      }
      out += ' ';
      if ((static_cast<int64_t>(i) + 1) % row == 0) out += '\n';
    }
  });
  return out;
}

}  // namespace

std::string OutputName(std::string_view input_path, size_t output,
                       OutputFormat format) {
  const std::string_view name = BaseName(input_path);
  const std::string_view extension = format == OutputFormat::kBin   ? ".bin"
                                     : format == OutputFormat::kNpy ? ".npy"
                                                                    : ".txt";
  return StrCat(name.substr(0, name.find('.')), "_", output, extension);
}

Result<std::string> EncodeOutput(const ConstTensorView& tensor,
                                 OutputFormat format) {
  if (format == OutputFormat::kTxt) return Text(tensor);
  std::string out;
  if (format == OutputFormat::kNpy) {
    const TensorType type{tensor.dtype,
                          {tensor.dims.begin(), tensor.dims.end()}};
    BURIN_ASSIGN(out, NpyHeaderBytes(type));
  }
  out += AsText({tensor.data, tensor.bytes()});
  return out;
}

bool SplitFits(std::span<const int64_t> dims, int64_t axis, int64_t parts) {
  if (parts == 1) return true;
  return axis >= 0 && axis < static_cast<int64_t>(dims.size()) &&
         dims[static_cast<size_t>(axis)] % parts == 0;
}

Result<Tensor> SplitOutput(const ConstTensorView& tensor, int64_t axis,
                           int64_t parts, int64_t part) {
  Dims dims(tensor.dims.begin(), tensor.dims.end());
  if (parts == 1) {
    return Tensor::FromBytes(tensor.dtype, dims, {tensor.data, tensor.bytes()});
  }
  const auto at = dims.begin() + axis;
  const int64_t outer = ElementCount({dims.begin(), at});
  *at /= parts;
  const size_t run = static_cast<size_t>(ElementCount({at, dims.end()})) *
                     ElementSize(tensor.dtype);
  BURIN_ASSIGN(Tensor out, Tensor::Allocate(tensor.dtype, dims));
  if (run == 0) return out;
  for (int64_t o = 0; o < outer; ++o) {
    std::memcpy(out.data() + static_cast<size_t>(o) * run,
                tensor.data + static_cast<size_t>(o * parts + part) * run, run);
  }
  return out;
}

}  // namespace burin
