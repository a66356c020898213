// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin bench: compile and pure inference for several batch sizes, one table.

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <set>

#include "base/file.h"
#include "burin/compile.h"
#include "cli/console.h"
#include "cli/precision_options.h"
#include "cli/shared.h"
#include "cli/sniff.h"
#include "cli/temporary_folder.h"
#include "cli/verbs.h"
#include "formats/onnx_proto.h"
#include "infer/run.h"
#include "infer/summary.h"
#include "kernels/isa.h"
#include "report/html.h"
#include "thread/topology.h"

namespace burin::cli {
namespace {

constexpr Option kOptions[] = {
    {"model", "-m", ValueKind::kText, "FILE", "",
     "ONNX or checkpoint; may also be given without --model"},
    {"batch", "-b --batches", ValueKind::kText, "LIST", "1,4,8,16,32,64",
     "batch sizes, separated by commas"},
    {"seconds", "", ValueKind::kNumber, "S", "2",
     "measuring time of each batch size, at least 5 executions"},
    {"loop", "-l", ValueKind::kCount, "N", "0",
     "executions of each batch size instead of --seconds"},
    {"threads", "-t", ValueKind::kCount, "N", "0",
     "worker threads; 0: all cores that this process may use"},
    {"target", "", ValueKind::kChoice, "native|scalar|avx2|avx512|avx512_bf16",
     "native", "instruction set of the plates"},
    {"precision", "", ValueKind::kChoice, "fp32|bf16|int8", "fp32",
     "how products multiply"},
    {"keep_dtype", "", ValueKind::kText, "FILE", "",
     "nodes, and OpType::X, that stay in fp32"},
    {"report", "", ValueKind::kText, "FILE", "",
     "the table as JSON, or as a page if FILE ends in .html"},
};

std::vector<std::string> Head() {
  return {"batch",     "compile s", "load ms", "mean ms",
          "median ms", "p99 ms",    "runs",    "images/s"};
}

struct Row {
  int64_t batch = 0;
  std::vector<std::string> notes;  // of compiling
  double compile_ms = 0;
  double load_ms = 0;
  TimeStats compute;
  int threads = 0;
  double images_per_second() const { return Throughput(batch, compute); }
};

Result<std::vector<int64_t>> ParseBatches(const std::string& text) {
  std::vector<int64_t> out;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    int64_t batch = 0;
    const auto [next, error] = std::from_chars(at, end, batch);
    if (error != std::errc() || batch < 1 || (next != end && *next != ',')) {
      return MakeError(ErrorCode::kBadUsage, "--batch ", text,
                       ": sizes of 1 or more, separated by commas, expected");
    }
    out.push_back(batch);
    at = next == end ? next : next + 1;
  }
  return out;
}

// The model's inputs with dimension 0 as `batch` and other dynamic ones as 1.
Result<std::vector<std::pair<std::string, std::vector<int64_t>>>> ShapesFor(
    const std::string& onnx_path, int64_t batch) {
  BURIN_ASSIGN(const AlignedBuffer bytes, ReadFile(onnx_path));
  BURIN_ASSIGN(const onnx::ModelProto model,
               onnx::ParseOnnx(bytes.span()).Context(onnx_path));
  std::set<std::string_view> constants;
  for (const onnx::TensorProto& tensor : model.graph.initializer) {
    constants.insert(tensor.name);
  }
  std::vector<std::pair<std::string, std::vector<int64_t>>> out;
  for (const onnx::ValueInfoProto& input : model.graph.input) {
    if (constants.contains(input.name) || input.shape.empty()) continue;
    std::vector<int64_t> shape;
    for (const onnx::DimensionProto& dim : input.shape) {
      shape.push_back(dim.value > 0 ? dim.value : 1);
    }
    shape[0] = batch;
    out.emplace_back(input.name, std::move(shape));
  }
  return out;
}

// How many executions fill the time, from one that is timed.
Result<int> LoopFor(Session& session, const Arguments& args) {
  if (args.Integer("loop") > 0) {
    return static_cast<int>(std::min<int64_t>(args.Integer("loop"), 1'000'000));
  }
  RunOptions once;
  once.pure_data = PureData::kRandom;
  BURIN_ASSIGN(const RunReport report, RunPure(session, once, nullptr));
  const double ms = std::max(report.times.compute_ms[0], 1e-3);
  const double wanted = args.Number("seconds") * 1000 / ms;
  return static_cast<int>(std::clamp(wanted, 5.0, 1e6));
}

Result<Row> Measure(const std::string& onnx_path, const std::string& folder,
                    int64_t batch, const Arguments& args,
                    const std::atomic<bool>* stop) {
  Row row;
  row.batch = batch;
  CompileOptions options;
  options.target = args.Text("target");
  options.precision = args.Text("precision");
  BURIN_TRY(ReadKeep(args, "keep_dtype", options.keep_dtype, options));
  BURIN_ASSIGN(options.input_shapes, ShapesFor(onnx_path, batch));
  const std::string plate = StrCat(folder, "/bs", batch, ".plate");
  BURIN_ASSIGN(const CompileReport compiled,
               Compile(onnx_path, plate, options));
  row.compile_ms = compiled.milliseconds;
  row.notes = compiled.notes;
  const auto start = std::chrono::steady_clock::now();
  BURIN_ASSIGN(Opened opened, OpenModel(plate, ThreadsOf(args)));
  row.load_ms = std::chrono::duration<double, std::milli>(
                    std::chrono::steady_clock::now() - start)
                    .count();
  row.threads = opened.session.threads();
  RunOptions run;
  run.pure_data = PureData::kRandom;
  run.warmup_count = 2;
  run.stop = stop;
  BURIN_ASSIGN(run.loop, LoopFor(opened.session, args));
  BURIN_ASSIGN(const RunReport report, RunPure(opened.session, run, nullptr));
  row.compute = Summarize(report.times.compute_ms);
  return row;
}

std::vector<std::string> Cells(const Row& row) {
  return {std::to_string(row.batch),
          Fixed(row.compile_ms / 1000, 2),
          Fixed(row.load_ms, 1),
          Fixed(row.compute.mean, 3),
          Fixed(row.compute.median, 3),
          Fixed(row.compute.percentile99, 3),
          std::to_string(row.compute.count),
          Fixed(row.images_per_second(), 2)};
}

void PrintCells(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) {
    line += std::string(cell.size() < 11 ? 11 - cell.size() : 1, ' ') + cell;
  }
  Print(line);
  std::fflush(stdout);
}

