// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// An ONNX model as JSON, with the keys of protobuf's own JSON form: everything
// but the weights' elements.

#ifndef BURIN_CLI_MODEL_JSON_H_
#define BURIN_CLI_MODEL_JSON_H_

#include "formats/onnx_proto.h"
#include "report/json.h"

namespace burin::cli {

Json ModelJson(const onnx::ModelProto& model);

}  // namespace burin::cli

#endif  // BURIN_CLI_MODEL_JSON_H_
