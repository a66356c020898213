// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See compile_options.h.

#include "cli/compile_options.h"

namespace burin::cli {
namespace {

constexpr std::string_view kNoChip = "has no meaning on a CPU";
constexpr std::string_view kOneShape =
    "gears differ in their batch only; compile a plate for each shape";
constexpr std::string_view kLayout =
    "there is no layout but the model's to convert to";

constexpr Option Noted(std::string_view name, std::string_view help) {
  return {name, "", ValueKind::kText, "TEXT", "", help, Standing::kNoted};
}
// With the choices that atc has, so that a slip is found here as there.
constexpr Option NotedChoice(std::string_view name, std::string_view choices,
                             std::string_view help) {
  return {name, "", ValueKind::kChoice, choices, "", help, Standing::kNoted};
}
// Works, and the help only names it.
constexpr Option Brief(std::string_view name, std::string_view value,
                       std::string_view help) {
  return {name,  "",  ValueKind::kText, value, "", help, Standing::kWorks,
          false, true};
}
constexpr Option Refused(std::string_view name, std::string_view help) {
  return {name, "", ValueKind::kText, "TEXT", "", help, Standing::kRefused};
}

constexpr Option kTable[] = {
    {"model", "-m", ValueKind::kText, "FILE", "", "the ONNX file"},
    {"output", "-o", ValueKind::kText, "PATH", "", "the plate is PATH.plate"},
    {"input_shape", "", ValueKind::kText, "TEXT", "",
     "\"name:n,c,h,w;name2:...\"; none: the model's"},
    {"dynamic_batch_size", "", ValueKind::kText, "LIST", "",
     "gears \"1,4,8\" for a batch of -1 in --input_shape"},
    {"insert_op_conf", "", ValueKind::kText, "FILE", "",
     "AIPP: inputs take uint8 pixels, N x H x W x C"},
    {"out_nodes", "", ValueKind::kText, "LIST", "",
     "outputs instead of the model's: \"node:0;tensor\""},
    {"output_type", "", ValueKind::kText, "TEXT", "",
     "FP32, FP16, UINT8 or INT8; or \"node:0:FP16;...\""},
    {"framework", "", ValueKind::kCount, "N", "5", "5 is ONNX"},
    {"mode", "", ValueKind::kCount, "N", "0",
     "0 compiles, 1 --om to --json, 3 checks, 6 shows --om"},
    {"input_format", "", ValueKind::kChoice, "NCHW|NHWC|ND", "NCHW",
     "the model says it", Standing::kWorks, false, true},
    {"target", "", ValueKind::kChoice, "native|scalar|avx2|avx512|avx512_bf16",
     "native", "instruction set of the plate"},
    {"precision", "", ValueKind::kChoice, "fp32|bf16|int8|auto", "fp32",
     "how products multiply"},
    {"keep_dtype", "", ValueKind::kText, "FILE", "",
     "nodes, and OpType::X, that stay in fp32"},
    {"keep-bf16", "", ValueKind::kText, "FILE", "",
     "the same for bf16, where others are int8", Standing::kWorks, false, true},
    {"max-drop", "", ValueKind::kNumber, "X", "0.1",
     "points of accuracy that auto may lose", Standing::kWorks, false, true},
    {"calibration-data", "", ValueKind::kText, "LIST", "",
     "images to try plates on; none: built-in ones"},
    {"calibration-samples", "", ValueKind::kPositive, "N", "512",
     "at most; of more, at equal distances", Standing::kWorks, false, true},
    {"recipe", "", ValueKind::kChoice, "spach|t2t-vit", "spach",
     "how such photographs are preprocessed", Standing::kWorks, false, true},
    {"crop-pct", "", ValueKind::kNumber, "P", "",
     "their short side becomes floor(size / P)", Standing::kWorks, false, true},
    {"self-check", "", ValueKind::kBool, "", "",
     "try the plate against fp32; reduced: always"},
    {"threads", "-t", ValueKind::kCount, "N", "0",
     "for trying plates; 0: all usable cores"},
    {"op_precision_mode", "", ValueKind::kText, "FILE", "",
     "lines Type=mode, and [ByNodeName]"},
    {"precision_mode", "", ValueKind::kText, "MODE", "",
     "one that names bf16 means --precision bf16", Standing::kWorks, false,
     true},
    {"precision_mode_v2", "", ValueKind::kText, "MODE", "",
     "one that names bf16 means --precision bf16", Standing::kWorks, false,
     true},
    {"modify_mixlist", "", ValueKind::kText, "FILE", "",
     "JSON; its black-list stays in fp32", Standing::kWorks, false, true},
    {"op_select_implmode", "", ValueKind::kText, "MODE", "",
     "the mode of --optypelist_for_implmode", Standing::kWorks, false, true},
    {"optypelist_for_implmode", "", ValueKind::kText, "LIST", "",
     "types, as lines of --op_precision_mode", Standing::kWorks, false, true},
    {"strict", "", ValueKind::kBool, "", "no",
     "names that the model lacks are an error"},
    {"log", "", ValueKind::kChoice, "debug|info|warning|error|null", "null",
     "debug and info print the time of every pass"},
    {"skip-pass", "", ValueKind::kText, "LIST", "",
     "passes to leave out, separated by commas"},
    {"dump-ir", "", ValueKind::kText, "DIR", "",
     "prints the graph into this folder after each pass"},

    Brief("dynamic_dims", "LIST",
          "gears \"1;4;8\", where --input_shape has no -1 but batches"),
    Brief("input_fp16_nodes", "LIST", "inputs that take float16: \"in1;in2\""),
    Brief("input_shape_range", "TEXT", "the older name of --input_shape"),
    Brief("fusion_switch_file", "FILE",
          "passes to leave out: lines NAME:off, or JSON"),
    Brief("om", "FILE", "the plate or ONNX file of --mode 1 and 6"),
    {.name = "json",
     .value = "FILE",
     .help = "where --mode 1 and 6 write, compiling the report; -: standard "
             "output",
     .brief = true,
     .writes = true},
    {"dump_mode", "", ValueKind::kChoice, "0|1", "0",
     "1: --mode 1 computes the shapes of all tensors", Standing::kWorks, false,
     true},
    {.name = "check_report",
     .value = "FILE",
     .help = "where --mode 3 writes; none: check_result.json",
     .brief = true,
     .writes = true},
    {"display_model_info", "", ValueKind::kBool, "", "",
     "after compiling, shows what --mode 6 shows", Standing::kWorks, false,
     true},

    Noted("soc_version", "plates are for CPUs; --target says which"),
    Noted("customize_dtypes", "--keep_dtype and --keep-bf16 say it here"),
    NotedChoice("enable_small_channel", "0|1", kNoChip),
    NotedChoice("buffer_optimize", "l2_optimize|l1_optimize|off_optimize",
                kNoChip),
    NotedChoice("op_compiler_cache_mode", "disable|enable|force",
                "compiling takes seconds; no cache"),
    Noted("op_compiler_cache_dir", "compiling takes seconds; no cache"),
    NotedChoice("disable_reuse_memory", "0|1", "memory is always planned"),
    NotedChoice("deterministic", "0|1", "results are always the same bits"),
    NotedChoice("external_weight", "0|1|2", "weights are inside the plate"),
    Noted("save_original_model", kNoChip),
    Noted("debug_dir", "use --dump-ir"),
    Noted("op_debug_level", "use --dump-ir"),
    Noted("status_check", kNoChip),
    Noted("host_env_os", kNoChip),
    Noted("host_env_cpu", "use --target"),
    Noted("core_type", kNoChip),
    Noted("aicore_num", kNoChip),
    Noted("virtual_type", kNoChip),
    Noted("enable_compress_weight", kNoChip),
    Noted("compress_weight_conf", kNoChip),
    Noted("sparsity", kNoChip),
    Noted("compression_optimize_conf", kNoChip),

    Refused("dynamic_image_size", kOneShape),
    Refused("auto_tune_mode",
            "atc no longer has it either; there is nothing to tune"),
    Refused("is_input_adjust_hw_layout", kLayout),
    Refused("is_output_adjust_hw_layout", kLayout),
    Refused("singleop", "burin compiles whole models"),
};

}  // namespace

std::span<const Option> CompileOptionTable() { return kTable; }

}  // namespace burin::cli
