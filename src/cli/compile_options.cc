// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See compile_options.h.

#include "cli/compile_options.h"

#include <charconv>

namespace burin::cli {
namespace {

constexpr std::string_view kNoChip = "has no meaning on a CPU";
constexpr std::string_view kOneShape =
    "a plate has one fixed shape; compile one for each";
constexpr std::string_view kPorts =
    "inputs and outputs are the model's; edit the ONNX file instead";
constexpr std::string_view kInspect = "use burin inspect";

constexpr Option Noted(std::string_view name, std::string_view help) {
  return {name, "", ValueKind::kText, "TEXT", "", help, Standing::kNoted};
}
constexpr Option Refused(std::string_view name, std::string_view help) {
  return {name, "", ValueKind::kText, "TEXT", "", help, Standing::kRefused};
}

constexpr Option kTable[] = {
    {.name = "model",
     .aliases = "-m",
     .value = "FILE",
     .help = "the ONNX file",
     .required = true},
    {.name = "output",
     .aliases = "-o",
     .value = "PATH",
     .help = "the plate is PATH.plate",
     .required = true},
    {"input_shape", "", ValueKind::kText, "TEXT", "",
     "\"name:n,c,h,w;name2:...\"; none: the model's"},
    {"framework", "", ValueKind::kCount, "N", "5", "5 is ONNX"},
    {"mode", "", ValueKind::kCount, "N", "0", "0 compiles"},
    {"input_format", "", ValueKind::kChoice, "NCHW|NHWC|ND", "NCHW",
     "the model says it"},
    {"target", "", ValueKind::kChoice, "native|scalar|avx2|avx512|avx512_bf16",
     "native", "instruction set of the plate"},
    {"precision", "", ValueKind::kChoice, "fp32|bf16|int8|auto", "fp32",
     "how products multiply"},
    {"keep_dtype", "", ValueKind::kText, "FILE", "",
     "nodes, and OpType::X, that stay in fp32"},
    {"keep-bf16", "", ValueKind::kText, "FILE", "",
     "the same for bf16, where others are int8"},
    {"max-drop", "", ValueKind::kNumber, "X", "0.1",
     "points of accuracy that auto may lose"},
    {"calibration-data", "", ValueKind::kText, "LIST", "",
     "images to try plates on; none: built-in ones"},
    {"calibration-samples", "", ValueKind::kPositive, "N", "512",
     "at most; of more, at equal distances"},
    {"recipe", "", ValueKind::kChoice, "spach|t2t-vit", "spach",
     "how such photographs are preprocessed"},
    {"crop-pct", "", ValueKind::kNumber, "P", "",
     "their short side becomes floor(size / P)"},
    {"self-check", "", ValueKind::kBool, "", "",
     "try the plate against fp32; reduced: always"},
    {"threads", "-t", ValueKind::kCount, "N", "0",
     "for trying plates; 0: all usable cores"},
    {"op_precision_mode", "", ValueKind::kText, "FILE", "",
     "lines Type=mode, and [ByNodeName]"},
    {"precision_mode", "", ValueKind::kText, "MODE", "",
     "one that names bf16 means --precision bf16"},
    {"precision_mode_v2", "", ValueKind::kText, "MODE", "",
     "one that names bf16 means --precision bf16"},
    {"modify_mixlist", "", ValueKind::kText, "FILE", "",
     "JSON; its black-list stays in fp32"},
    {"op_select_implmode", "", ValueKind::kText, "MODE", "",
     "the mode of --optypelist_for_implmode"},
    {"optypelist_for_implmode", "", ValueKind::kText, "LIST", "",
     "types, as lines of --op_precision_mode"},
    {"strict", "", ValueKind::kBool, "", "no",
     "names that the model lacks are an error"},
    {"log", "", ValueKind::kChoice, "debug|info|warning|error|null", "null",
     "debug and info print the time of every pass"},
    {"skip-pass", "", ValueKind::kText, "LIST", "",
     "passes to leave out, separated by commas"},
    {"dump-ir", "", ValueKind::kText, "DIR", "",
     "prints the graph into this folder after each pass"},

    Noted("soc_version", "plates are for CPUs; --target says which"),
    Noted("customize_dtypes", "--keep_dtype and --keep-bf16 say it here"),
    Noted("fusion_switch_file", "passes are left out with --skip-pass"),
    Noted("enable_small_channel", kNoChip),
    Noted("buffer_optimize", kNoChip),
    Noted("auto_tune_mode", "there is nothing to tune"),
    Noted("op_compiler_cache_mode", "compiling takes seconds; no cache"),
    Noted("op_compiler_cache_dir", "compiling takes seconds; no cache"),
    Noted("disable_reuse_memory", "memory is always planned"),
    Noted("deterministic", "results are always the same bits"),
    Noted("external_weight", "weights are inside the plate"),
    Noted("display_model_info", kInspect),
    Noted("save_original_model", kNoChip),
    Noted("debug_dir", "use --dump-ir"),
    Noted("op_debug_level", "use --dump-ir"),
    Noted("status_check", kNoChip),
    Noted("check_report", "errors are printed"),
    Noted("json", kInspect),
    Noted("dump_mode", kInspect),
    Noted("host_env_os", kNoChip),
    Noted("host_env_cpu", "use --target"),
    Noted("core_type", kNoChip),
    Noted("aicore_num", kNoChip),
    Noted("virtual_type", kNoChip),
    Noted("enable_compress_weight", kNoChip),
    Noted("compress_weight_conf", kNoChip),
    Noted("sparsity", kNoChip),
    Noted("compression_optimize_conf", kNoChip),

    Refused("input_shape_range", "--input_shape with fixed sizes replaces it"),
    Refused("dynamic_batch_size", kOneShape),
    Refused("dynamic_image_size", kOneShape),
    Refused("dynamic_dims", kOneShape),
    Refused("insert_op_conf",
            "preprocessing is not part of a plate; use burin preprocess"),
    Refused("out_nodes", kPorts),
    Refused("output_type", kPorts),
    Refused("input_fp16_nodes", kPorts),
    Refused("is_input_adjust_hw_layout", kPorts),
    Refused("is_output_adjust_hw_layout", kPorts),
    Refused("singleop", "burin compiles whole models"),
    Refused("om", kInspect),
};

Error BadShape(const std::string& text, std::string_view why) {
  return MakeError(ErrorCode::kBadUsage, "--input_shape \"", text, "\": ", why,
                   "; \"name1:n1,c1,h1,w1;name2:n2,...\" expected");
}

}  // namespace

std::span<const Option> CompileOptionTable() { return kTable; }

Result<std::vector<std::pair<std::string, std::vector<int64_t>>>>
ParseInputShapes(const std::string& text) {
  std::vector<std::pair<std::string, std::vector<int64_t>>> out;
  std::string_view rest = text;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view entry = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const size_t colon = entry.rfind(':');
    if (colon == std::string_view::npos || colon == 0) {
      return BadShape(text, "no name");
    }
    std::vector<int64_t> shape;
    const char* at = entry.data() + colon + 1;
    const char* const stop = entry.data() + entry.size();
    while (at != stop) {
      int64_t size = 0;
      const auto [next, error] = std::from_chars(at, stop, size);
      if (error != std::errc() || (next != stop && *next != ',')) {
        return BadShape(text, "a size is no number");
      }
      if (size < 1) return BadShape(text, "a size is not positive and fixed");
      shape.push_back(size);
      at = next == stop ? next : next + 1;
    }
    if (shape.empty()) return BadShape(text, "no sizes");
    out.emplace_back(entry.substr(0, colon), std::move(shape));
  }
  return out;
}

}  // namespace burin::cli
