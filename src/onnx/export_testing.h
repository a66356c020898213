// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests: networks as ONNX files.

#ifndef BURIN_ONNX_EXPORT_TESTING_H_
#define BURIN_ONNX_EXPORT_TESTING_H_

#include <gtest/gtest.h>

#include <string>

#include "base/test_folder.h"
#include "onnx/export.h"

namespace burin {

// Writes the network to a file of this name in the folder; its path.
inline std::string WriteOnnx(const TestFolder& folder, const std::string& name,
                             const Graph& graph) {
  const auto bytes = ExportOnnx(graph, {});
  if (bytes.ok()) {
    folder.Write(name, *bytes);
  } else {
    ADD_FAILURE() << bytes.error().message;
  }
  return folder / name;
}

}  // namespace burin

#endif  // BURIN_ONNX_EXPORT_TESTING_H_
