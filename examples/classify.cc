// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Classifies photographs with a plate:
//
//   classify NET.plate PHOTO.JPEG...
//
// prints the five best classes of each photograph and their logits. Shows the
// whole public API that a deployment needs: Session::Open, LoadImage, Run.

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <vector>

#include "burin/image.h"
#include "burin/session.h"

namespace {

int Fail(const burin::Error& error) {
  std::fprintf(stderr, "classify: %s: %s\n",
               std::string(burin::ErrorCodeName(error.code)).c_str(),
               error.message.c_str());
  return 1;
}

// The numbers of the `count` largest logits, best first.
std::vector<size_t> Best(std::span<const float> logits, size_t count) {
  std::vector<size_t> order(logits.size());
  std::iota(order.begin(), order.end(), size_t{0});
  count = std::min(count, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<long>(count),
                    order.end(), [&](size_t a, size_t b) {
                      return logits[a] > logits[b] ||
                             (logits[a] == logits[b] && a < b);
                    });
  order.resize(count);
  return order;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: classify NET.plate PHOTO.JPEG...\n");
    return 2;
  }
  auto session = burin::Session::Open(argv[1]);
  if (!session.ok()) return Fail(session.error());
  const burin::TensorInfo& input = session->inputs()[0];
  const burin::TensorInfo& output = session->outputs()[0];
  const bool is_image = input.dtype == "float32" && input.shape.size() == 4 &&
                        input.shape[1] == 3 && input.shape[2] == input.shape[3];
  if (!is_image || output.dtype != "float32") {
    std::fprintf(stderr, "classify: %s does not take square RGB images\n",
                 argv[1]);
    return 1;
  }
  burin::ImageOptions options;
  options.image_size = static_cast<int>(input.shape[2]);

  // Photographs are run as many at a time as the plate's batch has room for.
  const size_t batch = static_cast<size_t>(session->batch());
  std::vector<float> pixels(input.bytes / sizeof(float));
  std::vector<float> logits(output.bytes / sizeof(float));
  const size_t pixels_each = pixels.size() / batch;
  const size_t classes = logits.size() / batch;
  const std::span<const std::byte> in = std::as_bytes(std::span(pixels));
  const std::span<std::byte> out = std::as_writable_bytes(std::span(logits));
  for (int first = 2; first < argc; first += static_cast<int>(batch)) {
    const size_t count =
        std::min(batch, static_cast<size_t>(argc) - static_cast<size_t>(first));
    for (size_t i = 0; i < count; ++i) {
      const auto loaded = burin::LoadImage(
          argv[static_cast<size_t>(first) + i], options,
          std::span(pixels).subspan(i * pixels_each, pixels_each));
      if (!loaded.ok()) return Fail(loaded.error());
    }
    const auto ran = session->Run({&in, 1}, {&out, 1});
    if (!ran.ok()) return Fail(ran.error());
    for (size_t i = 0; i < count; ++i) {
      const auto row = std::span(logits).subspan(i * classes, classes);
      std::printf("%s:", argv[static_cast<size_t>(first) + i]);
      for (const size_t c : Best(row, 5)) std::printf(" %zu (%.4f)", c, row[c]);
      std::printf("\n");
    }
  }
  return 0;
}
