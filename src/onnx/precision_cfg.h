// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Which nodes must keep fp32 when a T2T-ViT runs in lower precision: those of
// its performer attentions, whose exponentials overflow otherwise.

#ifndef BURIN_ONNX_PRECISION_CFG_H_
#define BURIN_ONNX_PRECISION_CFG_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "formats/onnx_proto.h"

namespace burin {

// The nodes from each Split into three that feeds two exponentials to the
// quotient that ends that attention, with the constants they read, as in the
// file. A node without a name is called by its first output. kUnknownModel when
// there is no such attention.
Result<std::vector<std::string>> KeepDtypeNames(const onnx::ModelProto& model);

struct KeepDtypeReport {
  size_t names = 0;
};

// Writes the names, one a line, all or nothing.
Result<KeepDtypeReport> WriteKeepDtype(const std::string& onnx_path,
                                       const std::string& cfg_path);

}  // namespace burin

#endif  // BURIN_ONNX_PRECISION_CFG_H_
