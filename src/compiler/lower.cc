// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See lower.h.

#include "compiler/lower.h"

#include <algorithm>

#include "compiler/kept_names.h"
#include "compiler/op_modes.h"
#include "compiler/ports.h"
#include "kernels/max_isa.h"
#include "onnx/import.h"
#include "passes/pipeline.h"

namespace burin {
namespace {

// Some passes look at every node for every rewrite; this bounds their time. The
// networks that burin is made for have under 2,000 nodes once their shapes are
// folded.
constexpr size_t kMaxNodes = 20000;
constexpr size_t kMaxValues = 100000;

Result<Isa> TargetIsa(const std::string& target) {
  if (target == "native") {
    BURIN_TRY(CheckMaxIsa());
    return DetectIsa();
  }
  const auto isa = ParseIsa(target);
  if (!isa) {
    return MakeError(ErrorCode::kBadUsage, "target '", target,
                     "' is none of native, scalar, avx2, avx512, "
                     "avx512_bf16");
  }
  return *isa;
}

Result<Graph> ImportChecked(const std::string& onnx_path,
                            const CompileOptions& options) {
  ImportOptions import;
  import.input_shapes = options.input_shapes;
  import.outputs = options.out_nodes;
  BURIN_ASSIGN(Graph graph, ImportOnnx(onnx_path, import));
  BURIN_TRY(ApplyPorts(options, graph).Context(onnx_path));
  graph.Compact();
  if (graph.node_count() > kMaxNodes || graph.value_count() > kMaxValues) {
    return MakeError(ErrorCode::kTooLarge, onnx_path, ": ", graph.node_count(),
                     " nodes and ", graph.value_count(),
                     " values after folding, at most ", kMaxNodes, " and ",
                     kMaxValues);
  }
  return graph;
}

size_t CountOf(const Graph& graph, Precision precision) {
  size_t count = 0;
  for (const NodeId id : graph.Order()) {
    const Precision* own = PrecisionField(graph.node(id).op);
    count += own != nullptr && *own == precision;
  }
  return count;
}

// What became of the entries of one list; an error under `strict` when some
// name nothing.
Result<void> NoteKept(std::string_view option,
                      std::span<const std::string> entries,
                      const KeptNames& kept, std::span<const SourceNode> nodes,
                      const CompileOptions& options, LoweredModel& out) {
  if (entries.empty()) return {};
  const std::vector<std::string> misses = MissesOf(kept, out.graph);
  if (misses.empty()) {
    out.notes.push_back(
        StrCat(option, ": all ", entries.size(), " entries are in the model",
               options.precision == "fp32" ? "; fp32 keeps every node" : ""));
    return {};
  }
  const std::string text =
      StrCat(option, ": ", MissesText(misses, entries.size(), nodes));
  if (options.strict) return Error{ErrorCode::kBadConfig, text};
  out.notes.push_back(text);
  return {};
}

// A line for each option that chose modes.
void NoteOpModes(std::span<const OpModeChoice> choices,
                 std::span<const SourceNode> nodes, LoweredModel& out) {
  std::vector<OpModeChoice> left(choices.begin(), choices.end());
  while (!left.empty()) {
    const std::string option = left.front().option;
    const auto others = std::stable_partition(
        left.begin(), left.end(),
        [&](const OpModeChoice& choice) { return choice.option == option; });
    out.notes.push_back(
        StrCat(option, ": ",
               OpModesText(std::span(left.begin(), others), nodes, out.graph)));
    left.erase(left.begin(), others);
  }
}

void NoteSlowPath(LoweredModel& out) {
  if (out.isa >= Isa::kAvx512Bf16) return;
  const size_t bf16 = CountOf(out.graph, Precision::kBf16);
  const size_t int8 = CountOf(out.graph, Precision::kInt8);
  if (bf16 + int8 == 0) return;
  std::string what;
  if (bf16 > 0) what = StrCat(bf16, " in bf16 widen to fp32");
  if (int8 > 0) {
    what += StrCat(what.empty() ? "" : ", ", int8, " in int8 to 16 bits");
  }
  out.notes.push_back(StrCat("target ", IsaName(out.isa),
                             " has no instructions for reduced products, which "
                             "take a slower path: ",
                             what));
}

}  // namespace

Result<Precision> ParsePrecision(const std::string& text) {
  for (const Precision precision :
       {Precision::kFloat32, Precision::kBf16, Precision::kInt8}) {
    if (text == PrecisionName(precision)) return precision;
  }
  return MakeError(ErrorCode::kBadUsage, "precision '", text,
                   "' is none of fp32, bf16, int8");
}

std::vector<std::pair<std::string, size_t>> CountProducts(const Graph& graph) {
  std::vector<std::pair<std::string, size_t>> out;
  for (const Precision precision :
       {Precision::kFloat32, Precision::kBf16, Precision::kInt8}) {
    out.emplace_back(PrecisionName(precision), CountOf(graph, precision));
  }
  return out;
}

Result<LoweredModel> LowerModel(const std::string& onnx_path,
                                const CompileOptions& options) {
  LoweredModel out;
  BURIN_ASSIGN(out.isa, TargetIsa(options.target));
  PassContext context{out.isa, {}};
  BURIN_ASSIGN(context.precision.precision, ParsePrecision(options.precision));
  const bool names = !options.keep_dtype.empty() ||
                     !options.keep_bf16.empty() || !options.op_modes.empty();
  std::vector<SourceNode> nodes;
  if (names) {
    BURIN_ASSIGN(nodes, ReadSourceNodes(onnx_path));
  }
  const KeptNames keep = ResolveKept(options.keep_dtype, nodes);
  const KeptNames keep_bf16 = ResolveKept(options.keep_bf16, nodes);
  context.precision.keep = keep.names;
  context.precision.keep_bf16 = keep_bf16.names;

  BURIN_ASSIGN(out.graph, ImportChecked(onnx_path, options));
  BURIN_ASSIGN(out.passes,
               RunPasses(out.graph, CompilePipeline(), context,
                         {options.skip_passes, options.dump_folder}));
  out.graph.Compact();
  BURIN_TRY(
      NoteKept("keep_dtype", options.keep_dtype, keep, nodes, options, out));
  BURIN_TRY(
      NoteKept("keep_bf16", options.keep_bf16, keep_bf16, nodes, options, out));
  NoteOpModes(options.op_modes, nodes, out);
  NoteSlowPath(out);
  return out;
}

}  // namespace burin
