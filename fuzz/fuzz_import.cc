// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as an ONNX file that is imported and lifted: every pass must leave
// a graph that verifies, and the outputs must keep their types.

#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "formats/onnx_proto.h"
#include "ir/verify.h"
#include "onnx/import.h"
#include "passes/lift.h"
#include "passes/runner.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace burin;
  const auto model =
      onnx::ParseOnnx({reinterpret_cast<const std::byte*>(data), size});
  if (!model.ok()) return 0;
  auto graph = ImportModel(*model);
  if (!graph.ok()) {
    BURIN_CHECK(graph.error().code != ErrorCode::kInternal);
    return 0;
  }
  BURIN_CHECK(VerifyGraph(*graph).ok());
  std::vector<TensorType> before;
  for (const ValueId id : graph->outputs()) before.push_back(graph->type(id));
  const auto records = RunPasses(*graph, LiftPipeline(), {}, {});
  if (!records.ok()) {
    BURIN_CHECK(records.error().code != ErrorCode::kInternal);
    return 0;
  }
  std::vector<TensorType> after;
  for (const ValueId id : graph->outputs()) after.push_back(graph->type(id));
  BURIN_CHECK(before == after);
  return 0;
}
