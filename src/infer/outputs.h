// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Result files: their names and their bytes.

#ifndef BURIN_INFER_OUTPUTS_H_
#define BURIN_INFER_OUTPUTS_H_

#include <string>
#include <string_view>

#include "base/byte_cursor.h"
#include "base/result.h"
#include "tensor/tensor.h"

namespace burin {

enum class OutputFormat {
  kBin,  // the elements, little endian
  kNpy,  // what np.save writes
  kTxt,  // a line for each run along the last dimension; every value as "%f"
         // or "%d" and one space
};

// ("dir/batch-00000.bin", 0, kBin) -> "batch-00000_0.bin": the base name is
// cut at its first dot.
std::string OutputName(std::string_view input_path, size_t output,
                       OutputFormat format);

// The bytes of a result file. kUnsupportedFormat for bfloat16 as .npy.
Result<std::string> EncodeOutput(const ConstTensorView& tensor,
                                 OutputFormat format);

// Part `part` of `parts` equal ones along `axis`. `tensor.dims[axis]` must be
// a multiple of `parts`; SplitFits() tells.
Result<Tensor> SplitOutput(const ConstTensorView& tensor, int64_t axis,
                           int64_t parts, int64_t part);
bool SplitFits(std::span<const int64_t> dims, int64_t axis, int64_t parts);

}  // namespace burin

#endif  // BURIN_INFER_OUTPUTS_H_
