// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See infer_options.h.

#include "cli/infer_options.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/paths.h"
#include "cli/console.h"
#include "cli/shared.h"

namespace burin::cli {
namespace {

constexpr std::string_view kFixedShape =
    "plates have fixed shapes; --dymShape chooses a gear";

constexpr Option kOptions[] = {
    {.name = "model",
     .aliases = "-m -om --om --om-model",
     .value = "FILE",
     .help = "the plate; for X.om, X.plate is opened",
     .required = true},
    {"input", "-i", ValueKind::kText, "LIST", "",
     "files, or a folder or pattern per input; none: made-up data"},
    {"list", "", ValueKind::kText, "FILE", "",
     "only the files that this file names, one a line"},
    {"limit", "", ValueKind::kPositive, "N", "",
     "only the first N files of each input"},
    {"shard", "", ValueKind::kText, "I/N", "1/1",
     "part I of N of the input files; see evaluate --merge"},
    {"output", "-o", ValueKind::kText, "DIR", "",
     "where results go, in a subfolder; none: nothing is saved"},
    {"output_dirname", "-od", ValueKind::kText, "NAME", "",
     "the subfolder's name; none: date and time"},
    {"resume", "", ValueKind::kText, "DIR", "",
     "go on in this result folder of a run that was stopped"},
    {"outfmt", "", ValueKind::kChoice, "BIN|NPY|TXT", "BIN",
     "format of result files"},
    {"loop", "-l -r", ValueKind::kPositive, "N", "1",
     "executions of each batch; every one is timed"},
    {"duration", "", ValueKind::kNumber, "SECONDS", "",
     "go on executing for so long; --loop is then the least"},
    {"warmup_count", "-wcount --warmup", ValueKind::kCount, "N", "1",
     "executions before timing starts"},
    {.name = "warmup_duration",
     .kind = ValueKind::kNumber,
     .value = "SECONDS",
     .fallback = "0",
     .help = "go on warming up for so long; --warmup_count is then the least",
     .brief = true},
    {.name = "dymBatch",
     .aliases = "-db --dym-batch",
     .kind = ValueKind::kCount,
     .value = "N",
     .fallback = "0",
     .help = "of a plate with gears: the batch of the one to run",
     .brief = true},
    {.name = "dymDims",
     .aliases = "-dd --dym-dims",
     .value = "TEXT",
     .help = "the same as shapes of the inputs: \"data:4,3,224,224;...\"",
     .brief = true},
    {.name = "dymShape",
     .aliases = "-ds --dym-shape",
     .value = "TEXT",
     .help = "the same as --dymDims",
     .brief = true},
    {.name = "dymHW",
     .aliases = "-dhw --dym-hw",
     .value = "H,W",
     .help = "height and width, which must be the plate's",
     .brief = true},
    {"batchsize", "--batch-size", ValueKind::kPositive, "N", "",
     "compared with the plate's batch; the plate's counts"},
    {"pure_data_type", "-pdt", ValueKind::kChoice, "zero|random", "zero",
     "made-up data"},
    {.name = "output_batchsize_axis",
     .aliases = "-oba",
     .kind = ValueKind::kCount,
     .value = "N",
     .fallback = "0",
     .help = "axis along which a batch's outputs are cut into files",
     .brief = true},
    {"display_all_summary", "-das", ValueKind::kBool, "", "no",
     "times of reading and saving too"},
    {"json", "", ValueKind::kBool, "", "no",
     "the summary as JSON, alone on standard output"},
    {"threads", "-t", ValueKind::kCount, "N", "0",
     "worker threads; 0: all cores that this process may use"},
    {"streams", "", ValueKind::kPositive, "N", "1",
     "executions at a time, which share the threads"},
    {"device", "-d --device_id", ValueKind::kText, "LIST", "0",
     "0,1: two groups of the cores, each with a folder and a summary"},
    {"profile", "-pf --profiler", ValueKind::kBool, "", "no",
     "a table of the time of every step, beside the instruction peak"},
    {.name = "trace",
     .value = "FILE",
     .help = "one execution, every task of every thread, for "
             "chrome://tracing; -: standard output",
     .writes = true},
    {"dump", "", ValueKind::kBool, "", "no",
     "every step's outputs as .npy, in OUTPUT/dump"},
    {"debug", "", ValueKind::kBool, "", "no",
     "inputs and outputs of the plate"},
    {.name = "divide_input",
     .kind = ValueKind::kBool,
     .fallback = "no",
     .help = "each of several --device takes its part of the input files",
     .brief = true},
    {"dump_npy", "", ValueKind::kBool, "", "no",
     "what --dump writes are .npy files", Standing::kNoted},
    {"pipeline", "", ValueKind::kBool, "", "no",
     "reading, executing and saving overlap without it; --threads beside this "
     "is --streams",
     Standing::kNoted},
    {"run_mode", "-rm", ValueKind::kChoice, "array|files|tensor|full", "array",
     "one way for all: whole batches in memory, files read and saved meanwhile",
     Standing::kNoted},
    {"infer_queue_count", "", ValueKind::kText, "N", "",
     "a batch for each stream is in memory, and up to 12 MB of the next ones",
     Standing::kNoted},
    {"npu_id", "", ValueKind::kText, "LIST", "",
     "burin runs on the CPU; see burin devices", Standing::kNoted},
    {"outputSize", "-outsize --output-size", ValueKind::kText, "N", "",
     "output sizes are known from the plate", Standing::kNoted},
    {"profiler_rename", "", ValueKind::kBool, "", "",
     "the profiler's files have fixed names", Standing::kNoted},
    {"acl_json_path", "-acl", ValueKind::kText, "FILE", "",
     "there is no accelerator to configure; see --dump and --profile",
     Standing::kNoted},
    {"energy_consumption", "-ec", ValueKind::kBool, "", "",
     "energy is not measured", Standing::kNoted},
    {"auto_set_dymshape_mode", "-asdsm", ValueKind::kBool, "", "", kFixedShape,
     Standing::kNoted},
    {"auto_set_dymdims_mode", "-asddm", ValueKind::kBool, "", "", kFixedShape,
     Standing::kNoted},
    {"dymShape_range", "-dr --dym-shape-range", ValueKind::kText, "TEXT", "",
     kFixedShape, Standing::kRefused},
    {"aipp_config", "-aipp", ValueKind::kText, "FILE", "",
     "a plate has its preprocessing from compile --insert_op_conf",
     Standing::kRefused},
    {"backend", "", ValueKind::kText, "NAME", "", "burin is the only backend",
     Standing::kRefused},
    {"perf", "", ValueKind::kBool, "", "", "belongs to another backend",
     Standing::kRefused},
};

// A count above two thousand million would take years.
int IntOf(const Arguments& args, std::string_view name) {
  return static_cast<int>(std::min<int64_t>(args.Integer(name), 2'000'000'000));
}

Error Misuse(std::string_view text) {
  return MakeError(ErrorCode::kBadUsage, text);
}

Result<void> CheckUsage(const Arguments& args) {
  const bool files = args.Has("input") || args.Has("list");
  const bool saves = args.Has("output") || args.Has("resume");
  if (args.Has("resume") && (args.Has("output") || !files)) {
    return Misuse("--resume stands in place of --output and needs --input");
  }
  if (args.Has("shard") && !files) return Misuse("--shard needs --input");
  if (args.Has("limit") && !files) return Misuse("--limit needs --input");
  if (args.Has("output_dirname") && !args.Has("output")) {
    return Misuse("--output_dirname cannot be used without --output");
  }
  const std::string& name = args.Text("output_dirname");
  if (name.starts_with('/')) {
    return MakeError(ErrorCode::kBadUsage, "--output_dirname '", name,
                     "' is an absolute path, a name expected");
  }
  if (args.Text("trace") == "-" && args.Flag("json")) {
    return Misuse("--trace -: the summary goes to standard output");
  }
  if (args.Text("trace") == "-" && args.Flag("profile") && !saves) {
    return Misuse("--trace -: the table of --profile needs --output");
  }
  if (args.Flag("dump") && !saves) return Misuse("--dump needs --output");
  if (args.Flag("dump_npy") && !args.Flag("dump")) {
    return Misuse("--dump_npy cannot be used without --dump");
  }
  if (args.Number("warmup_duration") < 0) {
    return Misuse("option --warmup_duration: 0 or more expected");
  }
  if (args.Has("duration") && args.Number("duration") <= 0) {
    return MakeError(ErrorCode::kBadUsage, "option --duration: '",
                     args.Text("duration"), "' given, more than 0 expected");
  }
  return {};
}

RunOptions RunOptionsOf(const Arguments& args) {
  RunOptions out;
  out.loop = IntOf(args, "loop");
  out.warmup_count = IntOf(args, "warmup_count");
  out.duration_seconds = args.Has("duration") ? args.Number("duration") : 0;
  out.warmup_seconds = args.Number("warmup_duration");
  out.output_batch_axis = args.Integer("output_batchsize_axis");
  const std::string& format = args.Text("outfmt");
  out.format = format == "NPY"   ? OutputFormat::kNpy
               : format == "TXT" ? OutputFormat::kTxt
                                 : OutputFormat::kBin;
  out.pure_data = args.Text("pure_data_type") == "random" ? PureData::kRandom
                                                          : PureData::kZero;
  return out;
}

// Threads and streams, which the older tool's --pipeline and --device mean.
void SetParallelism(const Arguments& args, InferRequest* request) {
  request->session.batch = request->shape.batch;
  request->session.streams = std::min(IntOf(args, "streams"), 1024);
  if (args.Flag("pipeline") && args.Has("threads")) {
    request->session.streams =
        std::max(request->session.streams, ThreadsOf(args));
  } else {
    request->session.threads = UsableThreadsOf(args);
  }
  if (request->divide_input && request->devices.empty()) {
    Note("--divide_input: there is one device, which takes all");
  }
  if (request->devices.empty() && args.Has("device")) {
    Note("--device ", args.Text("device"),
         ": burin runs on the CPU; see burin devices");
  }
}

}  // namespace

constinit const std::span<const Option> kInferOptions = kOptions;

Result<std::vector<int>> ParseDevices(const std::string& text) {
  std::vector<int> out;
  for (const std::string& word : SplitCommas(text)) {
    int id = -1;
    const auto [end, error] =
        std::from_chars(word.data(), word.data() + word.size(), id);
    if (error != std::errc() || end != word.data() + word.size() || id < 0 ||
        id > 255) {
      return MakeError(ErrorCode::kBadUsage, "option --device: '", text,
                       "' given, numbers from 0 to 255 expected");
    }
    out.push_back(id);
  }
  if (out.empty()) return Misuse("option --device: no number given");
  return out;
}

Result<InferRequest> InferRequestOf(const Arguments& args) {
  BURIN_TRY(CheckUsage(args));
  InferRequest out;
  out.has_files = args.Has("input") || args.Has("list");
  out.files.input = args.Text("input");
  out.files.list = args.Text("list");
  out.files.limit = static_cast<size_t>(args.Integer("limit"));
  BURIN_ASSIGN(out.devices, ParseDevices(args.Text("device")));
  if (out.devices.size() == 1) out.devices.clear();
  out.divide_input = args.Flag("divide_input");
  out.run = RunOptionsOf(args);
  BURIN_ASSIGN(out.shard, ShardOf(args));
  BURIN_ASSIGN(out.shape, WantedShapeOf(args));
  SetParallelism(args, &out);
  return out;
}

std::string ResultFolder(const Arguments& args) {
  if (args.Has("resume")) return args.Text("resume");
  const std::string root = WithoutSlash(args.Text("output"));
  return StrCat(root, root == "/" ? "" : "/",
                args.Has("output_dirname") ? args.Text("output_dirname")
                                           : TimestampName());
}

std::string SideFolder(const std::string& result_folder,
                       std::string_view kind) {
  const std::filesystem::path path(WithoutSlash(result_folder));
  return (path.parent_path() / kind / path.filename()).native();
}

}  // namespace burin::cli
