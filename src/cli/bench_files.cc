// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See bench_files.h.

#include "cli/bench_files.h"

#include <string>

#include "base/file.h"
#include "bench/bench_json.h"
#include "bench/bench_page.h"
#include "bench/bench_table.h"
#include "cli/console.h"

namespace burin::cli {
namespace {

struct Format {
  const char* option;
  std::string (*text)(const BenchReport& report);
};

constexpr Format kFormats[] = {
    {"json", [](const BenchReport& r) { return JsonText(BenchJson(r)); }},
    {"csv", [](const BenchReport& r) { return TableCsv(FullTable(r)); }},
    {"markdown", BenchMarkdown},
    {"html", BenchHtml},
};

}  // namespace

bool ReportsToOutput(const Arguments& args) {
  for (const Format& format : kFormats) {
    if (args.Text(format.option) == "-") return true;
  }
  return false;
}

Result<void> CheckBenchFiles(const Arguments& args) {
  bool to_output = false;
  for (const Format& format : kFormats) {
    const std::string& path = args.Text(format.option);
    if (!args.Has(format.option)) continue;
    if (path == "-") {
      if (to_output) {
        return MakeError(ErrorCode::kBadUsage, "--", format.option,
                         " -: another report goes to standard output");
      }
      to_output = true;
      continue;
    }
    BURIN_TRY(CheckWritable(path));
  }
  return {};
}

Result<void> WriteBenchFiles(const Arguments& args, const BenchReport& report) {
  for (const Format& format : kFormats) {
    if (!args.Has(format.option)) continue;
    const std::string& path = args.Text(format.option);
    const std::string text = format.text(report);
    if (path == "-") {
      WriteOut(text);
    } else {
      BURIN_TRY(WriteFile(path, AsBytes(text)));
    }
  }
  return {};
}

}  // namespace burin::cli
