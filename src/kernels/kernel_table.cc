// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "kernels/kernel_table.h"

#include <type_traits>

namespace burin {

// A kernel's type without the pointer declares the function.
#define BURIN_KERNEL(member, type, function) \
  std::remove_pointer_t<type> function;
namespace isa_scalar {
#include "kernels/kernels.def"
}  // namespace isa_scalar
#if defined(__x86_64__)
namespace isa_avx2 {
#include "kernels/kernels.def"
}  // namespace isa_avx2
namespace isa_avx512 {
#include "kernels/kernels.def"
}  // namespace isa_avx512
#endif
#undef BURIN_KERNEL
#if defined(__x86_64__)
namespace isa_avx512_bf16 {
std::remove_pointer_t<LinearFn> RunLinear;
std::remove_pointer_t<MlpFn> RunMlp;
std::remove_pointer_t<AttentionFn> RunAttention;
}  // namespace isa_avx512_bf16
#endif

namespace {

#define BURIN_KERNEL(member, type, function) .member = function,
constexpr KernelTable ScalarTable() {
  using namespace isa_scalar;
  return {
      .isa = Isa::kScalar,
#include "kernels/kernels.def"
  };
}
#if defined(__x86_64__)
constexpr KernelTable Avx2Table() {
  using namespace isa_avx2;
  return {
      .isa = Isa::kAvx2,
#include "kernels/kernels.def"
  };
}
constexpr KernelTable Avx512Table() {
  using namespace isa_avx512;
  return {
      .isa = Isa::kAvx512,
#include "kernels/kernels.def"
  };
}
// What multiplies bf16 or int8; all else is as in avx512.
constexpr KernelTable Avx512Bf16Table() {
  KernelTable table = Avx512Table();
  table.isa = Isa::kAvx512Bf16;
  table.linear = isa_avx512_bf16::RunLinear;
  table.mlp = isa_avx512_bf16::RunMlp;
  table.attention = isa_avx512_bf16::RunAttention;
  return table;
}
#endif
#undef BURIN_KERNEL

constexpr KernelTable kTables[] = {
    ScalarTable(),
#if defined(__x86_64__)
    Avx2Table(),
    Avx512Table(),
    Avx512Bf16Table(),
#endif
};

}  // namespace

const KernelTable& KernelsFor(Isa isa) {
  return kTables[static_cast<int>(isa)];
}

}  // namespace burin
