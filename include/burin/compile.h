// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Compiling: an ONNX model, with its batch fixed, becomes one plate; and the
// two steps before it, from a PyTorch checkpoint to ONNX.

#ifndef BURIN_COMPILE_H_
#define BURIN_COMPILE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "burin/result.h"

namespace burin {

// One line of an op_precision.ini: how exactly an operator is computed.
struct OpModeChoice {
  std::string key;       // an operator type, or a node's name
  bool by_node = false;  // which of the two
  std::string mode;      // "high_performance"
};

struct CompileOptions {
  // The shape of each input, by name. An input that is not named keeps its
  // shape from the model, with every dynamic dimension taken as 1.
  std::vector<std::pair<std::string, std::vector<int64_t>>> input_shapes;
  // "native" (the best tier of this CPU, BURIN_MAX_ISA respected), "scalar",
  // "avx2", "avx512" or "avx512_bf16".
  std::string target = "native";
  // In which format products multiply: "fp32", "bf16" or "int8" (docs/
  // precision.md). Everything else computes in float32 always.
  std::string precision = "fp32";
  // What stays in float32: source nodes and tensors by name, or "OpType::X" for
  // all of a type. A step is kept when any node it was fused of is named.
  std::vector<std::string> keep_dtype;
  // The same for what multiplies in bf16 where `precision` is "int8".
  std::vector<std::string> keep_bf16;
  // Whether a name above that the model lacks is an error; else it is a note.
  bool strict = false;
  std::vector<OpModeChoice> op_modes;
  // Written into the plate as they are, for people: key and value.
  std::vector<std::pair<std::string, std::string>> metadata;
  // Passes to leave out, by name; their names stand in docs/passes.md.
  std::vector<std::string> skip_passes;
  // When not empty: a folder into which the graph is printed after each pass.
  std::string dump_folder;
};

struct PassReport {
  std::string name;
  bool changed = false;
  double milliseconds = 0;
};

struct CompileReport {
  std::vector<PassReport> passes;
  // What a user should know, a line each: names that mean nothing, modes
  // without effect, instructions that the target lacks.
  std::vector<std::string> notes;
  size_t steps = 0;
  // How many products multiply in each precision, in the order "fp32", "bf16",
  // "int8".
  std::vector<std::pair<std::string, size_t>> products;
  size_t weight_bytes = 0;
  size_t arena_bytes = 0;
  double milliseconds = 0;
};

// Reads the ONNX file (external data inside its own folder), compiles it and
// writes the plate, all or nothing. The same input and options give the same
// bytes. Errors: kNotFound, kBadOnnx, kUnsupportedOp (all such nodes at once),
// kShapeMismatch, kBadUsage for an unknown target, precision, pass or input
// name, kBadConfig for a name that the model lacks under `strict`.
Result<CompileReport> Compile(const std::string& onnx_path,
                              const std::string& plate_path,
                              const CompileOptions& options = {});

struct ExportOptions {
  std::string family = "auto";  // "shiftvit", "smlpnet", "t2t_vit" or "auto"
  std::string variant;          // a registry name; empty: read from the shapes
  int opset = 12;               // 11 to 17
  int64_t num_heads = 0;        // 0: from the variant, else 64 a head
  int64_t n_div = 0;            // 0: from the variant, else 12
  std::string activation;       // "gelu", "relu"; empty: from the variant
  int64_t image_size = 0;       // 0: from the weights, else 224
};

struct ExportReport {
  std::string family;
  std::string variant;  // the registry variant that fits, or "custom"
  std::vector<std::string> notes;
  size_t parameters = 0;  // elements of the weights that were used
};

// Reads a checkpoint without running any of its code and writes ONNX with a
// dynamic batch, all or nothing; the same input gives the same bytes. Errors:
// kNotFound, kBadCheckpoint, kUnknownModel, kBadUsage.
Result<ExportReport> Export(const std::string& checkpoint_path,
                            const std::string& onnx_path,
                            const ExportOptions& options = {});

}  // namespace burin

#endif  // BURIN_COMPILE_H_
