// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// NumPy's .npy files: reading versions 1.0, 2.0 and 3.0, either byte order and
// either storage order, and writing exactly the bytes that np.save writes for
// a C-ordered little-endian array.
//
// Reading refuses what the header promises and the bytes do not hold
// (kBadNpy), and object, string, complex and structured arrays
// (kUnsupportedFormat). Python objects are never unpickled.

#ifndef BURIN_FORMATS_NPY_H_
#define BURIN_FORMATS_NPY_H_

#include <string>

#include "base/byte_cursor.h"
#include "base/file.h"
#include "base/result.h"
#include "tensor/tensor.h"

namespace burin {

struct NpyHeader {
  TensorType type;
  bool fortran_order = false;  // first dimension varies fastest
  bool big_endian = false;
  size_t data_offset = 0;  // bytes from the file's start
};

// The header at the start of `bytes`. Says nothing about the data after it.
Result<NpyHeader> ParseNpyHeader(ByteSpan bytes);
// The header of a file whose size is checked against it, without reading the
// data. Errors start with the path.
Result<NpyHeader> ReadNpyHeader(const std::string& path);

// The whole array, row-major and in the machine's byte order. Bytes that are
// missing or left over are refused.
Result<Tensor> ParseNpy(ByteSpan bytes);
// The same for a file; errors start with the path.
Result<Tensor> ReadNpy(const std::string& path);

// Magic, version 1.0, header length and header, padded to 64 bytes: what
// np.save puts before the data. kUnsupportedFormat for bfloat16, which NumPy
// lacks.
Result<std::string> NpyHeaderBytes(const TensorType& type);
Result<void> WriteNpy(const std::string& path, const ConstTensorView& tensor,
                      Durability durability = Durability::kSync);

}  // namespace burin

#endif  // BURIN_FORMATS_NPY_H_
