// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Named rewrites of ONNX models: ONNX in, ONNX of the same opset out, with the
// dynamic batch kept and every output the same up to rounding. burin's own
// compiler needs none of them; they are for other runtimes, for files that
// people look at, and for the edits that guides prescribe.

#ifndef BURIN_ONNX_OPTIMIZE_H_
#define BURIN_ONNX_OPTIMIZE_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/onnx_proto.h"

namespace burin {

class OnnxEditor;

struct OnnxRewrite {
  std::string_view name;
  std::string_view what;  // one line: pattern -> result, and its conditions
  bool by_default = true;
  // Rewrites every match; how many there were.
  Result<size_t> (*apply)(OnnxEditor& editor) = nullptr;
};

// All rewrites, in the order in which they are applied.
std::span<const OnnxRewrite> OnnxRewrites();

struct RewriteCount {
  std::string name;
  size_t matches = 0;
};

struct OptimizeReport {
  std::vector<RewriteCount> rewrites;  // those that were asked for, in order
  size_t nodes_before = 0;
  size_t nodes_after = 0;
};

// Applies the rewrites of these names, or the default ones when `names` is
// empty; then drops nodes and initializers that nobody reads. Errors:
// kBadUsage for an unknown name; those of a model that cannot be imported.
Result<OptimizeReport> OptimizeModel(onnx::ModelProto& model,
                                     std::span<const std::string> names = {});

// The same for files, all or nothing; `out_path` empty: only counts what would
// be done. The same input gives the same bytes. Tensors that the model keeps in
// other files are written into the one.
Result<OptimizeReport> OptimizeFile(const std::string& in_path,
                                    const std::string& out_path,
                                    std::span<const std::string> names = {});

}  // namespace burin

#endif  // BURIN_ONNX_OPTIMIZE_H_
