// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Taking tensors by name and shape.

#include "models/weights.h"

#include <algorithm>
#include <array>
#include <utility>

namespace burin {
namespace {

Result<Tensor> ToFloat32(Tensor tensor) {
  if (tensor.dtype() == DType::kFloat32) return tensor;
  BURIN_ASSIGN(Tensor out, Tensor::Allocate(DType::kFloat32, tensor.dims()));
  const std::span<float> dst = out.Span<float>();
  const auto convert = [&]<typename T>(std::span<const T> src) {
    std::transform(src.begin(), src.end(), dst.begin(),
                   [](T value) { return static_cast<float>(value); });
  };
  const Tensor& source = tensor;
  switch (source.dtype()) {
    case DType::kFloat16:
      convert(source.Span<Float16>());
      return out;
    case DType::kBFloat16:
      convert(source.Span<BFloat16>());
      return out;
    case DType::kFloat64:
      convert(source.Span<double>());
      return out;
    default:
      return MakeError(ErrorCode::kBadCheckpoint, "has elements of type ",
                       DTypeName(source.dtype()), ", a float type expected");
  }
}

}  // namespace

bool IsTrainingLeftover(std::string_view name) {
  constexpr std::array<std::string_view, 7> kLast = {
      "num_batches_tracked", "attn_mask",   "total_ops", "total_params",
      "n_averaged",          "num_updates", "decay"};
  const size_t dot = name.rfind('.');
  const std::string_view last =
      dot == std::string_view::npos ? name : name.substr(dot + 1);
  return std::find(kLast.begin(), kLast.end(), last) != kLast.end();
}

Weights::Weights(Checkpoint checkpoint) : index_(std::move(checkpoint.index)) {
  entries_.reserve(checkpoint.tensors.size());
  tensors_.reserve(checkpoint.tensors.size());
  for (NamedTensor& t : checkpoint.tensors) {
    entries_.push_back({std::move(t.name), t.tensor.dims()});
    tensors_.push_back(std::move(t.tensor));
  }
}

Weights::Weights(std::vector<std::pair<std::string, Dims>> shapes) {
  entries_.reserve(shapes.size());
  for (auto& [name, dims] : shapes) {
    index_[name] = entries_.size();
    entries_.push_back({std::move(name), std::move(dims)});
  }
}

const Dims* Weights::Find(std::string_view name) const {
  const auto it = index_.find(name);
  return it == index_.end() ? nullptr : &entries_[it->second].dims;
}

Result<Dims> Weights::Shape(std::string_view name, size_t rank) const {
  const Dims* dims = Find(name);
  if (dims == nullptr) {
    return MakeError(ErrorCode::kUnknownModel, "tensor '", name,
                     "' is missing");
  }
  if (dims->size() != rank || std::any_of(dims->begin(), dims->end(),
                                          [](int64_t d) { return d < 1; })) {
    return MakeError(ErrorCode::kUnknownModel, "tensor '", name, "' is ",
                     DimsText(*dims), ", ", rank, " dimensions expected");
  }
  return *dims;
}

Result<Tensor> Weights::Take(std::string_view name, const Dims& dims) {
  const auto it = index_.find(name);
  if (it == index_.end()) {
    return MakeError(ErrorCode::kUnknownModel, "tensor '", name, "' (",
                     DimsText(dims), ") is missing");
  }
  Entry& entry = entries_[it->second];
  if (entry.dims != dims) {
    return MakeError(ErrorCode::kUnknownModel, "tensor '", name, "' is ",
                     DimsText(entry.dims), ", ", DimsText(dims), " expected");
  }
  BURIN_CHECK(!entry.taken && it->second < tensors_.size());
  entry.taken = true;
  parameters_ += static_cast<size_t>(ElementCount(dims));
  return ToFloat32(std::move(tensors_[it->second]))
      .Context(StrCat("tensor '", name, "'"));
}

Result<Tensor> Weights::TakeTransposed(std::string_view name, int64_t rows,
                                       int64_t columns) {
  BURIN_ASSIGN(const Tensor source, Take(name, {rows, columns}));
  BURIN_ASSIGN(Tensor out, Tensor::Allocate(DType::kFloat32, {columns, rows}));
  const float* src = source.Span<float>().data();
  float* dst = out.Span<float>().data();
  // By squares of 32 x 32: a cache line of either side is used whole.
  constexpr int64_t kSquare = 32;
  for (int64_t r0 = 0; r0 < rows; r0 += kSquare) {
    for (int64_t c0 = 0; c0 < columns; c0 += kSquare) {
      for (int64_t c = c0; c < std::min(columns, c0 + kSquare); ++c) {
        for (int64_t r = r0; r < std::min(rows, r0 + kSquare); ++r) {
          dst[c * rows + r] = src[r * columns + c];
        }
      }
    }
  }
  return out;
}

int64_t Weights::Count(std::string_view prefix, std::string_view suffix) const {
  int64_t count = 0;
  while (Has(StrCat(prefix, count, suffix))) ++count;
  return count;
}

Result<void> Weights::CheckAllTaken() const {
  size_t extra = 0;
  const Entry* first = nullptr;
  for (const Entry& entry : entries_) {
    if (entry.taken || IsTrainingLeftover(entry.name)) continue;
    if (++extra == 1) first = &entry;
  }
  if (extra == 0) return {};
  return MakeError(ErrorCode::kUnknownModel, "tensor '", first->name, "' (",
                   DimsText(first->dims), ") is not part of the network, ",
                   extra, " such tensors in all");
}

}  // namespace burin