Result<void> WriteHtml(const std::string& path, const std::string& model,
                       const std::string& precision,
                       std::span<const Row> rows) {
  HtmlReport report;
  report.title = StrCat("burin bench ", model);
  report.facts = {{"cpu", ReadTopology().cpu_name},
                  {"instruction set", std::string(IsaName(DetectIsa()))},
                  {"precision", precision},
                  {"threads", std::to_string(rows[0].threads)},
                  {"measured", "the plate alone, without reading files"}};
  report.bars_title = "images a second, by batch size";
  report.head = Head();
  for (const Row& row : rows) {
    report.bars.push_back({std::to_string(row.batch), row.images_per_second()});
    report.rows.push_back(Cells(row));
  }
  return WriteFile(path, AsBytes(HtmlText(report)));
}

Result<void> WriteReport(const std::string& path, const std::string& model,
                         const std::string& precision,
                         std::span<const Row> rows) {
  if (path.ends_with(".html")) return WriteHtml(path, model, precision, rows);
  Json list = Json::array();
  for (const Row& row : rows) {
    list.push_back({{"batch", row.batch},
                    {"threads", row.threads},
                    {"compile_ms", row.compile_ms},
                    {"load_ms", row.load_ms},
                    {"compute_ms", StatsJson(row.compute)},
                    {"images_per_second", row.images_per_second()}});
  }
  return WriteJson(
      path,
      {{"model", model}, {"precision", precision}, {"rows", std::move(list)}});
}

Result<void> RunBench(const Arguments& args) {
  if (!args.Has("model") && args.positionals().empty()) {
    return MakeError(ErrorCode::kBadUsage, "bench: no model named");
  }
  const std::string model =
      args.Has("model") ? args.Text("model") : args.positionals()[0];
  BURIN_ASSIGN(const std::vector<int64_t> batches,
               ParseBatches(args.Text("batch")));
  BURIN_ASSIGN(const FileKind kind, SniffFile(model));
  if (kind == FileKind::kPlate) {
    return MakeError(ErrorCode::kBadUsage, model,
                     ": a plate has one batch size; time it with burin infer "
                     "--loop");
  }
  BURIN_ASSIGN(const TemporaryFolder folder, TemporaryFolder::Create());
  std::string onnx_path = model;
  if (kind == FileKind::kCheckpoint) {
    onnx_path = folder.path() + "/model.onnx";
    BURIN_TRY(Export(model, onnx_path));
  }
  const InterruptScope interrupts;
  NoteLoad();
  PrintCells(Head());
  std::vector<Row> rows;
  for (const int64_t batch : batches) {
    BURIN_ASSIGN(const Row row, Measure(onnx_path, folder.path(), batch, args,
                                        interrupts.flag()));
    if (rows.empty()) {
      for (const std::string& note : row.notes) Note(note);
    }
    PrintCells(Cells(row));
    rows.push_back(row);
  }
  if (rows.empty()) return {};
  const Row& best = *std::max_element(
      rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return a.images_per_second() < b.images_per_second();
      });
  Print("best: batch ", best.batch, ", ", Fixed(best.images_per_second(), 2),
        " images/s, ", best.threads,
        " threads; the plate alone, without "
        "reading files");
  if (args.Has("report")) {
    BURIN_TRY(
        WriteReport(args.Text("report"), model, args.Text("precision"), rows));
  }
  return {};
}

}  // namespace

constinit const Verb kBenchVerb = {
    .name = "bench",
    .positionals = "[MODEL]",
    .max_positionals = 1,
    .summary = "times a model at several batch sizes",
    .example = "burin bench shiftvit_tiny_light.pth --batch 1,8,64",
    .options = kOptions,
    .run = RunBench,
};

}  // namespace burin::cli
