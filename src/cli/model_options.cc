// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See model_options.h. The numbers E10001 and so on are those of the older
// tool's errors, for people who look them up.

#include "cli/model_options.h"

#include <algorithm>
#include <charconv>

#include "compiler/pass_switches.h"
#include "formats/aipp.h"
#include "formats/quote.h"
#include "passes/pipeline.h"
#include "plate/gears.h"

namespace burin::cli {
namespace {

using Notes = std::vector<std::string>;

// The parts of `text` between the separators; empty ones are left out.
std::vector<std::string> Split(std::string_view text, char separator) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    if (end > 0) out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::optional<int64_t> Number(std::string_view text) {
  int64_t out = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, out);
  if (error != std::errc() || at != end) return std::nullopt;
  return out;
}

Error BadShape(const std::string& text, std::string_view why,
               std::string_view number = "E10002") {
  return MakeError(ErrorCode::kBadUsage, number, ": --input_shape \"", text,
                   "\": ", why,
                   "; \"name1:n1,c1,h1,w1;name2:n2,...\" expected");
}

Result<std::vector<int64_t>> ParseSizes(std::string_view sizes,
                                        const std::string& text) {
  if (sizes.starts_with('[') && sizes.ends_with(']')) {
    sizes = sizes.substr(1, sizes.size() - 2);
  }
  std::vector<int64_t> shape;
  while (!sizes.empty()) {
    const size_t end = std::min(sizes.find(','), sizes.size());
    const std::optional<int64_t> size = Number(sizes.substr(0, end));
    if (!size) {
      const bool range = sizes.substr(0, end).find('~') != sizes.npos;
      return BadShape(text, range ? "a range of sizes; plates have fixed ones"
                                  : "a size is no number");
    }
    if (*size == -1 && !shape.empty()) {
      return BadShape(text, "only the first size may be -1", "E10018");
    }
    if (*size < 1 && *size != -1) {
      return BadShape(text, "a size is not positive and fixed", "E10011");
    }
    shape.push_back(*size);
    if (end + 1 == sizes.size()) return BadShape(text, "a size is missing");
    sizes.remove_prefix(std::min(end + 1, sizes.size()));
  }
  if (shape.empty()) return BadShape(text, "no sizes");
  return shape;
}

// The gears that `words` of an option's text name, ascending.
Result<std::vector<int64_t>> Batches(std::string_view option,
                                     const std::string& text,
                                     const std::vector<std::string>& words) {
  std::vector<int64_t> out;
  for (const std::string& word : words) {
    const std::optional<int64_t> batch = Number(word);
    if (!batch || *batch < 1 || std::ranges::find(out, *batch) != out.end()) {
      return MakeError(ErrorCode::kBadUsage, "E10001: --", option, " \"", text,
                       "\": ", Quoted(word),
                       ", different positive numbers expected");
    }
    out.push_back(*batch);
  }
  if (out.size() < 2 || out.size() > kMaxGears) {
    return MakeError(ErrorCode::kBadUsage, "E10001: --", option, " \"", text,
                     "\": ", out.size(), " sizes, 2 to ", kMaxGears,
                     " expected");
  }
  std::ranges::sort(out);
  return out;
}

Result<void> ReadShapes(const Arguments& args, CompileOptions& options,
                        Notes& notes) {
  const bool range = args.Has("input_shape_range");
  if (range && args.Has("input_shape")) {
    return MakeError(ErrorCode::kBadUsage,
                     "E10001: --input_shape_range is the older name of "
                     "--input_shape; one of the two expected");
  }
  if (range) notes.push_back("--input_shape_range: read as --input_shape");
  BURIN_ASSIGN(
      options.input_shapes,
      ParseInputShapes(args.Text(range ? "input_shape_range" : "input_shape")));
  const auto open = static_cast<size_t>(std::ranges::count_if(
      options.input_shapes,
      [](const auto& shape) { return shape.second[0] == -1; }));
  const bool batches = args.Has("dynamic_batch_size");
  const bool dims = args.Has("dynamic_dims");
  if (batches && dims) {
    return MakeError(ErrorCode::kBadUsage,
                     "E10009: --dynamic_batch_size and --dynamic_dims cannot "
                     "be used together");
  }
  if (!batches && !dims) {
    if (open == 0) return {};
    return MakeError(ErrorCode::kBadUsage,
                     "E10001: --input_shape has a batch of -1, which needs "
                     "--dynamic_batch_size");
  }
  if (open == 0) {
    return MakeError(ErrorCode::kBadUsage, "E10001: --",
                     batches ? "dynamic_batch_size" : "dynamic_dims",
                     " needs a batch of -1 in --input_shape");
  }
  if (dims) {
    BURIN_ASSIGN(options.batches,
                 ParseDynamicDims(args.Text("dynamic_dims"), open));
    return {};
  }
  BURIN_ASSIGN(options.batches, ParseBatches(args.Text("dynamic_batch_size")));
  return {};
}

// What the plate remembers of an option, where it is given.
void Remember(const Arguments& args, const std::string& name,
              CompileOptions& options) {
  if (args.Has(name)) options.metadata.emplace_back(name, args.Text(name));
}

// The same of an option that names a file, without its folder.
void RememberFile(const Arguments& args, const std::string& name,
                  CompileOptions& options) {
  const std::string& path = args.Text(name);
  options.metadata.emplace_back(name, path.substr(path.rfind('/') + 1));
}

Result<void> ReadPorts(const Arguments& args, CompileOptions& options) {
  options.out_nodes = Split(args.Text("out_nodes"), ';');
  options.fp16_inputs = Split(args.Text("input_fp16_nodes"), ';');
  if (args.Has("output_type")) {
    BURIN_ASSIGN(options.output_types,
                 ParseOutputTypes(args.Text("output_type")));
  }
  Remember(args, "out_nodes", options);
  Remember(args, "input_fp16_nodes", options);
  Remember(args, "output_type", options);
  if (!args.Has("insert_op_conf")) return {};
  BURIN_ASSIGN(options.pixel_inputs, ReadAipp(args.Text("insert_op_conf")));
  RememberFile(args, "insert_op_conf", options);
  return {};
}

Result<void> ReadSwitches(const Arguments& args, CompileOptions& options,
                          Notes& notes) {
  options.skip_passes = Split(args.Text("skip-pass"), ',');
  if (!args.Has("fusion_switch_file")) return {};
  BURIN_ASSIGN(const std::vector<FusionSwitch> switches,
               ReadFusionSwitches(args.Text("fusion_switch_file")));
  const std::vector<Pass> passes = CompilePipeline();
  const SwitchedPasses switched = ResolveSwitches(switches, passes);
  for (const std::string& name : switched.off) {
    if (std::ranges::find(options.skip_passes, name) ==
        options.skip_passes.end()) {
      options.skip_passes.push_back(name);
    }
  }
  std::string note = StrCat("--fusion_switch_file: ", switched.off.size(),
                            " of ", passes.size(), " passes off");
  for (size_t i = 0; i < switched.unknown.size(); ++i) {
    note += StrCat(i == 0 ? "; no passes here: " : ", ",
                   Quoted(switched.unknown[i]));
  }
  notes.push_back(std::move(note));
  return {};
}

}  // namespace

