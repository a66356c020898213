// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The spelling of the error codes.

#include "base/result.h"

namespace burin {

std::string_view ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kBadUsage:
      return "bad-usage";
    case ErrorCode::kNotFound:
      return "not-found";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kNoSpace:
      return "no-space";
    case ErrorCode::kBadInput:
      return "bad-input";
    case ErrorCode::kBadCheckpoint:
      return "bad-checkpoint";
    case ErrorCode::kUnknownModel:
      return "unknown-model";
    case ErrorCode::kBadOnnx:
      return "bad-onnx";
    case ErrorCode::kUnsupportedOp:
      return "unsupported-op";
    case ErrorCode::kBadPlate:
      return "bad-plate";
    case ErrorCode::kUnsupportedIsa:
      return "unsupported-isa";
    case ErrorCode::kBadImage:
      return "bad-image";
    case ErrorCode::kUnsupportedFormat:
      return "unsupported-format";
    case ErrorCode::kBadNpy:
      return "bad-npy";
    case ErrorCode::kBadConfig:
      return "bad-config";
    case ErrorCode::kBadDataset:
      return "bad-dataset";
    case ErrorCode::kBadValue:
      return "bad-value";
    case ErrorCode::kShapeMismatch:
      return "shape-mismatch";
    case ErrorCode::kTooLarge:
      return "too-large";
    case ErrorCode::kOutOfMemory:
      return "out-of-memory";
    case ErrorCode::kInterrupted:
      return "interrupted";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

}  // namespace burin
