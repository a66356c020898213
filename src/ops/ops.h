// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The operations, as plain structs of attributes. Operands are not part of
// them: each comment gives the inputs in order ("?" marks one that may be
// absent) and the outputs. The ops of the first groups have the meaning of the
// ONNX operator of the same name in its newest version (opset 21): what older
// versions gave as an attribute (axes, split, pads, sizes) is an input here.
//
// Dimension letters: B batch, C channels, H and W height and width, K the
// summed dimension, N the columns of a product, L tokens or pixels.

#ifndef BURIN_OPS_OPS_H_
#define BURIN_OPS_OPS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/precision.h"
#include "tensor/dtype.h"
#include "tensor/tensor.h"

namespace burin {

// Every struct lists its attributes once, in Fields(): a visitor gets each name
// and a reference. Attribute types: int64_t, bool, float, std::string, Dims,
// DType, Precision, FusedActivation, FusedSource, FusedNorm, FusedResidual.
#define BURIN_FIELDS(...)                           \
  template <typename Self, typename Visitor>        \
  static void Fields(Self& self, Visitor&& visit) { \
    static_cast<void>(self);                        \
    static_cast<void>(visit);                       \
    __VA_ARGS__                                     \
  }
#define BURIN_FIELD(name) visit(#name, self.name);

enum class FusedActivation : uint8_t { kNone, kRelu, kGelu, kGeluTanh };

// Of products (base/precision.h). Printed as fp32, bf16, int8; where it is a
// field, it is the last one. Another one than kFloat32 needs float32 inputs.
std::string_view PrecisionName(Precision precision);

// --- Element by element: (A, B) -> C --------------------------------------
struct Add {
  BURIN_FIELDS() bool operator==(const Add&) const = default;
};
struct Sub {
  BURIN_FIELDS() bool operator==(const Sub&) const = default;
};
struct Mul {
  BURIN_FIELDS() bool operator==(const Mul&) const = default;
};
struct Div {
  BURIN_FIELDS() bool operator==(const Div&) const = default;
};
// The exponent may have another type than the base; the result has the base's.
struct Pow {
  BURIN_FIELDS() bool operator==(const Pow&) const = default;
};
struct Equal {
  BURIN_FIELDS() bool operator==(const Equal&) const = default;
};
// (condition, X, Y) -> Z
struct Where {
  BURIN_FIELDS() bool operator==(const Where&) const = default;
};
// (X) -> Y
struct Erf {
  BURIN_FIELDS() bool operator==(const Erf&) const = default;
};
struct Exp {
  BURIN_FIELDS() bool operator==(const Exp&) const = default;
};
struct Sqrt {
  BURIN_FIELDS() bool operator==(const Sqrt&) const = default;
};
struct Relu {
  BURIN_FIELDS() bool operator==(const Relu&) const = default;
};
// 0.5 x (1 + erf(x / sqrt 2)), or the tanh form.
struct Gelu {
  bool tanh = false;
  BURIN_FIELDS(BURIN_FIELD(tanh))
  bool operator==(const Gelu&) const = default;
};
struct Identity {
  BURIN_FIELDS()
  bool operator==(const Identity&) const = default;
};
struct Cast {
  DType to = DType::kFloat32;
  BURIN_FIELDS(BURIN_FIELD(to))
  bool operator==(const Cast&) const = default;
};

// --- Shape, layout, selection ----------------------------------------------
// (X) -> int64[end - start]; `end` beyond the rank means the rank.
struct Shape {
  int64_t start = 0;
  int64_t end = INT64_MAX;
  BURIN_FIELDS(BURIN_FIELD(start) BURIN_FIELD(end))
  bool operator==(const Shape&) const = default;
};
// (shape, value: one element) -> Y of the value's type
struct ConstantOfShape {
  BURIN_FIELDS()
  bool operator==(const ConstantOfShape&) const = default;
};
// (start, limit, delta) -> 1-D
struct Range {
  BURIN_FIELDS() bool operator==(const Range&) const = default;
};
// (X, shape)
struct Reshape {
  bool allowzero = false;
  BURIN_FIELDS(BURIN_FIELD(allowzero))
  bool operator==(const Reshape&) const = default;
};
struct Flatten {
  int64_t axis = 1;
  BURIN_FIELDS(BURIN_FIELD(axis))
  bool operator==(const Flatten&) const = default;
};
// (X, axes?)
struct Squeeze {
  BURIN_FIELDS()
  bool operator==(const Squeeze&) const = default;
};
// (X, axes)
struct Unsqueeze {
  BURIN_FIELDS()
  bool operator==(const Unsqueeze&) const = default;
};
// (X, shape)
struct Expand {
  BURIN_FIELDS()
  bool operator==(const Expand&) const = default;
};
// (X, repeats)
struct Tile {
  BURIN_FIELDS() bool operator==(const Tile&) const = default;
};
// An empty perm reverses the dimensions.
struct Transpose {
  Dims perm;
  BURIN_FIELDS(BURIN_FIELD(perm))
  bool operator==(const Transpose&) const = default;
};
// (X0, X1, ...)
struct Concat {
  int64_t axis = 0;
  BURIN_FIELDS(BURIN_FIELD(axis))
  bool operator==(const Concat&) const = default;
};
// (X, split?) -> as many outputs as the node has; without split, equal parts
// (the last may be shorter).
struct Split {
  int64_t axis = 0;
  BURIN_FIELDS(BURIN_FIELD(axis))
  bool operator==(const Split&) const = default;
};
// (X, starts, ends, axes?, steps?)
struct Slice {
  BURIN_FIELDS() bool operator==(const Slice&) const = default;
};
// (X, indices); negative indices count from the end
struct Gather {
  int64_t axis = 0;
  BURIN_FIELDS(BURIN_FIELD(axis))
  bool operator==(const Gather&) const = default;
};
// (X, indices, updates); reduction: none add mul max min
struct ScatterND {
  std::string reduction = "none";
  BURIN_FIELDS(BURIN_FIELD(reduction))
  bool operator==(const ScatterND&) const = default;
};
// (X, pads, value?, axes?); mode: constant reflect edge wrap
struct Pad {
  std::string mode = "constant";
  BURIN_FIELDS(BURIN_FIELD(mode))
  bool operator==(const Pad&) const = default;
};

// --- Reductions --------------------------------------------------------------
// (X, axes?); no axes: all dimensions, or none if noop_with_empty_axes.
struct ReduceMean {
  bool keepdims = true;
  bool noop_with_empty_axes = false;
  BURIN_FIELDS(BURIN_FIELD(keepdims) BURIN_FIELD(noop_with_empty_axes))
  bool operator==(const ReduceMean&) const = default;
};
struct ReduceSum {
  bool keepdims = true;
  bool noop_with_empty_axes = false;
  BURIN_FIELDS(BURIN_FIELD(keepdims) BURIN_FIELD(noop_with_empty_axes))
  bool operator==(const ReduceSum&) const = default;
};
// B x C x spatial... -> B x C x 1...; channels_last: B x spatial... x C.
struct GlobalAveragePool {
  bool channels_last = false;
  BURIN_FIELDS(BURIN_FIELD(channels_last))
  bool operator==(const GlobalAveragePool&) const = default;
};
// Over one axis; flatten_to_2d is the meaning before opset 13: over all
// dimensions from the axis on.
struct Softmax {
  int64_t axis = -1;
  bool flatten_to_2d = false;
  BURIN_FIELDS(BURIN_FIELD(axis) BURIN_FIELD(flatten_to_2d))
  bool operator==(const Softmax&) const = default;
};

// --- Products ----------------------------------------------------------------
struct MatMul {
  BURIN_FIELDS()
  bool operator==(const MatMul&) const = default;
};
// alpha A' B' + beta C; (A, B, C?)
struct Gemm {
  float alpha = 1;
  float beta = 1;
  bool trans_a = false;
  bool trans_b = false;
  BURIN_FIELDS(BURIN_FIELD(alpha) BURIN_FIELD(beta) BURIN_FIELD(trans_a)
                   BURIN_FIELD(trans_b))
  bool operator==(const Gemm&) const = default;
};
struct Einsum {
  std::string equation;
  BURIN_FIELDS(BURIN_FIELD(equation))
  bool operator==(const Einsum&) const = default;
};
// (X: B x C x spatial, W: M x C/group x kernel, bias?: M). Empty strides and
// dilations mean ones; pads holds all begins, then all ends; empty: zeros.
// auto_pad is resolved on import. channels_last: X and Y are B x spatial x C,
// W stays as it is.
struct Conv {
  Dims strides;
  Dims pads;
  Dims dilations;
  int64_t group = 1;
  std::string auto_pad = "NOTSET";
  bool channels_last = false;
  BURIN_FIELDS(BURIN_FIELD(strides) BURIN_FIELD(pads) BURIN_FIELD(dilations)
                   BURIN_FIELD(group) BURIN_FIELD(auto_pad)
                       BURIN_FIELD(channels_last))
  bool operator==(const Conv&) const = default;
};

// --- Normalisations
// ------------------------------------------------------------ (X, scale, bias,
// mean, variance), inference form; channels on axis 1, or on the last one.
struct BatchNormalization {
  float epsilon = 1e-5f;
  bool channels_last = false;
  BURIN_FIELDS(BURIN_FIELD(epsilon) BURIN_FIELD(channels_last))
  bool operator==(const BatchNormalization&) const = default;
};
// (X, scale, bias)
struct InstanceNormalization {
  float epsilon = 1e-5f;
  BURIN_FIELDS(BURIN_FIELD(epsilon))
  bool operator==(const InstanceNormalization&) const = default;
};
// (X, scale: C, bias: C); per_group: scale and bias have one element a group
// (opset 18).
struct GroupNormalization {
  int64_t num_groups = 1;
  float epsilon = 1e-5f;
  bool per_group = false;
  bool channels_last = false;
  BURIN_FIELDS(BURIN_FIELD(num_groups) BURIN_FIELD(epsilon)
                   BURIN_FIELD(per_group) BURIN_FIELD(channels_last))
  bool operator==(const GroupNormalization&) const = default;
};
// (X, scale, bias?) -> (Y, mean?, inverse standard deviation?), over all
// dimensions from `axis` on.
struct LayerNormalization {
  int64_t axis = -1;
  float epsilon = 1e-5f;
  BURIN_FIELDS(BURIN_FIELD(axis) BURIN_FIELD(epsilon))
  bool operator==(const LayerNormalization&) const = default;
};

// --- What the networks mean --------------------------------------------------
// (X: ... x K, W: K x N, bias?: N) -> ... x N
struct Linear {
  BURIN_FIELDS()
  bool operator==(const Linear&) const = default;
};
// The spatial shift of ShiftViT (Wang et al., AAAI 2022, section 3): of the
// channels, the first `group` take their right neighbour (w + 1), the next
// `group` the left one (w - 1), the next the lower (h + 1), the next the upper
// (h - 1); the rest stay. Zeros come in at the border. 4 * group <= C.
// X: B x C x H x W, or B x H x W x C.
struct Shift {
  int64_t group = 1;
  bool channels_last = false;
  BURIN_FIELDS(BURIN_FIELD(group) BURIN_FIELD(channels_last))
  bool operator==(const Shift&) const = default;
};
// Sliding windows as rows: B x C x H x W -> B x L x (C * kh * kw), column order
// (c, kh, kw); channels_last: B x H x W x C -> B x L x (kh * kw * C), column
// order (kh, kw, c). L runs over the windows row by row; zeros outside. The
// transpose of torch.nn.Unfold's result. kernel, strides, dilations: h, w;
// pads: top, left, bottom, right.
struct Unfold {
  Dims kernel;
  Dims strides = {1, 1};
  Dims pads = {0, 0, 0, 0};
  Dims dilations = {1, 1};
  bool channels_last = false;
  BURIN_FIELDS(BURIN_FIELD(kernel) BURIN_FIELD(strides) BURIN_FIELD(pads)
                   BURIN_FIELD(dilations) BURIN_FIELD(channels_last))
  bool operator==(const Unfold&) const = default;
};
// (X, P: M x K, bias?: M): along `axis` of X, which has K elements,
// y[m] = sum_k P[m][k] x[k] + bias[m] (sMLPNet, Tang et al., AAAI 2022).
struct TokenMix {
  int64_t axis = 1;
  BURIN_FIELDS(BURIN_FIELD(axis))
  bool operator==(const TokenMix&) const = default;
};
// (QKV: B x L x (3 * heads * d)), columns in the order (q|k|v, head, d)
// -> B x L x (heads * d): softmax(scale q k') v, head by head. precision: of
// both products, kFloat32 or kBf16.
struct Attention {
  int64_t heads = 1;
  float scale = 1;
  Precision precision = Precision::kFloat32;
  BURIN_FIELDS(BURIN_FIELD(heads) BURIN_FIELD(scale) BURIN_FIELD(precision))
  bool operator==(const Attention&) const = default;
};
// The linear attention of T2T-ViT's token performer (Yuan et al., ICCV 2021;
// Choromanski et al., ICLR 2021): (KQV: B x L x 3E, columns (k|q|v); W: M x E)
// -> B x L x E. With f(x) = exp(W x - |x|^2 / 2) / sqrt(M):
// y = (f(q) . sum_l f(k_l) v_l') / (f(q) . sum_l f(k_l) + epsilon).
struct Performer {
  float epsilon = 1e-8f;
  BURIN_FIELDS(BURIN_FIELD(epsilon))
  bool operator==(const Performer&) const = default;
};

// --- What the compiler makes of them
// ------------------------------------------- Where the rows of a product come
// from.
enum class FusedSource : uint8_t {
  kRows,    // X: ... x K, one row each
  kUnfold,  // Unfold(X) of an image, see `window`
  kShift,   // Shift(X) of a B x H x W x C image; `shift_group` channels
  kConcat,  // sources X0: ... x K0, X1: ... x K1, ... side by side
};
enum class FusedNorm : uint8_t {
  kNone,
  kLayer,   // over the K elements of the row: (norm scale: K, norm bias: K)
  kGroup,   // (stats: B x 2 (mean, 1/sqrt(var + eps)), norm scale, norm bias)
  kAffine,  // x * scale + bias: (norm scale: K, norm bias: K)
};
enum class FusedResidual : uint8_t {
  kNone,
  kRows,    // an input of the output's shape (FusedLinear: or of more columns)
  kSource,  // the gathered rows before the norm (K == N)
};

// Y = act(norm(rows(X)) W + bias) + residual.
// Inputs: X (kConcat: `sources` of them), W, bias?, then by norm: stats
// (kGroup only), norm scale, norm bias; then the residual (kRows only).
// W is K x N, or packed when panel > 0: (1 + K) x N' with N <= N' <= N rounded
// up to whole panels; its elements are panels of `panel` columns (the last as
// wide as what is left of N'), each 1 + K rows of which the first is the bias,
// zero beyond column N. The bias input is then absent.
// A packed W of another precision than kFloat32 is int32, H + ceil(K / p) x N'
// with p elements of a column to a 32-bit word (the lowest k in the lowest
// bits, zero beyond K): 2 bf16 or 4 int8. The H rows above: kBf16: the bias as
// float32; kInt8: the bias and the column's scale as float32, then as int32 the
// sums of its quantised weights, one for every kInt8Columns of k.
// Output: the rows' leading dimensions x N; kUnfold: B x L x N.
struct FusedLinear {
  FusedSource source = FusedSource::kRows;
  int64_t sources = 1;
  Dims kernel;                // kUnfold
  Dims strides;               // kUnfold
  Dims pads;                  // kUnfold
  Dims dilations;             // kUnfold
  bool channels_last = true;  // kUnfold: the layout of X
  int64_t shift_group = 0;    // kShift
  FusedNorm norm = FusedNorm::kNone;
  float epsilon = 1e-5f;  // kLayer
  FusedActivation activation = FusedActivation::kNone;
  FusedResidual residual = FusedResidual::kNone;
  int64_t residual_offset = 0;  // kRows: the first column of it that is added
  int64_t columns = 0;          // N
  int64_t panel = 0;            // columns a packed panel; 0: not packed
  Dims tile;  // packed: mr, mc, nc, kc of kernels/linear/linear.h
  Precision precision = Precision::kFloat32;
  BURIN_FIELDS(BURIN_FIELD(source) BURIN_FIELD(sources) BURIN_FIELD(kernel)
                   BURIN_FIELD(strides) BURIN_FIELD(pads) BURIN_FIELD(dilations)
                       BURIN_FIELD(channels_last) BURIN_FIELD(shift_group)
                           BURIN_FIELD(norm) BURIN_FIELD(epsilon)
                               BURIN_FIELD(activation) BURIN_FIELD(residual)
                                   BURIN_FIELD(residual_offset)
                                       BURIN_FIELD(columns) BURIN_FIELD(panel)
                                           BURIN_FIELD(tile)
                                               BURIN_FIELD(precision))
  bool operator==(const FusedLinear&) const = default;
};
// Y = residual + act(norm(rows(X)) W1 + b1) W2 + b2; the hidden tensor is never
// stored. source: kRows or kShift. Inputs: X, W1, b1?, W2, b2?, then as above
// stats, norm scale, norm bias, residual. hidden: columns of W1. W1 is packed
// with panel1, W2 with panel2, both or neither, as in FusedLinear.
struct FusedMlp {
  FusedSource source = FusedSource::kRows;
  int64_t shift_group = 0;
  FusedNorm norm = FusedNorm::kNone;
  float epsilon = 1e-5f;
  FusedActivation activation = FusedActivation::kGelu;
  FusedResidual residual = FusedResidual::kSource;
  int64_t hidden = 0;
  int64_t columns = 0;
  int64_t panel1 = 0;
  int64_t panel2 = 0;
  Dims tile;  // packed: mr1, mr2, mc, hc of kernels/mlp/mlp.h
  Precision precision = Precision::kFloat32;  // of both products
  BURIN_FIELDS(BURIN_FIELD(source) BURIN_FIELD(shift_group) BURIN_FIELD(norm)
                   BURIN_FIELD(epsilon) BURIN_FIELD(activation)
                       BURIN_FIELD(residual) BURIN_FIELD(hidden)
                           BURIN_FIELD(columns) BURIN_FIELD(panel1)
                               BURIN_FIELD(panel2) BURIN_FIELD(tile)
                                   BURIN_FIELD(precision))
  bool operator==(const FusedMlp&) const = default;
};
// (X: B x ... x C) -> float32 B x 2: mean and 1/sqrt(variance + epsilon) of
// each sample, or of Shift(X) when shift_group > 0 (X: B x H x W x C).
struct GroupStats {
  int64_t shift_group = 0;
  float epsilon = 1e-5f;
  BURIN_FIELDS(BURIN_FIELD(shift_group) BURIN_FIELD(epsilon))
  bool operator==(const GroupStats&) const = default;
};
// One filter a channel over B x H x W x C:
// Y = post(conv(pre(X * pre_scale + pre_bias)) + bias). Zeros outside, after
// `pre`. Inputs: X, W: kh x kw x C, bias?: C, pre_scale?: C, pre_bias?: C.
struct DepthwiseConv {
  Dims strides = {1, 1};
  Dims pads = {0, 0, 0, 0};
  Dims dilations = {1, 1};
  FusedActivation pre = FusedActivation::kNone;
  FusedActivation post = FusedActivation::kNone;
  BURIN_FIELDS(BURIN_FIELD(strides) BURIN_FIELD(pads) BURIN_FIELD(dilations)
                   BURIN_FIELD(pre) BURIN_FIELD(post))
  bool operator==(const DepthwiseConv&) const = default;
};

using Op = std::variant<std::monostate
#define BURIN_OP(Name) , Name
#include "ops/ops.def"
                        >;

// "Conv"; empty for monostate.
std::string_view OpName(const Op& op);
// A default op of that name, or monostate for an unknown name.
Op OpByName(std::string_view name);

// The precision of a step that has one to choose (FusedLinear, FusedMlp,
// Attention); null for the others, which compute in float32 always.
const Precision* PrecisionField(const Op& op);
Precision* PrecisionField(Op& op);

}  // namespace burin

#endif  // BURIN_OPS_OPS_H_
