// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as an ONNX file: what was parsed must survive being written and
// parsed again, and the rewrites must leave a model that still can be.

#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "formats/onnx_proto.h"
#include "onnx/optimize.h"
#include "onnx/precision_cfg.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace burin;
  auto model =
      onnx::ParseOnnx({reinterpret_cast<const std::byte*>(data), size});
  if (!model.ok()) return 0;
  const auto first = onnx::SerializeOnnx(*model);
  BURIN_CHECK(first.ok());
  const auto again = onnx::ParseOnnx(AsBytes(*first));
  BURIN_CHECK(again.ok());
  const auto second = onnx::SerializeOnnx(*again);
  BURIN_CHECK(second.ok() && *second == *first);
  static_cast<void>(KeepDtypeNames(*model));
  const auto report = OptimizeModel(*model);
  BURIN_CHECK(report.ok() || report.error().code != ErrorCode::kInternal);
  return 0;
}
