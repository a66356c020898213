// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin bench: from a checkpoint or ONNX to the table that guides end with.

#include <algorithm>
#include <charconv>
#include <chrono>

#include "bench/bench_json.h"
#include "bench/bench_table.h"
#include "bench/measure.h"
#include "cli/bench_files.h"
#include "cli/console.h"
#include "cli/precision_options.h"
#include "cli/shared.h"
#include "cli/sniff.h"
#include "cli/temporary_folder.h"
#include "cli/verbs.h"
#include "report/number.h"
#include "thread/thread_pool.h"
#include "vision/image_folder.h"

namespace burin::cli {
namespace {

constexpr Option kOptions[] = {
    {"model", "-m", ValueKind::kText, "FILE", "",
     "ONNX or checkpoint; may also be given without --model"},
    {"batch", "-b --batches", ValueKind::kText, "LIST", "1,4,8,16,32,64",
     "batch sizes, separated by commas"},
    {"precision", "", ValueKind::kText, "LIST", "fp32",
     "how products multiply: any of fp32, bf16, int8, separated by commas"},
    {"keep_dtype", "", ValueKind::kText, "FILE", "",
     "nodes, and OpType::X, that stay in fp32"},
    {"seconds", "--duration", ValueKind::kNumber, "S", "2",
     "measuring time of each row, at least 5 executions"},
    {"loop", "-l", ValueKind::kCount, "N", "0",
     "executions of each row instead of --seconds"},
    {"threads", "-t", ValueKind::kCount, "N", "0",
     "worker threads; 0: all cores that this process may use"},
    {"target", "", ValueKind::kChoice, "native|scalar|avx2|avx512|avx512_bf16",
     "native", "instruction set of the plates"},
    {"data-root", "--data-dir", ValueKind::kText, "DIR", "",
     "photographs, to count the accuracy of each precision"},
    {"recipe", "", ValueKind::kChoice, "spach|t2t-vit", "spach",
     "how photographs become inputs"},
    {"crop-pct", "", ValueKind::kNumber, "X", "",
     "the short side becomes 224 / X; none: 256"},
    {"baseline", "", ValueKind::kText, "FILE", "",
     "JSON of an earlier run: the ratio of images a second to it"},
    {"profile", "", ValueKind::kBool, "", "yes",
     "the best row step by step as well, for --json and --html"},
    {.name = "json",
     .value = "FILE",
     .help = "everything as JSON; FILE may be - for standard output, here and "
             "below",
     .writes = true},
    {.name = "csv", .value = "FILE", .help = "the rows as CSV", .writes = true},
    {.name = "markdown",
     .aliases = "--md",
     .value = "FILE",
     .help = "the tables",
     .writes = true},
    {.name = "html",
     .aliases = "--report",
     .value = "FILE",
     .help = "a page with charts, for a browser; one file that needs no other",
     .writes = true},
};

Result<std::vector<int64_t>> ParseBatches(const std::string& text) {
  std::vector<int64_t> out;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    int64_t batch = 0;
    const auto [next, error] = std::from_chars(at, end, batch);
    if (error != std::errc() || batch < 1 || (next != end && *next != ',')) {
      break;
    }
    if (std::ranges::find(out, batch) != out.end()) {
      return MakeError(ErrorCode::kBadUsage, "--batch ", text, ": ", batch,
                       " is there twice");
    }
    out.push_back(batch);
    at = next == end ? next : next + 1;
  }
  if (out.empty() || at != end) {
    return MakeError(ErrorCode::kBadUsage, "--batch ", text,
                     ": sizes of 1 or more, separated by commas, expected");
  }
  return out;
}

Result<std::vector<std::string>> ParsePrecisions(const std::string& text) {
  std::vector<std::string> out = SplitCommas(text);
  for (size_t i = 0; i < out.size(); ++i) {
    if (out[i] != "fp32" && out[i] != "bf16" && out[i] != "int8") {
      out.clear();
    } else if (std::find(out.begin(), out.begin() + static_cast<long>(i),
                         out[i]) != out.begin() + static_cast<long>(i)) {
      return MakeError(ErrorCode::kBadUsage, "--precision ", text, ": ", out[i],
                       " is there twice");
    }
  }
  if (out.empty()) {
    return MakeError(ErrorCode::kBadUsage, "--precision ", text,
                     ": any of fp32, bf16, int8, separated by commas, "
                     "expected");
  }
  return out;
}

Result<std::string> ModelNamed(const Arguments& args) {
  if (args.Has("model")) return args.Text("model");
  if (!args.positionals().empty()) return args.positionals()[0];
  return MakeError(ErrorCode::kBadUsage, "bench: no model named");
}

// The model as ONNX: itself, or its export into `folder`.
Result<std::string> OnnxOf(const std::string& model,
                           const std::string& folder) {
  BURIN_ASSIGN(const FileKind kind, SniffFile(model));
  if (kind == FileKind::kPlate) {
    return MakeError(ErrorCode::kBadUsage, model,
                     ": a plate has one batch size; time it with burin infer "
                     "--loop");
  }
  if (kind == FileKind::kOnnx) return model;
  const std::string onnx = folder + "/model.onnx";
  BURIN_TRY(Export(model, onnx));
  return onnx;
}

Result<BenchOptions> OptionsOf(const Arguments& args) {
  BenchOptions out;
  BURIN_ASSIGN(out.batches, ParseBatches(args.Text("batch")));
  BURIN_ASSIGN(out.precisions, ParsePrecisions(args.Text("precision")));
  out.seconds = args.Number("seconds");
  if (!(out.seconds >= 0)) {
    return MakeError(ErrorCode::kBadUsage, "--seconds ", args.Text("seconds"),
                     ": no less than 0 expected");
  }
  out.loop =
      static_cast<int>(std::min<int64_t>(args.Integer("loop"), 1'000'000));
  out.threads = UsableThreadsOf(args);
  out.compile.target = args.Text("target");
  BURIN_TRY(ReadKeep(args, "keep_dtype", out.compile.keep_dtype, out.compile));
  BURIN_ASSIGN(out.transform, TransformOptionsOf(args));
  out.profile = args.Flag("profile") && (args.Has("json") || args.Has("html"));
  return out;
}

// A folder whose photographs cannot be read is told before the run.
Result<ImageFolder> ImagesOf(const Arguments& args, int threads) {
  if (!args.Has("data-root")) return ImageFolder{};
  BURIN_ASSIGN(ImageFolder folder, ListImageFolder(args.Text("data-root")));
  ThreadPool pool(threads);
  BURIN_TRY(CheckImageFormats(folder, pool));
  return folder;
}

// The table, growing row by row.
class GrowingTable {
 public:
  explicit GrowingTable(const std::optional<Baseline>& baseline)
      : baseline_(baseline) {
    columns_.baseline = baseline.has_value();
    table_ = {RowHead(columns_), {}, 1};
    Show(table_.head);
  }
  void Add(BenchRow row) const {
    if (baseline_) row.to_baseline = RatioTo(*baseline_, row);
    Show(RowCells({}, row, columns_));
  }

