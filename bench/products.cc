// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The products that the networks spend their time in.

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "bench/cases.h"

namespace burin {
namespace {

// A FusedLinear that is not packed yet; W is k x op.columns.
struct Product {
  std::string name;
  FusedLinear op;
  std::vector<Dims> sources;
  int64_t k = 0;
  Dims y;
  Dims residual;  // of FusedResidual::kRows
};

// x + gelu(norm(rows(x)) W1) W2: of the shifted image and with GroupNorm where
// there is a shift_group, else with LayerNorm.
struct Mlp {
  std::string name;
  Dims x;
  int64_t hidden = 0;
  int64_t shift_group = 0;
};

struct Products {
  std::vector<Product> linears;
  std::vector<Mlp> mlps;
};

FusedLinear Columns(int64_t columns, FusedNorm norm = FusedNorm::kNone) {
  FusedLinear op;
  op.norm = norm;
  op.columns = columns;
  return op;
}

FusedLinear WithResidual(FusedLinear op) {
  op.residual = FusedResidual::kRows;
  return op;
}

// Square windows of an image.
FusedLinear Windows(FusedLinear op, int64_t kernel, int64_t stride,
                    int64_t pad) {
  op.source = FusedSource::kUnfold;
  op.kernel = {kernel, kernel};
  op.strides = {stride, stride};
  op.pads = {pad, pad, pad, pad};
  op.dilations = {1, 1};
  return op;
}

// Windows of the network's input, which is channels first.
Product OfInput(const std::string& name, FusedLinear op, int64_t batch,
                int64_t tokens) {
  op.channels_last = false;
  const int64_t k = 3 * op.kernel[0] * op.kernel[1];
  return {name, op, {{batch, 3, 224, 224}}, k, {batch, tokens, op.columns}};
}

Product Head(const std::string& network, int64_t batch, int64_t k) {
  return {network + " head", Columns(1000), {{batch, k}}, k, {batch, 1000}};
}

// Four pixels of the stage before become one.
Product Merge(const std::string& name, int64_t batch, const Stage& before,
              const Stage& stage, FusedNorm norm) {
  return {name,
          Windows(Columns(stage.channels, norm), 2, 2, 0),
          {{batch, before.side, before.side, before.channels}},
          4 * before.channels,
          {batch, stage.side * stage.side, stage.channels}};
}

// sMLPNet's fusion of the mixed and the unmixed image.
Product Fuse(const std::string& name, const Dims& x) {
  FusedLinear op = WithResidual(Columns(x.back()));
  op.source = FusedSource::kConcat;
  op.sources = 3;
  return {name, op, {x, x, x}, 3 * x.back(), x, x};
}

void AddShiftVit(int64_t batch, Products& out) {
  out.linears.push_back(OfInput(
      "shift patch", Windows(Columns(kShiftStages[0].channels), 4, 4, 0), batch,
      3136));
  for (size_t i = 0; i < std::size(kShiftStages); ++i) {
    const Stage& stage = kShiftStages[i];
    const std::string name = StrCat("shift", i + 1);
    if (i > 0) {
      out.linears.push_back(Merge(name + " merge", batch, kShiftStages[i - 1],
                                  stage, FusedNorm::kGroup));
    }
    out.mlps.push_back({name,
                        {batch, stage.side, stage.side, stage.channels},
                        4 * stage.channels,
                        ShiftGroup(stage.channels)});
  }
  out.linears.push_back(Head("shift", batch, 768));
}

void AddSmlpNet(int64_t batch, Products& out) {
  out.linears.push_back(
      OfInput("smlp patch", Windows(Columns(kSmlpStages[0].channels), 4, 4, 0),
              batch, 3136));
  for (size_t i = 0; i < std::size(kSmlpStages); ++i) {
    const Stage& stage = kSmlpStages[i];
    const std::string name = StrCat("smlp", i + 1);
    const Dims x = {batch, stage.side, stage.side, stage.channels};
    if (i > 0) {
      out.linears.push_back(Merge(name + " merge", batch, kSmlpStages[i - 1],
                                  stage, FusedNorm::kNone));
    }
    out.linears.push_back(Fuse(name + " fuse", x));
    out.mlps.push_back({name, x, 3 * stage.channels});
  }
  out.linears.push_back(Head("smlp", batch, 640));
}

// A performer's projection, which adds v (the last third of kqv), and its mlp.
void AddTokenBlock(const std::string& name, int64_t batch, int64_t tokens,
                   Products& out) {
  const Dims x = {batch, tokens, 64};
  FusedLinear project = WithResidual(Columns(64));
  project.residual_offset = 128;
  out.linears.push_back(
      {name + " proj", project, {x}, 64, x, {batch, tokens, 192}});
  out.mlps.push_back({name, x, 64});
}

void AddT2tVit(int64_t batch, Products& out) {
  const FusedLinear kqv = Columns(192, FusedNorm::kLayer);
  out.linears.push_back(
      OfInput("t2t split1 kqv", Windows(kqv, 7, 4, 2), batch, 3136));
  AddTokenBlock("t2t token1", batch, 3136, out);
  out.linears.push_back({"t2t split2 kqv",
                         Windows(kqv, 3, 2, 1),
                         {{batch, 56, 56, 64}},
                         576,
                         {batch, 784, 192}});
  AddTokenBlock("t2t token2", batch, 784, out);
  out.linears.push_back({"t2t split3 project",
                         Windows(Columns(384), 3, 2, 1),
                         {{batch, 28, 28, 64}},
                         576,
                         {batch, 196, 384}});
  const Dims x = {batch, 197, 384};
  out.linears.push_back({"t2t qkv",
                         Columns(1152, FusedNorm::kLayer),
                         {x},
                         384,
                         {batch, 197, 1152}});
  out.linears.push_back(
      {"t2t proj", WithResidual(Columns(384)), {x}, 384, x, x});
  out.mlps.push_back({"t2t", x, 1152});
  // Of the last block only the class token is wanted.
  const Dims token = {batch, 384};
  out.linears.push_back({"t2t class proj",
                         WithResidual(Columns(384)),
                         {token},
                         384,
                         token,
                         token});
  out.mlps.push_back({"t2t class", token, 1152});
  out.linears.push_back(Head("t2t", batch, 384));
}

// W, packed together with the bias that would follow it.
void AddWeights(Isa isa, Precision precision, const WeightMatrix& weights,
                Case& out) {
  const int64_t rows = PackedColumnWords(precision, weights.k);
  const auto words = static_cast<int64_t>(
      PackedLinearWords(isa, weights.panel, weights.k, weights.n, precision));
  const DType dtype =
      precision == Precision::kFloat32 ? DType::kFloat32 : DType::kInt32;
  out.weights.push_back(weights);
  out.weights.back().input = out.step.inputs.size();
  out.step.inputs.push_back(
      {{dtype, {rows, words / rows}}, Section::kWeights, 0});
  out.step.inputs.push_back({});
}

void AddNorm(FusedNorm norm, int64_t samples, int64_t k, Case& out) {
  if (norm == FusedNorm::kNone) return;
  if (norm == FusedNorm::kGroup) {
    out.step.inputs.push_back(Floats({samples, 2}));
  }
  out.step.inputs.push_back(Floats({k}));
  out.step.inputs.push_back(Floats({k}));
}

Case LinearCase(const CaseOptions& options, Precision precision,
                const Product& product) {
  FusedLinear op = product.op;
  const int64_t rows = ElementCount(product.y) / op.columns;
  const LinearTile tile = options.linear_tile.value_or(
      ChooseLinearTile(options.isa, rows, op.columns, product.k, precision));
  op.panel = tile.nr;
  op.tile = {tile.mr, tile.mc, tile.nc, tile.kc};
  op.precision = precision;
  const LinearTile runs = FitToThreads(tile, rows, op.columns, options.threads);
  Case out;
  out.step.name =
      StrCat(PrecisionName(precision), " linear ", product.name, " ", rows, "x",
             op.columns, "x", product.k, " [", runs.mr, "x", runs.nr, ",",
             runs.mc, ",", runs.nc, ",", runs.kc, "]");
  for (const Dims& x : product.sources) out.step.inputs.push_back(Floats(x));
  AddWeights(options.isa, precision,
             {.k = product.k, .n = op.columns, .panel = tile.nr}, out);
  AddNorm(op.norm, product.y[0], product.k, out);
  if (op.residual == FusedResidual::kRows) {
    out.step.inputs.push_back(Floats(product.residual));
  }
  out.step.outputs.push_back(Floats(product.y));
  out.step.op = std::move(op);
  return out;
}

Case FusedMlpCase(const CaseOptions& options, Precision precision,
                  const Mlp& mlp) {
  const int64_t k = mlp.x.back();
  const int64_t rows = ElementCount(mlp.x) / k;
  const MlpTile tile = options.mlp_tile.value_or(
      ChooseMlpTile(options.isa, rows, k, mlp.hidden, k, precision));
  FusedMlp op;
  op.source = mlp.shift_group > 0 ? FusedSource::kShift : FusedSource::kRows;
  op.shift_group = mlp.shift_group;
  op.norm = mlp.shift_group > 0 ? FusedNorm::kGroup : FusedNorm::kLayer;
  op.hidden = mlp.hidden;
  op.columns = k;
  op.panel1 = tile.nr1;
  op.panel2 = tile.nr2;
  op.tile = {tile.mr1, tile.mr2, tile.mc, tile.hc};
  op.precision = precision;
  const MlpTile runs = FitToThreads(tile, rows, options.threads);
  Case out;
  out.step.name =
      StrCat(PrecisionName(precision), " mlp ", mlp.name, " ", rows, "x", k,
             "x", mlp.hidden, " [", runs.mr1, "x", runs.nr1, ",", runs.mr2, "x",
             runs.nr2, ",", runs.mc, ",", runs.hc, "]");
  out.step.inputs.push_back(Floats(mlp.x));
  AddWeights(options.isa, precision,
             {.k = k, .n = mlp.hidden, .panel = tile.nr1}, out);
  AddWeights(options.isa, precision,
             {.k = mlp.hidden, .n = k, .panel = tile.nr2}, out);
  AddNorm(op.norm, mlp.x[0], k, out);
  out.step.outputs.push_back(Floats(mlp.x));
  out.step.op = std::move(op);
  return out;
}

// The two products of an mlp that is not fused.
Product First(const Mlp& mlp) {
  FusedLinear op = Columns(
      mlp.hidden, mlp.shift_group > 0 ? FusedNorm::kGroup : FusedNorm::kLayer);
  if (mlp.shift_group > 0) op.source = FusedSource::kShift;
  op.shift_group = mlp.shift_group;
  op.activation = FusedActivation::kGelu;
  Dims hidden = mlp.x;
  hidden.back() = mlp.hidden;
  return {mlp.name + " fc1", op, {mlp.x}, mlp.x.back(), hidden};
}
Product Second(const Mlp& mlp) {
  Dims hidden = mlp.x;
  hidden.back() = mlp.hidden;
  return {mlp.name + " fc2",
          WithResidual(Columns(mlp.x.back())),
          {hidden},
          mlp.hidden,
          mlp.x,
          mlp.x};
}

// One step or two, as the compiler decides.
void AddMlp(const CaseOptions& options, Precision precision, const Mlp& mlp,
            std::vector<Case>& out) {
  const int64_t k = mlp.x.back();
  if (PreferFusedMlp(options.isa, ElementCount(mlp.x) / k, k, mlp.hidden,
                     precision)) {
    out.push_back(FusedMlpCase(options, precision, mlp));
    return;
  }
  out.push_back(LinearCase(options, precision, First(mlp)));
  out.push_back(LinearCase(options, precision, Second(mlp)));
}

}  // namespace

std::vector<Case> ProductCases(const CaseOptions& options) {
  Products products;
  AddShiftVit(options.batch, products);
  AddSmlpNet(options.batch, products);
  AddT2tVit(options.batch, products);
  std::vector<Case> out;
  for (const Precision precision :
       {Precision::kFloat32, Precision::kBf16, Precision::kInt8}) {
    for (const Product& product : products.linears) {
      out.push_back(LinearCase(options, precision, product));
    }
    for (const Mlp& mlp : products.mlps) {
      AddMlp(options, precision, mlp, out);
    }
  }
  return out;
}

}  // namespace burin
