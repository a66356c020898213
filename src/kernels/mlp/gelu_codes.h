// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// GELU from bytes to bytes, for hidden columns that are quantised anyway: the
// argument is rounded to a code, and a table of 256 gives the code of the
// result. Both mean value = scale * (code - zero), so arguments whose GELU is
// their own value keep their code; below 0, where GELU changes least, the codes
// of arguments lie further apart.

#ifndef BURIN_KERNELS_MLP_GELU_CODES_H_
#define BURIN_KERNELS_MLP_GELU_CODES_H_

#include <cstdint>

namespace burin {

// The codes of arguments up to some range, which has code 255. With t =
// round(x / scale), the code of x is t + zero, or round(t * slope / 2^15) +
// zero below 0, clamped to [0, 255]; code 0 is -3.2 or less.
struct GeluCodes {
  // The code of GELU, by that of its argument.
  alignas(64) uint8_t results[256];
  float scale;
  float steps;  // 1 / scale
  int16_t slope;
  int16_t zero;
};

// Those of every range: from 0.5 to 128, eight an octave.
const GeluCodes* AllGeluCodes() noexcept;

struct RowGeluCodes {
  const GeluCodes* codes;
  float scale;
  float steps;
};

// Those with the least range that holds `most`, the largest argument of a row.
// Beyond the last range, where GELU is ReLU for its codes, the scale grows; it
// is not a finite number if `most` is none.
RowGeluCodes GeluCodesFor(const GeluCodes* all, float most) noexcept;

}  // namespace burin

#endif  // BURIN_KERNELS_MLP_GELU_CODES_H_