 private:
  void Show(const std::vector<std::string>& cells) const {
    constexpr size_t kWidth = 8;
    WriteOut(TextLine(table_, cells, kWidth));
    FlushOut();
  }

  const std::optional<Baseline>& baseline_;
  BenchColumns columns_;
  Table table_;
};

void ShowScores(const BenchReport& report) {
  for (const PrecisionScore& score : report.scores) {
    if (score.accuracy) {
      Print(score.precision, ": ", score.accuracy->images,
            " images, acc@1:", Fixed(score.accuracy->acc1(), 4),
            ", acc@5:", Fixed(score.accuracy->acc5(), 4));
    }
    if (score.self_check.ran) {
      Print(score.precision, " against fp32: ", score.self_check.agreeing,
            " of ", score.self_check.rows, " answers equal, cosine ",
            Fixed(score.self_check.cosine, 6), ", on ",
            score.self_check.images);
    }
  }
}

void ShowEnd(const BenchReport& report, size_t precisions) {
  ShowScores(report);
  if (precisions > 1) Print("\n", TableText(GuideTable(report)));
  Print(BestText(report), "; the plate alone, without reading files");
}

std::string Now() {
  // "2022_08_09-20_37_12" -> "2022-08-09 20:37"
  std::string out = TimestampName().substr(0, 16);
  out[4] = out[7] = '-';
  out[10] = ' ';
  out[13] = ':';
  return out;
}

Result<void> RunBench(const Arguments& args) {
  BURIN_ASSIGN(const std::string model, ModelNamed(args));
  BURIN_TRY(CheckBenchFiles(args));
  BURIN_ASSIGN(BenchOptions options, OptionsOf(args));
  std::optional<Baseline> baseline;
  if (args.Has("baseline")) {
    BURIN_ASSIGN(baseline, ReadBaseline(args.Text("baseline")));
  }
  BURIN_ASSIGN(const ImageFolder images, ImagesOf(args, options.threads));
  options.images = images.samples;
  BURIN_ASSIGN(const TemporaryFolder folder, TemporaryFolder::Create());
  BURIN_ASSIGN(const std::string onnx, OnnxOf(model, folder.path()));
  options.work_folder = folder.path();
  const InterruptScope interrupts;
  options.stop = interrupts.flag();
  NoteLoad();

  const bool quiet = ReportsToOutput(args);
  std::optional<GrowingTable> table;
  if (!quiet) table.emplace(baseline);
  StatusLine status("");
  const auto start = std::chrono::steady_clock::now();
  options.row = [&](const BenchRow& row) {
    status.Clear();
    if (table) table->Add(row);
  };
  options.progress = [&](const std::string& what, size_t done, size_t total) {
    const std::chrono::duration<double> passed =
        std::chrono::steady_clock::now() - start;
    status.Show(StrCat(ProgressText("bench", done, total, 0, passed.count()),
                       "  ", what));
  };
  BURIN_ASSIGN(BenchReport report, MeasureModel(onnx, options).Context(model));
  status.Clear();
  report.model = model;
  report.date = Now();
  if (baseline) CompareTo(*baseline, args.Text("baseline"), report);
  for (const std::string& note : report.notes) Note(note);
  if (!quiet) ShowEnd(report, options.precisions.size());
  for (const std::string& warning : BenchWarnings(report)) Note(warning);
  BURIN_TRY(WriteBenchFiles(args, report));
  if (report.interrupted) {
    return MakeError(ErrorCode::kInterrupted, "bench: stopped by a signal; ",
                     report.rows.size(), " rows are complete");
  }
  return {};
}

}  // namespace

constinit const Verb kBenchVerb = {
    .name = "bench",
    .positionals = "[MODEL]",
    .max_positionals = 1,
    .summary = "times a model at several batch sizes and precisions",
    .example =
        "burin bench shiftvit_tiny_light.pth --batch 1,8,64 --precision "
        "fp32,bf16 --html report.html",
    .options = kOptions,
    .run = RunBench,
};

}  // namespace burin::cli
