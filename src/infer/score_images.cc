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
#include "vision/every_error.h"
#include "vision/resize.h"

namespace burin {
namespace {

// Pixels of a side of the images that the input takes; empty for inputs that
// are no images: Nx3xSxS float32 or, with AIPP, NxSxSx3 uint8.
std::optional<int64_t> SideOf(const TensorInfo& input) {
  const auto& dims = input.shape;
  if (dims.size() != 4) return std::nullopt;
  const size_t side = input.dtype == "uint8" ? 1 : 2;
  const bool fits =
      side == 1 ? dims[3] == 3 : dims[1] == 3 && input.dtype == "float32";
  if (!fits || dims[side] != dims[side + 1]) return std::nullopt;
  return dims[side];
}

// What decoding needs, with memory for each thread of the pool.
struct Decoder {
  Transform transform;
  const ResizeKernels& kernels;
  ThreadPool& pool;
  std::vector<TransformScratch> scratch;
};

// `images`, of which the first is number `first` of all, decoded side by side
// into `pixels`. False when any could not be, which then are among `faults`.
bool Decode(Decoder& decoder, std::span<const ImageSample> images, size_t first,
            std::span<std::byte> pixels, EveryError& faults) {
  const size_t each = decoder.transform.bytes();
  std::atomic<bool> whole{true};
  const auto one = [&](size_t i, int thread) -> Result<void> {
    BURIN_ASSIGN(const AlignedBuffer file, ReadFile(images[i].path));
    return TransformImageFileToType(
               file.span(), decoder.transform, decoder.kernels,
               decoder.scratch[static_cast<size_t>(thread)],
               pixels.subspan(i * each, each))
        .Context(images[i].path);
  };
  decoder.pool.ParallelFor(static_cast<int64_t>(images.size()),
                           [&](int64_t task, int thread) {
                             const auto i = static_cast<size_t>(task);
                             if (!faults.Run(static_cast<int64_t>(first + i),
                                             [&] { return one(i, thread); })) {
                               whole = false;
                             }
                           });
  return whole;
}

// `output` is of a whole batch, which the images may not fill.
Result<void> Score(std::span<const ImageSample> images,
                   const ConstTensorView& output, Accuracy* accuracy) {
  const std::vector<float> values = ToFloats(output);
  const std::span<const float> scores = values;
  const size_t classes = scores.size() / static_cast<size_t>(output.dims[0]);
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

Result<void> CheckTakesImages(const Session& session) {
  const auto& inputs = session.inputs();
  if (inputs.empty()) {
    return MakeError(ErrorCode::kBadInput, "the plate takes no input");
  }
  if (inputs.size() != 1 || !SideOf(inputs[0])) {
    return MakeError(ErrorCode::kBadInput, "input '", inputs[0].name, "' is ",
                     DimsText(inputs[0].shape), " ", inputs[0].dtype,
                     ", one image tensor Nx3xSxS float32 or NxSxSx3 uint8 "
                     "expected");
  }
  const auto& outputs = session.outputs();
  if (outputs.empty() || outputs[0].shape.empty() ||
      outputs[0].shape[0] != session.batch() || outputs[0].bytes == 0) {
    return MakeError(ErrorCode::kBadInput,
                     "the plate's first output is no score per class");
  }
  return {};
}

Result<Accuracy> ScoreImages(Session& session,
                             std::span<const ImageSample> images,
                             const ScoreImagesOptions& options) {
  BURIN_TRY(CheckTakesImages(session));
  const TensorInfo& input = session.inputs()[0];
  TransformOptions wanted = options.transform;
  wanted.image_size = static_cast<int>(
      std::min<int64_t>(*SideOf(input), kMaxTransformSize + 1));
  wanted.type =
      input.dtype == "uint8" ? PixelType::kUint8 : PixelType::kFloat32;
  BURIN_ASSIGN(Transform transform, MakeTransform(wanted));
  const size_t batch = static_cast<size_t>(session.batch());
  const size_t sample = transform.bytes();

  ThreadPool pool(session.threads());
  Decoder decoder{
      transform, ResizeKernelsOf(DetectIsa()), pool,
      std::vector<TransformScratch>(static_cast<size_t>(pool.threads()))};
  // Decoded ahead: whole batches, and two images for every core, so that no
  // core waits for the last image of a batch of one.
  const size_t cores = static_cast<size_t>(pool.threads());
  const size_t chunk = (2 * cores + batch - 1) / batch * batch;
  BURIN_ASSIGN(AlignedBuffer front, AlignedBuffer::Allocate(chunk * sample));
  BURIN_ASSIGN(AlignedBuffer back, AlignedBuffer::Allocate(chunk * sample));
  BURIN_ASSIGN(const BatchBuffers out,
               BatchBuffers::Allocate(session.outputs()));
  BURIN_ASSIGN(const ConstTensorView scores,
               ViewOf(session.outputs()[0], out.spans()[0]));
  const auto part = [&](size_t first) {
    first = std::min(first, images.size());
    return images.subspan(first, std::min(chunk, images.size() - first));
  };
  EveryError faults;
  const auto decode = [&](size_t first, AlignedBuffer* into) {
    return std::async(std::launch::async, [&, first, into] {
      return Decode(decoder, part(first), first, into->span(), faults);
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
  const auto stopped = [&] {
    return options.stop != nullptr && options.stop->load();
  };
  std::future<bool> decoding = decode(done, &front);
  for (size_t first = done; first < images.size(); first += chunk) {
    if (!decoding.get()) {
      journal.Record(done, accuracy, true);
      // No scores any more, but whoever mends the images wants to know all.
      size_t seen = std::min(first + chunk, images.size());
      while (!faults.no_memory() && seen < images.size()) {
        if (options.progress) options.progress(seen, images.size());
        if (stopped()) {
          return faults.TakeStopped(static_cast<int64_t>(seen),
                                    static_cast<int64_t>(images.size()));
        }
        Decode(decoder, part(seen), seen, front.span(), faults);
        seen += part(seen).size();
      }
      return faults.Take().error();
    }
    Result<void> scored;
    std::swap(front, back);
    const std::span<const ImageSample> now = part(first);
    decoding = decode(first + chunk, &front);
    for (size_t at = 0; scored.ok() && at < now.size(); at += batch) {
      const std::span<const std::byte> pixels =
          back.span().subspan(at * sample, batch * sample);
      const std::span<const ImageSample> some =
          now.subspan(at, std::min(batch, now.size() - at));
      Accuracy next = accuracy;
      if (stopped()) {
        scored = MakeError(ErrorCode::kInterrupted, "stopped by a signal");
      }
      if (scored.ok()) scored = session.Run(std::span(&pixels, 1), out.spans());
      if (scored.ok()) scored = Score(some, scores, &next);
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
