// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See fake_checkpoint.h.

#include "models/fake_checkpoint.h"

#include <cmath>

namespace burin {
namespace {

class Shapes {
 public:
  void Add(std::string name, Dims dims) {
    list.emplace_back(std::move(name), std::move(dims));
  }
  void Affine(const std::string& module, int64_t width) {
    Add(module + ".weight", {width});
    Add(module + ".bias", {width});
  }
  void BatchNorm(const std::string& module, int64_t width) {
    Affine(module, width);
    Add(module + ".running_mean", {width});
    Add(module + ".running_var", {width});
    Add(module + ".num_batches_tracked", {});
  }
  void Conv(const std::string& module, int64_t out, int64_t in, int64_t kernel,
            bool bias) {
    Add(module + ".weight", {out, in, kernel, kernel});
    if (bias) Add(module + ".bias", {out});
  }
  void Linear(const std::string& module, int64_t out, int64_t in, bool bias) {
    Add(module + ".weight", {out, in});
    if (bias) Add(module + ".bias", {out});
  }

  TensorShapes list;
};

TensorShapes ShiftVitShapes(const FakeNetwork& n) {
  Shapes s;
  const auto norm = [&](const std::string& module, int64_t width) {
    n.batch_norm ? s.BatchNorm(module, width) : s.Affine(module, width);
  };
  const int64_t ratio = n.shape.hidden / n.shape.width;
  int64_t width = n.shape.width;
  s.Conv("patch_embed.proj", width, 3, n.patch, true);
  norm("patch_embed.norm", width);
  for (size_t stage = 0; stage < n.shape.depths.size(); ++stage) {
    const std::string layer = StrCat("layers.", stage);
    for (int64_t i = 0; i < n.shape.depths[stage]; ++i) {
      const std::string block = StrCat(layer, ".blocks.", i);
      norm(block + ".norm2", width);
      s.Conv(block + ".mlp.fc1", width * ratio, width, 1, true);
      s.Conv(block + ".mlp.fc2", width, width * ratio, 1, true);
    }
    if (stage + 1 == n.shape.depths.size()) break;
    norm(layer + ".downsample.norm", width);
    s.Conv(layer + ".downsample.reduction", 2 * width, width, 2, false);
    width *= 2;
  }
  norm("norm", width);
  s.Linear("head", n.classes, width, true);
  return std::move(s.list);
}

TensorShapes SmlpNetShapes(const FakeNetwork& n) {
  Shapes s;
  const int64_t ratio = n.shape.hidden / n.shape.width;
  int64_t width = n.shape.width;
  int64_t side = n.side;
  int64_t block = 0;
  for (size_t stage = 0; stage < n.shape.depths.size(); ++stage) {
    if (stage == 0) {
      s.Conv("to_patch_embedding.0.0", width, 3, n.patch, false);
    } else {
      s.Conv(StrCat("to_patch_embedding.", stage, ".0"), 2 * width, width, 2,
             false);
      width *= 2;
      side /= 2;
    }
    for (int64_t i = 0; i < n.shape.depths[stage]; ++i, ++block) {
      const std::string mix = StrCat("token_mix.", block);
      s.BatchNorm(mix + ".0.conv_merge.BN", width);
      s.Conv(mix + ".0.conv_merge.Conv", width, 1, 3, false);
      s.BatchNorm(mix + ".1.BN", width);
      s.Conv(mix + ".1.proj_h", side, side, 1, true);
      s.Conv(mix + ".1.proh_w", side, side, 1, true);
      s.Conv(mix + ".1.fuse", width, 3 * width, 1, false);
      const std::string feed = StrCat("channel_mix.", block);
      s.Affine(feed + ".1", width);
      s.Linear(feed + ".2.net.0", width * ratio, width, true);
      s.Linear(feed + ".2.net.3", width, width * ratio, true);
    }
  }
  s.BatchNorm("batch_norm", width);
  s.Linear("mlp_head.0", n.classes, width, true);
  return std::move(s.list);
}

TensorShapes T2tVitShapes(const FakeNetwork& n) {
  Shapes s;
  const int64_t width = n.shape.width;
  const int64_t e = n.token_width;
  s.Add("cls_token", {1, 1, width});
  s.Add("pos_embed", {1, 1 + n.side * n.side, width});
  for (const int64_t i : {1, 2}) {
    const std::string module = StrCat("tokens_to_token.attention", i);
    const int64_t inputs = i == 1 ? 3 * 49 : e * 9;
    s.Affine(module + ".norm1", inputs);
    s.Affine(module + ".norm2", e);
    if (n.shape.performer) {
      s.Add(module + ".w", {e / 2, e});
      s.Linear(module + ".kqv", 3 * e, inputs, true);
      s.Linear(module + ".proj", e, e, true);
      s.Linear(module + ".mlp.0", e, e, true);
      s.Linear(module + ".mlp.2", e, e, true);
    } else {
      s.Linear(module + ".attn.qkv", 3 * e, inputs, false);
      s.Linear(module + ".attn.proj", e, e, true);
      s.Linear(module + ".mlp.fc1", e, e, true);
      s.Linear(module + ".mlp.fc2", e, e, true);
    }
  }
  s.Linear("tokens_to_token.project", width, e * 9, true);
  for (int64_t i = 0; i < n.shape.depths[0]; ++i) {
    const std::string block = StrCat("blocks.", i);
    s.Affine(block + ".norm1", width);
    s.Linear(block + ".attn.qkv", 3 * width, width, false);
    s.Linear(block + ".attn.proj", width, width, true);
    s.Affine(block + ".norm2", width);
    s.Linear(block + ".mlp.fc1", n.shape.hidden, width, true);
    s.Linear(block + ".mlp.fc2", width, n.shape.hidden, true);
  }
  s.Affine("norm", width);
  s.Linear("head", n.classes, width, true);
  return std::move(s.list);
}

uint32_t NameHash(std::string_view name) {  // 32-bit FNV-1a
  uint32_t hash = 2166136261u;
  for (const char c : name) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  }
  return hash;
}

// In [-1, 1), a multiple of 2^-23: exact in float32 and in float64.
double Uniform(uint32_t seed, uint32_t index) {
  uint32_t x = seed + index * 0x9e3779b9u;
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  x ^= x >> 16;
  return static_cast<double>(x >> 8) / 8388608.0 - 1.0;
}

}  // namespace

