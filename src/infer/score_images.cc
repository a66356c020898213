// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See score_images.h.

#include "infer/score_images.h"

#include <algorithm>
#include <future>
#include <optional>
#include <vector>

#include "base/file.h"
#include "base/fingerprint.h"
#include "infer/buffers.h"
#include "kernels/isa.h"
#include "thread/thread_pool.h"
#include "vision/resize.h"

namespace burin {
namespace {

Result<void> CheckPlate(const Session& session) {
  const auto& inputs = session.inputs();
  if (inputs.empty()) {
    return MakeError(ErrorCode::kBadInput, "the plate takes no input");
  }
  const bool image = inputs.size() == 1 && inputs[0].dtype == "float32" &&
                     inputs[0].shape.size() == 4 && inputs[0].shape[1] == 3 &&
                     inputs[0].shape[2] == inputs[0].shape[3];
  if (!image) {
    return MakeError(ErrorCode::kBadInput, "input '", inputs[0].name, "' is ",
                     DimsText(inputs[0].shape), " ", inputs[0].dtype,
                     ", one image tensor Nx3xSxS float32 expected");
  }
  const auto& outputs = session.outputs();
  if (outputs.empty() || outputs[0].dtype != "float32" ||
      outputs[0].shape.empty() || outputs[0].shape[0] != session.batch() ||
      outputs[0].bytes == 0) {
    return MakeError(ErrorCode::kBadInput,
                     "the plate's first output is no float32 score per class");
  }
  return {};
}

// What decoding needs, with memory for each thread of the pool.
struct Decoder {
  Transform transform;
  const ResizeKernels& kernels;
  ThreadPool& pool;
  std::vector<TransformScratch> scratch;
};

// `images` decoded side by side into `pixels`.
Result<void> Decode(Decoder& decoder, std::span<const ImageSample> images,
                    std::span<float> pixels) {
  const size_t floats = decoder.transform.floats();
  std::vector<std::optional<Error>> errors(images.size());
  const auto one = [&](size_t i, int thread) -> Result<void> {
    BURIN_ASSIGN(const AlignedBuffer file, ReadFile(images[i].path));
    return TransformImageFile(file.span(), decoder.transform, decoder.kernels,
                              decoder.scratch[static_cast<size_t>(thread)],
                              pixels.subspan(i * floats, floats))
        .Context(images[i].path);
  };
  decoder.pool.ParallelFor(static_cast<int64_t>(images.size()),
                           [&](int64_t task, int thread) {
                             const auto i = static_cast<size_t>(task);
                             Result<void> decoded = one(i, thread);
                             if (!decoded.ok())
                               errors[i] = std::move(decoded).error();
                           });
  for (std::optional<Error>& error : errors) {
    if (error) return std::move(*error);
  }
  return {};
}

Result<void> Score(std::span<const ImageSample> images,
                   std::span<const float> scores, size_t classes,
                   Accuracy* accuracy) {
  for (size_t i = 0; i < images.size(); ++i) {
    BURIN_TRY(AddScores(scores.subspan(i * classes, classes), images[i].label,
                        accuracy)
                  .Context(images[i].path));
  }
  return {};
}

void AddTransform(const TransformOptions& transform, Fingerprint* out) {
  out->Add("evaluate images");
  out->Add(static_cast<uint64_t>(transform.recipe));
  out->AddReal(transform.crop_pct.value_or(0));
  out->Add(static_cast<uint64_t>(transform.pillow));
}

}  // namespace

Result<uint64_t> ImagesFingerprint(const std::string& plate_path,
                                   std::span<const ImageSample> images,
                                   const TransformOptions& transform) {
  Fingerprint out;
  AddTransform(transform, &out);
  BURIN_TRY(out.AddFile(plate_path));
  for (const ImageSample& image : images) {
    BURIN_TRY(out.AddFile(image.path));
    out.Add(static_cast<uint64_t>(image.label));
  }
  return out.value();
}

Result<uint64_t> ShardedImagesFingerprint(const std::string& plate_path,
                                          const ImageFolder& folder,
                                          const TransformOptions& transform) {
  Fingerprint out;
  AddTransform(transform, &out);
  BURIN_TRY(out.AddContent(plate_path));
  for (const ImageSample& image : folder.samples) {
    BURIN_ASSIGN(const uint64_t size, FileSize(image.path));
    out.Add(std::string_view(image.path).substr(folder.root.size()));
    out.Add(size);
    out.Add(static_cast<uint64_t>(image.label));
  }
  return out.value();
}

Result<Accuracy> ScoreImages(Session& session,
                             std::span<const ImageSample> images,
                             const ScoreImagesOptions& options) {
  BURIN_TRY(CheckPlate(session));
  TransformOptions wanted = options.transform;
  wanted.image_size = static_cast<int>(
      std::min<int64_t>(session.inputs()[0].shape[2], kMaxTransformSize + 1));
  BURIN_ASSIGN(Transform transform, MakeTransform(wanted));
  const size_t batch = static_cast<size_t>(session.batch());
  const size_t sample = transform.floats();
  const size_t classes = session.outputs()[0].bytes / sizeof(float) / batch;

  ThreadPool pool(session.threads());
  Decoder decoder{
      transform, ResizeKernelsOf(DetectIsa()), pool,
      std::vector<TransformScratch>(static_cast<size_t>(pool.threads()))};
  // Decoded ahead: whole batches, and two images for every core, so that no
  // core waits for the last image of a batch of one.
  const size_t cores = static_cast<size_t>(pool.threads());
  const size_t chunk = (2 * cores + batch - 1) / batch * batch;
  BURIN_ASSIGN(AlignedBuffer front,
               AlignedBuffer::Allocate(chunk * sample * sizeof(float)));
  BURIN_ASSIGN(AlignedBuffer back,
               AlignedBuffer::Allocate(chunk * sample * sizeof(float)));
  BURIN_ASSIGN(const BatchBuffers out,
               BatchBuffers::Allocate(session.outputs()));
  const auto floats = [](AlignedBuffer& buffer) {
    return std::span(reinterpret_cast<float*>(buffer.data()),
                     buffer.size() / sizeof(float));
  };
  const std::span<const float> scores(
      reinterpret_cast<const float*>(out.spans()[0].data()), batch * classes);
  const auto part = [&](size_t first) {
    first = std::min(first, images.size());
    return images.subspan(first, std::min(chunk, images.size() - first));
  };
  const auto decode = [&](size_t first, AlignedBuffer* into) {
    return std::async(std::launch::async, [&, first, into] {
      return Decode(decoder, part(first), floats(*into));
    });
  };

  ScoreJournal none;
  ScoreJournal& journal = options.journal == nullptr ? none : *options.journal;
  size_t done = 0;
  Accuracy accuracy;
  if (journal.done() <= images.size()) {
    done = journal.done();
    accuracy = journal.accuracy();
  }
  std::future<Result<void>> decoding = decode(done, &front);
  for (size_t first = done; first < images.size(); first += chunk) {
    Result<void> scored = decoding.get();
    std::swap(front, back);
    const std::span<const ImageSample> now = part(first);
    if (scored.ok()) decoding = decode(first + chunk, &front);
    for (size_t at = 0; scored.ok() && at < now.size(); at += batch) {
      const std::span<const std::byte> pixels =
          std::as_bytes(floats(back).subspan(at * sample, batch * sample));
      const std::span<const ImageSample> some =
          now.subspan(at, std::min(batch, now.size() - at));
      Accuracy next = accuracy;
      if (options.stop != nullptr && options.stop->load()) {
        scored = MakeError(ErrorCode::kInterrupted, "stopped by a signal");
      }
      if (scored.ok()) scored = session.Run(std::span(&pixels, 1), out.spans());
      if (scored.ok()) scored = Score(some, scores, classes, &next);
      if (!scored.ok()) break;
      accuracy = next;
      done += some.size();
      journal.Record(done, accuracy);
    }
    if (!scored.ok()) {
      journal.Record(done, accuracy, true);
      return scored.error();
    }
    if (options.progress) options.progress(done, images.size());
  }
  journal.Remove();
  return accuracy;
}

}  // namespace burin
