// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See precision_options.h.

#include "cli/precision_options.h"

#include <algorithm>
#include <span>

#include "formats/keep_dtype.h"
#include "formats/mixlist.h"
#include "formats/op_precision.h"
#include "formats/quote.h"
#include "infer/files.h"

namespace burin::cli {
namespace {

using Notes = std::vector<std::string>;

constexpr std::string_view kBf16 = "products multiply in bf16";
constexpr std::string_view kKept =
    "the plate is fp32, which keeps the model's precision";
// Nobody who runs a guide's command as it stands expects another accuracy than
// the guide's, so these stay fp32.
constexpr std::string_view kFp16 =
    "CPUs have no fp16 products; the plate is fp32, --precision bf16 is faster";
constexpr std::string_view kHif8 =
    "CPUs have no HiF8 products; the plate is fp32, --precision int8 is faster";

struct Mode {
  std::string_view name;
  std::string_view meaning;
};

// Of --precision_mode and of --precision_mode_v2.
constexpr Mode kModes[] = {
    {"force_fp16", kFp16},
    {"force_fp32", kKept},
    {"cube_fp16in_fp32out", kKept},
    {"allow_fp32_to_fp16", kFp16},
    {"must_keep_origin_dtype", kKept},
    {"allow_mix_precision", kFp16},
    {"allow_mix_precision_fp16", kFp16},
    {"allow_mix_precision_bf16", kBf16},
    {"allow_fp32_to_bf16", kBf16},
};
constexpr Mode kModesV2[] = {
    {"fp16", kFp16},
    {"origin", kKept},
    {"cube_fp16in_fp32out", kKept},
    {"mixed_float16", kFp16},
    {"mixed_bfloat16", kBf16},
    {"cube_hif8", kHif8},
    {"mixed_hif8", kHif8},
};
constexpr Mode kImplModes[] = {
    {"high_performance", ""},
    {"high_precision", ""},
    {"high_precision_for_all", ""},
    {"high_performance_for_all", ""},
};

// The mode that the option names; kBadUsage with all of them.
Result<Mode> FindMode(const std::string& option, const std::string& name,
                      std::span<const Mode> modes) {
  std::string all;
  for (const Mode& mode : modes) {
    if (mode.name == name) return mode;
    all += StrCat(all.empty() ? "" : ", ", mode.name);
  }
  return MakeError(ErrorCode::kBadUsage, "--", option, " ", Quoted(name),
                   ": none of ", all);
}

Result<void> ReadMode(const Arguments& args, CompileOptions& options,
                      Notes& notes) {
  const bool first = args.Has("precision_mode");
  if (first && args.Has("precision_mode_v2")) {
    return MakeError(ErrorCode::kBadUsage,
                     "--precision_mode and --precision_mode_v2 cannot be used "
                     "together");
  }
  if (!first && !args.Has("precision_mode_v2")) return {};
  const std::string option = first ? "precision_mode" : "precision_mode_v2";
  BURIN_ASSIGN(const Mode mode,
               first ? FindMode(option, args.Text(option), kModes)
                     : FindMode(option, args.Text(option), kModesV2));
  if (args.Has("precision")) {
    notes.push_back(StrCat("--", option, "=", mode.name, ": --precision ",
                           args.Text("precision"), " decides"));
    return {};
  }
  if (mode.meaning == kBf16) options.precision = "bf16";
  notes.push_back(StrCat("--", option, "=", mode.name, ": ", mode.meaning));
  return {};
}

// "keep_dtype.cfg, 104 entries": the name without its folder, so that the same
// files give the same plate wherever they lie.
void Remember(const std::string& key, const std::string& path, size_t entries,
              CompileOptions& options) {
  options.metadata.emplace_back(
      key, StrCat(path.substr(path.rfind('/') + 1), ", ", entries, " entries"));
}

Result<void> ReadMixlist(const Arguments& args, CompileOptions& options,
                         Notes& notes) {
  if (!args.Has("modify_mixlist")) return {};
  const std::string& path = args.Text("modify_mixlist");
  BURIN_ASSIGN(const MixList list, ReadMixList(path));
  for (const std::string& type : list.black) {
    options.keep_dtype.push_back(StrCat("OpType::", type));
  }
  Remember("modify_mixlist", path, list.black.size() + list.others.size(),
           options);
  std::string text = StrCat("--modify_mixlist: ", list.black.size(),
                            " types of the black list stay fp32");
  if (options.precision == "fp32") text += ", as all do";
  for (size_t i = 0; i < list.others.size(); ++i) {
    text += StrCat(i == 0 ? "; without effect: " : ", ", list.others[i]);
  }
  notes.push_back(std::move(text));
  return {};
}

void AddModes(const std::vector<OpModeEntry>& entries, bool by_node,
              CompileOptions& options) {
  for (const OpModeEntry& entry : entries) {
    options.op_modes.push_back(
        {entry.key, by_node, std::string(OpModeName(entry.mode))});
  }
}

Result<void> ReadOpModes(const Arguments& args, CompileOptions& options,
                         Notes& notes) {
  if (args.Has("op_precision_mode")) {
    const std::string& path = args.Text("op_precision_mode");
    BURIN_ASSIGN(const OpPrecision modes, ReadOpPrecision(path));
    for (const std::string& warning : modes.warnings) {
      notes.push_back(StrCat(path, ": ", warning));
    }
    AddModes(modes.by_node, true, options);
    AddModes(modes.by_type, false, options);
    Remember("op_precision_mode", path,
             modes.by_type.size() + modes.by_node.size(), options);
  }
  if (!args.Has("op_select_implmode")) {
    if (!args.Has("optypelist_for_implmode")) return {};
    return MakeError(ErrorCode::kBadUsage,
                     "--optypelist_for_implmode cannot be used without "
                     "--op_select_implmode");
  }
  BURIN_TRY(FindMode("op_select_implmode", args.Text("op_select_implmode"),
                     kImplModes));
  if (!args.Has("optypelist_for_implmode")) {
    notes.push_back(
        "--op_select_implmode: every function has one form, exact and fast");
    return {};
  }
  // The file's lines come first: they beat these.
  std::string mode = args.Text("op_select_implmode");
  if (mode.ends_with("_for_all")) mode.resize(mode.size() - 8);
  for (const std::string& type :
       SplitCommas(args.Text("optypelist_for_implmode"))) {
    const bool known =
        std::ranges::any_of(options.op_modes, [&](const OpModeChoice& choice) {
          return !choice.by_node && choice.key == type;
        });
    if (known) continue;
    options.op_modes.push_back({type, false, mode, "optypelist_for_implmode"});
  }
  return {};
}

}  // namespace

Result<void> ReadKeep(const Arguments& args, const std::string& option,
                      std::vector<std::string>& out, CompileOptions& options) {
  if (!args.Has(option)) return {};
  const std::string& path = args.Text(option);
  BURIN_ASSIGN(const std::vector<KeepDtypeEntry> entries, ReadKeepDtype(path));
  for (const KeepDtypeEntry& entry : entries) {
    const bool type = entry.kind == KeepDtypeEntry::Kind::kOpType;
    out.push_back(StrCat(type ? "OpType::" : "", entry.name));
  }
  Remember(option, path, entries.size(), options);
  return {};
}

Result<std::vector<std::string>> ReadPrecisionOptions(const Arguments& args,
                                                      CompileOptions& options) {
  Notes notes;
  options.precision = args.Text("precision");
  options.strict = args.Flag("strict");
  BURIN_TRY(ReadMode(args, options, notes));
  BURIN_TRY(ReadKeep(args, "keep_dtype", options.keep_dtype, options));
  BURIN_TRY(ReadKeep(args, "keep-bf16", options.keep_bf16, options));
  BURIN_TRY(ReadMixlist(args, options, notes));
  BURIN_TRY(ReadOpModes(args, options, notes));
  return notes;
}

}  // namespace burin::cli
