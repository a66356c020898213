// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// What is in a checkpoint, an ONNX file or a plate, as one report that prints
// as text or as JSON.

#ifndef BURIN_CLI_DESCRIBE_H_
#define BURIN_CLI_DESCRIBE_H_

#include <string>

#include "base/result.h"
#include "plate/plate.h"
#include "report/json.h"

namespace burin::cli {

Result<Json> DescribeCheckpoint(const std::string& path);
Result<Json> DescribeOnnx(const std::string& path);
// Of a plate with gears, the one of this batch, or the largest one.
Result<Json> DescribePlate(const std::string& path,
                           int64_t gear = kLargestGear);

// "key: value" lines; a list of objects as a table below its key.
std::string DescriptionText(const Json& description);

}  // namespace burin::cli

#endif  // BURIN_CLI_DESCRIBE_H_
