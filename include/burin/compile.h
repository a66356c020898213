// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Compiling: an ONNX model, with its batch fixed, becomes one plate; and the
// two steps before it, from a PyTorch checkpoint to ONNX.

#ifndef BURIN_COMPILE_H_
#define BURIN_COMPILE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "burin/image.h"
#include "burin/result.h"

namespace burin {

// One line of an op_precision.ini: how exactly an operator is computed.
struct OpModeChoice {
  std::string key;       // an operator type, or a node's name
  bool by_node = false;  // which of the two
  std::string mode;      // "high_performance"
  // The option that says so, for notes about it.
  std::string option = "op_precision_mode";
};

// What of a picture is kept, in pixels; a size of 0 is the network's.
struct PixelCrop {
  int64_t left = 0;
  int64_t top = 0;
  int64_t width = 0;
  int64_t height = 0;
  bool operator==(const PixelCrop&) const = default;
};

// An image input that takes the bytes of pictures, uint8 N x height x width x
// channels: cut out, red and blue exchanged if said, byte x of channel c (as
// the network counts them) becomes (x - mean[c]) * scale[c] in float32.
struct PixelInput {
  int64_t input = 0;  // its number in the model
  int64_t channels = 3;
  int64_t width = 0;  // of the pictures; 0: the network's
  int64_t height = 0;
  std::optional<PixelCrop> crop;
  bool swap_red_blue = false;
  std::array<float, 3> mean = {0, 0, 0};
  std::array<float, 3> scale = {1, 1, 1};
};

struct CompileOptions {
  // The shape of each input, by name. An input that is not named keeps its
  // shape from the model, with every dynamic dimension taken as 1.
  std::vector<std::pair<std::string, std::vector<int64_t>>> input_shapes;
  // When not empty: the plate has a plan for each of these batch sizes, its
  // gears, which share the weights. A size of -1 in input_shapes is the gear's
  // batch; there must be one, and only in the place of the batch.
  std::vector<int64_t> batches;
  // The plate's outputs instead of the model's: tensors of the model, or
  // "node:k" for output k of a node.
  std::vector<std::string> out_nodes;
  // Outputs, named as above, that are converted: "float32", "float16", "uint8"
  // or "int8"; an empty name stands for all that are not named.
  std::vector<std::pair<std::string, std::string>> output_types;
  // Inputs, by name, that take float16.
  std::vector<std::string> fp16_inputs;
  std::vector<PixelInput> pixel_inputs;
  // "native" (the best tier of this CPU, BURIN_MAX_ISA respected), "scalar",
  // "avx2", "avx512" or "avx512_bf16".
  std::string target = "native";
  // In which format products multiply: "fp32", "bf16", "int8", or "auto" for
  // the fastest of each step that together cost at most `max_drop` (docs/
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
  // Points of accuracy that "auto" may lose, as it estimates them.
  double max_drop = 0.1;
  // What "auto" and the self-check try plates on: a folder of class folders or
  // of photographs, a folder of .npy and .bin files, or a comma list of such
  // files; empty: images made here.
  std::string calibration_data;
  ImageOptions calibration_images;   // recipe and crop of photographs
  size_t calibration_samples = 512;  // at most; of more, at equal distances
  // Whether the plate is run against its fp32 form before it is written; if not
  // said, those that have reduced products are.
  std::optional<bool> self_check;
  int threads = 0;  // for trying plates; as SessionOptions
  // Written into the plate as they are, for people: key and value. With those
  // of burin itself, a plate has at most 256.
  std::vector<std::pair<std::string, std::string>> metadata;
  // Passes to leave out, by name; their names stand in docs/passes.md.
  std::vector<std::string> skip_passes;
  // When not empty: a folder into which the graph is printed after each pass.
  std::string dump_folder;
  // While "auto" tries precisions: what is done of the work that is left at
  // most, in no unit. May be empty.
  std::function<void(size_t done, size_t total)> progress;
};

struct PassReport {
  std::string name;
  bool changed = false;
  double milliseconds = 0;
};

// One step of a plate, in the precision that it multiplies in, against the same
// step of the fp32 plate.
struct CheckedStepReport {
  std::string op;
  std::string precision;
  std::string name;
  double cosine = 1;
  double max_abs = 0;
};

struct SelfCheckReport {
  bool ran = false;
  std::string images;  // what it ran on
  size_t samples = 0;
  size_t rows = 0;  // answers, and those that are as in fp32
  size_t agreeing = 0;
  double cosine = 1;  // of the first output
  double max_abs = 0;
  std::vector<CheckedStepReport> steps;  // in the order of the plan
};

// What "auto" measured for a step, exactest first.
struct AutoCandidate {
  std::string precision;
  double error = 0;  // mean square change of the scores, it alone reduced
  double cost = 0;   // multiply-adds in the time of fp32's
  double milliseconds = 0;  // one batch, measured
};
struct AutoStep {
  std::string op;
  std::string name;
  std::vector<AutoCandidate> candidates;
  size_t chosen = 0;
};

struct AutoReport {
  std::string precision;        // empty: the precision was not "auto"
  std::vector<AutoStep> steps;  // those that had a choice
  // With that precision, these lists give the same steps again.
  std::vector<std::string> keep_dtype;
  std::vector<std::string> keep_bf16;
  std::string images;
  size_t error_samples = 0;
  size_t rows = 0;  // answers of the choice, and those that changed
  size_t changed = 0;
  double points = 0;              // estimated loss of the choice
  double all_reduced_points = 0;  // and with nothing kept
};

// One plan of a plate that has several.
struct GearReport {
  int64_t batch = 0;
  size_t steps = 0;
  size_t arena_bytes = 0;         // of one block
  int64_t blocks = 1;             // of the batch
  size_t added_weight_bytes = 0;  // that no smaller gear has
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
  size_t arena_bytes = 0;  // of one block
  int64_t blocks = 1;      // of the batch (docs/plate.md)
  double milliseconds = 0;
  SelfCheckReport self_check;
  AutoReport chosen;
  // By batch, ascending; empty without CompileOptions::batches. What stands
  // above is then of the largest gear, weights of all, and what was tried was
  // the smallest.
  std::vector<GearReport> gears;
};

// Reads the ONNX file (external data inside its own folder), compiles it and
// writes the plate, all or nothing. The same input and options give the same
// bytes. Errors: kNotFound, kBadOnnx, kUnsupportedOp (all such nodes at once),
// kShapeMismatch, kTooLarge for what no plate can hold, kBadUsage for an
// unknown target (or a BURIN_MAX_ISA that "native" does not know), precision,
// pass or name of an input or output, kBadConfig for a name that the model
// lacks under `strict`, kBadValue when the self-check meets NaN or infinity,
// those of reading calibration data.
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
