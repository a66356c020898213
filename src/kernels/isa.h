// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The instruction sets that kernels are built for ("tiers"), and which of them
// this CPU and operating system can run.

#ifndef BURIN_KERNELS_ISA_H_
#define BURIN_KERNELS_ISA_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace burin {

// In rising order: a CPU that runs one runs those before it. The values are
// stored in files.
enum class Isa : uint8_t {
  kScalar = 0,  // what every CPU of the architecture has
  kAvx2 = 1,    // AVX2, FMA, F16C
  kAvx512 = 2,  // AVX-512 F, BW, DQ, VL
  // AVX-512 with BF16, VNNI and VBMI: products of bf16 and int8 in hardware,
  // and tables of bytes. What multiplies neither runs as in kAvx512.
  kAvx512Bf16 = 3,
};
inline constexpr int kIsaCount = 4;

// "scalar", "avx2", "avx512", "avx512_bf16"
std::string_view IsaName(Isa isa);
std::optional<Isa> ParseIsa(std::string_view name);

// What the CPU reports and the operating system saves on a context switch.
struct CpuFeatures {
  bool avx2 = false;    // with FMA and F16C
  bool avx512 = false;  // F, BW, DQ, VL
  bool avx512_vbmi = false;
  bool avx512_vnni = false;
  bool avx512_bf16 = false;
  bool amx_int8 = false;
  bool amx_bf16 = false;
};
CpuFeatures DetectCpuFeatures();

// The highest tier that runs here, at most the one that the environment
// variable BURIN_MAX_ISA names (other values of it are no cap: max_isa.h).
Isa DetectIsa();

// kScalar .. DetectIsa().
std::span<const Isa> UsableIsas();

}  // namespace burin

#endif  // BURIN_KERNELS_ISA_H_
