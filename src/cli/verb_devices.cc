// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin devices: what this process may use of the machine, and how busy it is.

#include <unistd.h>

#include <cstdlib>

#include "cli/console.h"
#include "cli/shared.h"
#include "cli/verbs.h"
#include "kernels/isa.h"
#include "peak/peak.h"
#include "report/json.h"
#include "thread/topology.h"

namespace burin::cli {
namespace {

constexpr Option kOptions[] = {
    {"json", "", ValueKind::kBool, "", "no", "the report as JSON"},
    {"no-peak", "", ValueKind::kBool, "", "no",
     "leave out the measurement, which takes a second"},
    {"peak", "", ValueKind::kBool, "", "no",
     "the measurement alone, for programs: with --json as numbers"},
    {"threads", "-t", ValueKind::kCount, "N", "0",
     "threads of the measurement; 0: all cores that this process may use"},
};

std::string CacheText(int64_t bytes) {
  return bytes == 0 ? "unknown" : StrCat(bytes / 1024, " KiB");
}

std::string FeatureText() {
  const CpuFeatures f = DetectCpuFeatures();
  std::string out = "scalar";
  const auto add = [&](bool has, std::string_view name) {
    if (has) out += StrCat(" ", name);
  };
  add(f.avx2, "avx2");
  add(f.avx512, "avx512");
  add(f.avx512_vbmi, "avx512_vbmi");
  add(f.avx512_vnni, "avx512_vnni");
  add(f.avx512_bf16, "avx512_bf16");
  add(f.amx_int8, "amx_int8");
  add(f.amx_bf16, "amx_bf16");
  return out;
}

std::string PeakText(PeakType type, int threads) {
  return Fixed(MeasurePeakGflops(DetectIsa(), threads, type), 1) + " GFLOP/s";
}

std::string PeakKey(PeakType type, int threads) {
  return StrCat(PeakTypeName(type), " peak, ", threads,
                threads == 1 ? " thread" : " threads");
}

Json Report(bool with_peak, int threads) {
  const Topology topology = ReadTopology();
  Json out;
  out["cpu"] = topology.cpu_name;
  out["cores online"] = topology.online_cpus;
  out["cores by affinity"] = topology.affinity_cpus;
  out["cores by cgroup quota"] =
      topology.quota_cpus > 0 ? Fixed(topology.quota_cpus, 2) : "no limit";
  out["threads used"] = topology.usable_threads();
  out["instruction sets"] = FeatureText();
  out["plates run as"] = IsaName(DetectIsa());
  out["cache L1d"] = CacheText(topology.l1d_bytes);
  out["cache L2"] = CacheText(topology.l2_bytes);
  out["cache L3"] = CacheText(topology.l3_bytes);
  double load[3] = {};
  if (getloadavg(load, 3) == 3) {
    out["load average"] = StrCat(Fixed(load[0], 2), " ", Fixed(load[1], 2), " ",
                                 Fixed(load[2], 2));
  }
  const int64_t page = sysconf(_SC_PAGESIZE);
  out["memory"] =
      Megabytes(static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES) * page));
  out["memory free"] =
      Megabytes(static_cast<uint64_t>(sysconf(_SC_AVPHYS_PAGES) * page));
  if (with_peak) {
    for (const PeakType type : kPeakTypes) {
      out[PeakKey(type, 1)] = PeakText(type, 1);
      if (threads != 1) out[PeakKey(type, threads)] = PeakText(type, threads);
    }
  }
  if (load[0] > 0.5) {
    out["note"] = "the machine is busy; times measured now will be too long";
  }
  return out;
}

// {"isa": "avx512", "threads": 2, "gflops": {"fp32": 459.25, ...}}
Json PeakReport(int threads) {
  const Isa isa = DetectIsa();
  Json out;
  out["isa"] = IsaName(isa);
  out["threads"] = threads;
  for (const PeakType type : kPeakTypes) {
    out["gflops"][std::string(PeakTypeName(type))] =
        MeasurePeakGflops(isa, threads, type);
  }
  return out;
}

Result<void> RunDevices(const Arguments& args) {
  const int wanted = UsableThreadsOf(args);
  const int threads = wanted > 0 ? wanted : UsableThreads();
  if (args.Flag("peak") && args.Flag("no-peak")) {
    return MakeError(ErrorCode::kBadUsage,
                     "--peak and --no-peak exclude each other");
  }
  if (args.Flag("peak") && !args.Flag("json")) {
    for (const PeakType type : kPeakTypes) {
      Print(PeakKey(type, threads), ": ", PeakText(type, threads));
    }
    return {};
  }
  const Json report = args.Flag("peak")
                          ? PeakReport(threads)
                          : Report(!args.Flag("no-peak"), threads);
  if (args.Flag("json")) {
    WriteOut(JsonText(report));
    return {};
  }
  for (const auto& [key, value] : report.items()) {
    Print(key, ": ",
          value.is_string() ? value.get<std::string>() : value.dump());
  }
  return {};
}

}  // namespace

constinit const Verb kDevicesVerb = {
    .name = "devices",
    .summary = "shows the CPU: cores, instruction sets, load, memory, peak",
    .example = "burin devices",
    .options = kOptions,
    .run = RunDevices,
};

}  // namespace burin::cli
