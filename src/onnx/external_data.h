// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Tensors that an ONNX model keeps in other files. A file that a model names
// is confined to the model's own folder and its subfolders: every step of its
// path is opened without following links, and what was opened is then checked
// to be a regular file that no other name leads to.

#ifndef BURIN_ONNX_EXTERNAL_DATA_H_
#define BURIN_ONNX_EXTERNAL_DATA_H_

#include <string>

#include "base/result.h"
#include "formats/onnx_proto.h"

namespace burin {

// The folder of a path, as openat takes it.
std::string FolderOfPath(const std::string& path);

// Reads every external tensor of the model (initializers and attributes, in
// subgraphs too) into `owned`. `folder` is the model's. Errors: kBadOnnx for a
// location outside the folder, offsets and lengths that do not fit; kNotFound,
// kIo; kTooLarge when tensors ask for more bytes than their files hold.
Result<void> LoadExternalData(const std::string& folder,
                              onnx::ModelProto& model);

}  // namespace burin

#endif  // BURIN_ONNX_EXTERNAL_DATA_H_
