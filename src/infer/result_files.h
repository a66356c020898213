// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The result files of a batch: one for each input file and output.

#ifndef BURIN_INFER_RESULT_FILES_H_
#define BURIN_INFER_RESULT_FILES_H_

#include <span>
#include <string>

#include "base/bulk_output.h"
#include "base/result.h"
#include "burin/session.h"
#include "infer/buffers.h"
#include "infer/run.h"

namespace burin {

// Saves the outputs of one batch, which holds `parts` input files, of which
// `names` are no padding, and returns the milliseconds that it took.
Result<double> SaveOutputs(const Session& session, const BatchBuffers& out,
                           std::span<const std::string> names, size_t parts,
                           const RunOptions& options, const BulkOutput& folder);

// The paths of those files for the input file `name`.
std::vector<std::string> ResultPaths(const Session& session,
                                     const std::string& name,
                                     const RunOptions& options,
                                     const BulkOutput& folder);

}  // namespace burin

#endif  // BURIN_INFER_RESULT_FILES_H_
