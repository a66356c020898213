// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See infer_shape.h.

#include "cli/infer_shape.h"

#include <algorithm>
#include <charconv>

#include "formats/quote.h"
#include "tensor/tensor.h"

namespace burin::cli {
namespace {

constexpr std::string_view kFixed =
    "; plates have fixed shapes, only the batch of gears can be chosen";

// "4,3,224,224"; empty when it is not that.
std::vector<int64_t> Sizes(std::string_view text) {
  std::vector<int64_t> out;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  while (true) {
    int64_t size = 0;
    const auto [next, error] = std::from_chars(at, end, size);
    if (error != std::errc() || size < 1) return {};
    out.push_back(size);
    if (next == end) return out;
    if (*next != ',') return {};
    at = next + 1;
  }
}

Error BadText(const std::string& option, const std::string& text,
              std::string_view expected) {
  return MakeError(ErrorCode::kBadUsage, "option --", option, ": ",
                   Quoted(text), " given, ", expected, " expected");
}

Result<std::vector<NamedShape>> NamedShapesOf(const std::string& option,
                                              const std::string& text) {
  std::vector<NamedShape> out;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view entry = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
    const size_t colon = entry.rfind(':');
    NamedShape shape;
    if (colon != entry.npos && colon > 0) {
      shape = {std::string(entry.substr(0, colon)),
               Sizes(entry.substr(colon + 1))};
    }
    if (shape.sizes.empty()) {
      return BadText(option, text, "\"name:n,c,h,w;name2:...\"");
    }
    out.push_back(std::move(shape));
  }
  if (out.empty()) return BadText(option, text, "\"name:n,c,h,w;name2:...\"");
  return out;
}

// Whether `shape` is that of images of these sizes, with the channels first, or
// last, as plates of pixels have them.
bool HasSize(const std::vector<int64_t>& shape,
             std::pair<int64_t, int64_t> height_width) {
  if (shape.size() != 4) return false;
  const auto at = [&](size_t axis) {
    return std::pair(shape[axis], shape[axis + 1]) == height_width;
  };
  return at(2) || at(1);
}

}  // namespace

Result<WantedShape> WantedShapeOf(const Arguments& args) {
  WantedShape out;
  for (const std::string option :
       {"dymBatch", "dymHW", "dymDims", "dymShape"}) {
    // The older tool's 0 is no batch.
    if (!args.Has(option) || args.Text(option) == "0") continue;
    if (!out.option.empty()) {
      return MakeError(ErrorCode::kBadUsage, "--", out.option, " and --",
                       option, " cannot be used together");
    }
    out.option = option;
  }
  if (out.option.empty()) return out;
  const std::string& text = args.Text(out.option);
  if (out.option == "dymBatch") {
    out.batch = args.Integer("dymBatch");
  } else if (out.option == "dymHW") {
    const std::vector<int64_t> sizes = Sizes(text);
    if (sizes.size() != 2) return BadText(out.option, text, "height,width");
    out.height_width = {sizes[0], sizes[1]};
  } else {
    BURIN_ASSIGN(out.inputs, NamedShapesOf(out.option, text));
    out.batch = out.inputs[0].sizes[0];
  }
  return out;
}

Result<void> CheckWantedShape(const WantedShape& wanted,
                              std::span<const TensorInfo> inputs) {
  for (const NamedShape& shape : wanted.inputs) {
    const auto input =
        std::ranges::find(inputs, shape.input, &TensorInfo::name);
    if (input == inputs.end()) {
      return MakeError(ErrorCode::kBadUsage, "--", wanted.option,
                       ": the plate has no input ", Quoted(shape.input));
    }
    if (input->shape != shape.sizes) {
      return MakeError(ErrorCode::kBadUsage, "--", wanted.option, ": input ",
                       Quoted(shape.input), " is ", DimsText(input->shape),
                       ", not ", DimsText(shape.sizes), kFixed);
    }
  }
  if (wanted.height_width &&
      !std::ranges::any_of(inputs, [&](const TensorInfo& input) {
        return HasSize(input.shape, *wanted.height_width);
      })) {
    return MakeError(ErrorCode::kBadUsage, "--", wanted.option,
                     ": no input has images of ", wanted.height_width->first,
                     "x", wanted.height_width->second, kFixed);
  }
  return {};
}

}  // namespace burin::cli
