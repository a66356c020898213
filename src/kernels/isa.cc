// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/isa.h"

#include <algorithm>
#include <cstdlib>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace burin {
namespace {

constexpr Isa kIsas[kIsaCount] = {Isa::kScalar, Isa::kAvx2, Isa::kAvx512,
                                  Isa::kAvx512Bf16};
constexpr std::string_view kNames[kIsaCount] = {"scalar", "avx2", "avx512",
                                                "avx512_bf16"};

#if defined(__x86_64__)
constexpr bool Bit(uint32_t word, int bit) { return (word >> bit & 1) != 0; }

// Which register states the system saves (XCR0).
uint64_t SavedStates() {
  uint32_t low = 0;
  uint32_t high = 0;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low | static_cast<uint64_t>(high) << 32;
}
#endif

}  // namespace

std::string_view IsaName(Isa isa) { return kNames[static_cast<int>(isa)]; }

std::optional<Isa> ParseIsa(std::string_view name) {
  for (const Isa isa : kIsas) {
    if (name == IsaName(isa)) return isa;
  }
  return std::nullopt;
}

CpuFeatures DetectCpuFeatures() {
  CpuFeatures features;
#if defined(__x86_64__)
  uint32_t a = 0;
  uint32_t b = 0;
  uint32_t c = 0;
  uint32_t d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0) return features;
  const bool osxsave = Bit(c, 27);
  const bool fma = Bit(c, 12) && Bit(c, 29);  // FMA, F16C
  if (!osxsave || __get_cpuid_count(7, 0, &a, &b, &c, &d) == 0) {
    return features;
  }
  const uint64_t saved = SavedStates();
  const bool ymm = (saved & 0x6) == 0x6;
  const bool zmm = (saved & 0xe6) == 0xe6;
  const bool tiles = (saved & 0x60000) == 0x60000;
  features.avx2 = ymm && fma && Bit(b, 5);
  features.avx512 = features.avx2 && zmm && Bit(b, 16) && Bit(b, 17) &&
                    Bit(b, 30) && Bit(b, 31);
  features.avx512_vbmi = features.avx512 && Bit(c, 1);
  features.avx512_vnni = features.avx512 && Bit(c, 11);
  features.amx_bf16 = tiles && Bit(d, 24) && Bit(d, 22);
  features.amx_int8 = tiles && Bit(d, 24) && Bit(d, 25);
  if (features.avx512 && __get_cpuid_count(7, 1, &a, &b, &c, &d) != 0) {
    features.avx512_bf16 = Bit(a, 5);
  }
#endif
  return features;
}

Isa DetectIsa() {
  const CpuFeatures features = DetectCpuFeatures();
  const bool reduced =
      features.avx512_bf16 && features.avx512_vnni && features.avx512_vbmi;
  Isa isa = reduced           ? Isa::kAvx512Bf16
            : features.avx512 ? Isa::kAvx512
            : features.avx2   ? Isa::kAvx2
                              : Isa::kScalar;
  if (const char* limit = std::getenv("BURIN_MAX_ISA")) {
    isa = std::min(isa, ParseIsa(limit).value_or(isa));
  }
  return isa;
}

std::span<const Isa> UsableIsas() {
  return std::span(kIsas).first(static_cast<size_t>(DetectIsa()) + 1);
}

}  // namespace burin