TensorShapes FakeShapes(const FakeNetwork& network) {
  switch (network.shape.family) {
    case Family::kShiftVit:
      return ShiftVitShapes(network);
    case Family::kSmlpNet:
      return SmlpNetShapes(network);
    case Family::kT2tVit:
      return T2tVitShapes(network);
  }
  __builtin_unreachable();
}

Tensor FakeTensor(std::string_view name, const Dims& dims) {
  Result<Tensor> tensor = Tensor::Allocate(DType::kFloat32, dims);
  BURIN_CHECK(tensor.ok());
  double mean = 0;
  double spread = 0.1;
  if (name == "input") {
    spread = 1;
  } else if (name.ends_with("running_var")) {
    mean = 1;
    spread = 0.5;
  } else if (dims.size() == 1 && name.ends_with("weight")) {
    mean = 1;
  } else if (dims.size() > 1) {
    // Variance 1 / fan-in: a uniform on [-a, a] has a^2 / 3.
    const int64_t fan_in = ElementCount(dims) / dims[0];
    spread = std::sqrt(3.0 / static_cast<double>(fan_in));
  }
  const uint32_t seed = NameHash(name);
  uint32_t index = 0;
  for (float& value : tensor->Span<float>()) {
    value = static_cast<float>(mean + spread * Uniform(seed, index++));
  }
  return std::move(tensor).value();
}

Checkpoint FakeCheckpoint(const TensorShapes& shapes) {
  Checkpoint checkpoint;
  for (const auto& [name, dims] : shapes) {
    checkpoint.index[name] = checkpoint.tensors.size();
    Tensor tensor = name.ends_with("num_batches_tracked")
                        ? Tensor::Scalar<int64_t>(1)
                        : FakeTensor(name, dims);
    checkpoint.tensors.push_back({name, std::move(tensor)});
  }
  return checkpoint;
}

}  // namespace burin