Result<NamedShapes> ParseInputShapes(const std::string& text) {
  NamedShapes out;
  for (const std::string& entry : Split(text, ';')) {
    const size_t colon = entry.rfind(':');
    if (colon == std::string::npos || colon == 0) {
      return BadShape(text, "no name");
    }
    BURIN_ASSIGN(std::vector<int64_t> shape,
                 ParseSizes(std::string_view(entry).substr(colon + 1), text));
    std::string name = entry.substr(0, colon);
    if (std::ranges::find(out, name, &NamedShapes::value_type::first) !=
        out.end()) {
      return BadShape(text, StrCat(Quoted(name), " is there twice"));
    }
    out.emplace_back(std::move(name), std::move(shape));
  }
  return out;
}

Result<std::vector<int64_t>> ParseBatches(const std::string& text) {
  return Batches("dynamic_batch_size", text, Split(text, ','));
}

Result<std::vector<int64_t>> ParseDynamicDims(const std::string& text,
                                              size_t inputs) {
  std::vector<std::string> words;
  for (const std::string& gear : Split(text, ';')) {
    const std::vector<std::string> sizes = Split(gear, ',');
    if (sizes.size() != inputs || std::ranges::count(sizes, sizes[0]) !=
                                      static_cast<ptrdiff_t>(sizes.size())) {
      return MakeError(ErrorCode::kBadUsage, "E10001: --dynamic_dims \"", text,
                       "\": ", Quoted(gear), ", the same batch for each of ",
                       inputs,
                       " inputs of -1 expected; gears differ in their "
                       "batch only");
    }
    words.push_back(sizes[0]);
  }
  return Batches("dynamic_dims", text, words);
}

Result<std::vector<std::pair<std::string, std::string>>> ParseOutputTypes(
    const std::string& text) {
  constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {"FP32", "float32"},
      {"FP16", "float16"},
      {"UINT8", "uint8"},
      {"INT8", "int8"}};
  std::vector<std::pair<std::string, std::string>> out;
  for (const std::string& entry : Split(text, ';')) {
    const size_t colon = entry.rfind(':');
    const bool named = colon != std::string::npos;
    const std::string_view type =
        std::string_view(entry).substr(named ? colon + 1 : 0);
    const auto found = std::ranges::find(
        kTypes, type, &std::pair<std::string_view, std::string_view>::first);
    if (found == std::end(kTypes)) {
      return MakeError(ErrorCode::kBadUsage, "E10001: --output_type ",
                       Quoted(entry),
                       ": FP32, FP16, UINT8 or INT8 expected, for some outputs "
                       "as \"node:0:FP16;node2:0:FP32\"");
    }
    out.emplace_back(named ? entry.substr(0, colon) : "", found->second);
  }
  return out;
}

Result<std::vector<std::string>> ReadModelOptions(const Arguments& args,
                                                  CompileOptions& options) {
  Notes notes;
  BURIN_TRY(ReadShapes(args, options, notes));
  BURIN_TRY(ReadPorts(args, options));
  BURIN_TRY(ReadSwitches(args, options, notes));
  return notes;
}

}  // namespace burin::cli
