// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What the summary of a run says of its outputs, for those who read the result
// files afterwards: a .bin has neither type nor shape in it.

#ifndef BURIN_INFER_RECORDED_OUTPUTS_H_
#define BURIN_INFER_RECORDED_OUTPUTS_H_

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "burin/session.h"
#include "report/json.h"
#include "tensor/tensor.h"

namespace burin {

struct RecordedOutput {
  std::string name;
  TensorType type;  // of a whole batch
};

// [{"name", "dtype", "shape"}, ...]; stands in a summary as burin.outputs.
Json OutputsJson(std::span<const TensorInfo> outputs);

// The outputs of the run whose results lie in `folder`: of the summaries
// FOLDER_summary.json and FOLDER.shard-I-of-N_summary.json beside it. Empty
// when none of them says; a summary may be another tool's, damaged, or not to
// be read. Errors: kNotFound for no such folder; kBadDataset for two summaries
// whose types differ.
Result<std::vector<RecordedOutput>> OutputsBeside(const std::string& folder);

// The summaries beside `folder`, in the order of their names: those that can be
// listed. Errors: kNotFound.
Result<std::vector<std::string>> SummariesBeside(const std::string& folder);

}  // namespace burin

#endif  // BURIN_INFER_RECORDED_OUTPUTS_H_
