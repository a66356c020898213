// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The whole way from a checkpoint file to an ONNX file.

#include <exception>
#include <new>
#include <span>
#include <string>
#include <utility>

#include "base/file.h"
#include "burin/compile.h"
#include "formats/checkpoint.h"
#include "models/recognise.h"
#include "onnx/export.h"

namespace burin {
namespace {

Result<ExportReport> ExportChecked(const std::string& checkpoint_path,
                                   const std::string& onnx_path,
                                   const ExportOptions& options) {
  if (options.opset < kMinOnnxOpset || options.opset > kMaxOnnxOpset) {
    return MakeError(ErrorCode::kBadUsage, "opset ", options.opset,
                     " asked for, there are ", kMinOnnxOpset, " to ",
                     kMaxOnnxOpset);
  }
  BURIN_ASSIGN(Checkpoint checkpoint, ReadCheckpoint(checkpoint_path));
  const ModelOptions wanted = {.variant = options.variant,
                               .num_heads = options.num_heads,
                               .n_div = options.n_div,
                               .activation = options.activation,
                               .image_size = options.image_size};
  BURIN_ASSIGN(Model model,
               BuildModel(std::move(checkpoint), options.family, wanted)
                   .Context(checkpoint_path));
  BURIN_ASSIGN(
      const std::string bytes,
      ExportOnnx(model.graph, {.opset = options.opset}).Context(onnx_path));
  BURIN_TRY(WriteFile(onnx_path, std::as_bytes(std::span(bytes))));
  return ExportReport{.family = std::move(model.family),
                      .variant = std::move(model.variant),
                      .notes = std::move(model.notes),
                      .parameters = model.parameters};
}

}  // namespace

Result<ExportReport> Export(const std::string& checkpoint_path,
                            const std::string& onnx_path,
                            const ExportOptions& options) {
  try {
    return ExportChecked(checkpoint_path, onnx_path, options);
  } catch (const std::bad_alloc&) {
    return MakeError(ErrorCode::kOutOfMemory, checkpoint_path,
                     ": not enough memory");
  } catch (const std::exception& e) {
    return MakeError(ErrorCode::kInternal, checkpoint_path, ": ", e.what());
  }
}

}  // namespace burin
