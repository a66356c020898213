// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See result_files.h.

#include "infer/result_files.h"

#include "infer/execution.h"

namespace burin {

Result<double> SaveOutputs(const Session& session, const BatchBuffers& out,
                           std::span<const std::string> names, size_t parts,
                           const RunOptions& options,
                           const BulkOutput& folder) {
  const auto start = std::chrono::steady_clock::now();
  for (size_t i = 0; i < session.outputs().size(); ++i) {
    BURIN_ASSIGN(const ConstTensorView whole,
                 ViewOf(session.outputs()[i], out.spans()[i]));
    for (size_t part = 0; part < names.size(); ++part) {
      BURIN_ASSIGN(
          const Tensor one,
          SplitOutput(whole, options.output_batch_axis,
                      static_cast<int64_t>(parts), static_cast<int64_t>(part)));
      BURIN_ASSIGN(const std::string bytes,
                   EncodeOutput(one.view(), options.format));
      BURIN_TRY(folder.Write(OutputName(names[part], i, options.format),
                             AsBytes(bytes)));
    }
  }
  return MsSince(start);
}

std::vector<std::string> ResultPaths(const Session& session,
                                     const std::string& name,
                                     const RunOptions& options,
                                     const BulkOutput& folder) {
  std::vector<std::string> out;
  for (size_t i = 0; i < session.outputs().size(); ++i) {
    out.push_back(
        StrCat(folder.folder(), "/", OutputName(name, i, options.format)));
  }
  return out;
}

}  // namespace burin
