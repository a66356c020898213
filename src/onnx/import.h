// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// From an ONNX model to a graph with static shapes. The batch (and every other
// dynamic dimension) is fixed here, so whatever the model computes from shapes
// becomes constants, and attributes of older opsets become the inputs that
// opset 21 made of them. The graph still holds ONNX's own operators; the
// lifting passes (passes/lift.h) find the larger ones.

#ifndef BURIN_ONNX_IMPORT_H_
#define BURIN_ONNX_IMPORT_H_

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "formats/onnx_proto.h"
#include "ir/graph.h"

namespace burin {

struct ImportOptions {
  // The shape of each input, by name. An input that is not named keeps the
  // model's shape, with every dynamic dimension taken as 1.
  std::vector<std::pair<std::string, Dims>> input_shapes;
  // When not empty: other outputs than the model's; see cut_outputs.h. For
  // files only.
  std::vector<std::string> outputs;
};

// The default operator set versions that are understood.
inline constexpr int64_t kMinOpset = 7;
inline constexpr int64_t kMaxOpset = 28;

// Reads the file and the external data in its own folder. Node origins are the
// names of the model's nodes; an unnamed node is called by its first output.
// Errors start with the path:
//   kNotFound, kIo       the file cannot be read
//   kBadOnnx             malformed, or names that do not fit together
//   kUnsupportedFormat   an opset, element type or feature that is not read
//   kUnsupportedOp       operators that burin lacks, all of them at once; a
//                        shape that depends on values known only at run time
//   kBadUsage            a name in the options that the model does not have
//   kShapeMismatch       shapes that do not fit, the given ones included
//   kTooLarge            beyond a limit
Result<Graph> ImportOnnx(const std::string& path,
                         const ImportOptions& options = {});

// The same for a parsed model whose external data is loaded.
Result<Graph> ImportModel(const onnx::ModelProto& model,
                          const ImportOptions& options = {});

}  // namespace burin

#endif  // BURIN_ONNX_IMPORT_H_
