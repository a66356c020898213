// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See choose_precision.h.

#include "compare/choose_precision.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>

#include "compare/raise_order.h"
#include "compare/step_runner.h"
#include "runtime/cost.h"

namespace burin {
namespace {

// Operations to spend on single steps and on whole choices: together about a
// minute on a small machine for the networks that burin is made for.
constexpr double kErrorWork = 4e12;
constexpr double kLossWork = 1e13;
constexpr double kMostTrials = 10;  // whole choices that are tried

double Speed(Precision precision) {
  switch (precision) {
    case Precision::kBf16:
      return 2;
    case Precision::kInt8:
      return 4;
    case Precision::kFloat32:
      break;
  }
  return 1;
}

std::vector<StepChoice> StepsWithChoice(const StepRunner& runner) {
  std::vector<StepChoice> out;
  for (size_t i = 0; i < runner.steps(); ++i) {
    const Step& step = runner.plan().steps[i];
    StepChoice choice{i, std::string(OpName(step.op)), step.name, {}, 0};
    const double flops = WorkOf(step).flops;
    for (size_t v = 0; v < runner.variants(); ++v) {
      const Precision precision = PrecisionOf(runner.plan(v).steps[i]);
      const bool there = std::ranges::any_of(
          choice.candidates,
          [&](const auto& other) { return other.precision == precision; });
      if (there) continue;
      choice.candidates.push_back(
          {v, precision, 0, flops / Speed(precision), 0});
    }
    if (choice.candidates.size() > 1) out.push_back(std::move(choice));
  }
  return out;
}

double WorkOfPlan(const Plan& plan) {
  double flops = 0;
  for (const Step& step : plan.steps) flops += WorkOf(step).flops;
  return flops;
}

// Samples that `work` operations allow, of `each` operations; whole batches, at
// least one.
size_t SamplesFor(double work, double each, size_t batch, size_t most) {
  const double allowed = std::min(work / std::max(each, 1.0), double(most));
  const auto batches =
      static_cast<size_t>(allowed / static_cast<double>(batch));
  return std::max<size_t>(batches, 1) * batch;
}

class Chooser {
 public:
  Chooser(StepRunner runner, const Samples& samples, BatchBuffers inputs)
      : runner_(std::move(runner)),
        samples_(samples),
        inputs_(std::move(inputs)),
        answer_(runner_.plan().outputs[0].operand),
        classes_(static_cast<size_t>(answer_.type.elements()) /
                 std::max<size_t>(static_cast<size_t>(runner_.batch()), 1)) {}

  Result<PrecisionChoice> Run(const PrecisionChoiceOptions& options) {
    progress_ = options.progress;
    PrecisionChoice out;
    out.steps = StepsWithChoice(runner_);
    PlanRuns(out.steps);
    BURIN_TRY(MeasureTimes(out.steps));
    BURIN_TRY(MeasureErrors(out));
    BURIN_TRY(MeasureReference());
    const std::vector<Raise> raises = RaiseOrder(out.steps);
    const auto within = [&](const AnswerLoss& loss) {
      return loss.points <= options.max_drop;
    };
    // The fewest raises that are enough; with all of them everything is fp32.
    size_t few = 0, many = raises.size();
    BURIN_ASSIGN(out.all_reduced, LossAfter(raises, 0, out.steps));
    if (within(out.all_reduced)) many = 0;
    while (few + 1 < many) {
      const size_t middle = (few + many) / 2;
      BURIN_ASSIGN(const AnswerLoss loss, LossAfter(raises, middle, out.steps));
      (within(loss) ? many : few) = middle;
    }
    BURIN_ASSIGN(out.loss, LossAfter(raises, many, out.steps));
    if (progress_) progress_(runs_, runs_);
    return out;
  }

 private:
  // How many samples the work that is allowed suffices for.
  void PlanRuns(const std::vector<StepChoice>& steps) {
    size_t candidates = 0;
    for (const StepChoice& step : steps) {
      candidates += step.candidates.size() - 1;
    }
    // Behind a candidate half of the steps are run again.
    runs_of_errors_ = candidates / 2 + 1;
    const size_t batch = samples_.batch();
    const double each = WorkOfPlan(runner_.plan()) / static_cast<double>(batch);
    constexpr size_t kMostForErrors = 64;
    constexpr size_t kMostForLoss = 4096;
    error_samples_ =
        SamplesFor(kErrorWork, each * static_cast<double>(candidates + 1) / 2,
                   batch, kMostForErrors);
    loss_samples_ =
        SamplesFor(kLossWork, each * kMostTrials, batch, kMostForLoss);
    const auto batches = [&](size_t most) {
      return (std::min(most, samples_.count()) + batch - 1) / batch;
    };
    total_runs_ =
        batches(error_samples_) * runs_of_errors_ +
        batches(loss_samples_) * (static_cast<size_t>(kMostTrials) + 1);
  }

  void Ran(size_t runs) {
    runs_ += runs;
    if (progress_) progress_(std::min(runs_, total_runs_), total_runs_ + 1);
  }

  // By candidate, the best of three runs of one batch.
  Result<void> MeasureTimes(std::vector<StepChoice>& steps) {
    BURIN_TRY(samples_.Read(0, inputs_));
    std::map<std::pair<size_t, size_t>, PrecisionCandidate*> by_step;
    for (StepChoice& step : steps) {
      for (PrecisionCandidate& candidate : step.candidates) {
        candidate.milliseconds = std::numeric_limits<double>::infinity();
        by_step[{candidate.variant, step.step}] = &candidate;
      }
    }
    for (int run = 0; run < 3; ++run) {
      for (size_t v = 0; v < runner_.variants(); ++v) {
        runner_.SetInputs(inputs_.ConstSpans());
        for (size_t i = 0; i < runner_.steps(); ++i) {
          const auto start = std::chrono::steady_clock::now();
          BURIN_TRY(runner_.RunStep(i, v));
          const std::chrono::duration<double, std::milli> took =
              std::chrono::steady_clock::now() - start;
          const auto it = by_step.find({v, i});
          if (it == by_step.end()) continue;
          double& best = it->second->milliseconds;
          best = std::min(best, took.count());
        }
      }
    }
    return {};
  }

  // Each candidate alone: the steps before it are run once in fp32, those
  // behind it again for every candidate.
  Result<void> MeasureErrors(PrecisionChoice& out) {
    const size_t most = error_samples_;
    for (size_t b = 0; samples_.InBatch(b, most) > 0; ++b) {
      BURIN_TRY(samples_.Read(b, inputs_));
      runner_.SetInputs(inputs_.ConstSpans());
      BURIN_TRY(runner_.RunFrom(0));
      const std::vector<float> scores = Scores(samples_.InBatch(b, most));
      BURIN_TRY(AddErrors(scores, out.steps));
      out.error_samples += samples_.InBatch(b, most);
      Ran(runs_of_errors_);
    }
    const double elements =
        static_cast<double>(std::max<size_t>(out.error_samples * classes_, 1));
    for (StepChoice& step : out.steps) {
      for (PrecisionCandidate& candidate : step.candidates) {
        candidate.error /= elements;
      }
    }
    return {};
  }

  Result<void> AddErrors(std::span<const float> scores,
                         std::vector<StepChoice>& steps) {
    runner_.SetInputs(inputs_.ConstSpans());
    size_t at = 0;
    std::vector<std::byte> before(runner_.arena().size());
    for (StepChoice& step : steps) {
      for (; at < step.step; ++at) BURIN_TRY(runner_.RunStep(at));
      std::ranges::copy(runner_.arena(), before.begin());
      for (PrecisionCandidate& candidate : step.candidates) {
        if (candidate.variant == 0) continue;
        BURIN_TRY(runner_.RunStep(at, candidate.variant));
        BURIN_TRY(runner_.RunFrom(at + 1));
        candidate.error +=
            NoiseOf(Scores(scores.size() / classes_), scores, classes_);
        std::ranges::copy(before, runner_.arena().begin());
      }
    }
    return {};
  }

  Result<void> MeasureReference() {
    BURIN_ASSIGN(reference_, AllScores({}));
    return {};
  }

  // With the first `count` raises done; sets `chosen`.
  Result<AnswerLoss> LossAfter(std::span<const Raise> raises, size_t count,
                               std::vector<StepChoice>& steps) {
    for (StepChoice& step : steps) step.chosen = step.candidates.size() - 1;
    for (const Raise& raise : raises.first(count)) {
      steps[raise.choice].chosen = raise.to;
    }
    std::vector<size_t> variants(runner_.steps(), 0);
    for (const StepChoice& step : steps) {
      variants[step.step] = step.candidates[step.chosen].variant;
    }
    BURIN_ASSIGN(const std::vector<float> scores, AllScores(variants));
    return LossOfAnswers(scores, reference_, classes_);
  }

  Result<std::vector<float>> AllScores(std::span<const size_t> variants) {
    std::vector<float> out;
    for (size_t b = 0; samples_.InBatch(b, loss_samples_) > 0; ++b) {
      BURIN_TRY(samples_.Read(b, inputs_));
      runner_.SetInputs(inputs_.ConstSpans());
      BURIN_TRY(runner_.RunFrom(0, variants));
      const auto scores = Scores(samples_.InBatch(b, loss_samples_));
      out.insert(out.end(), scores.begin(), scores.end());
      Ran(1);
    }
    return out;
  }

  // Of the first `rows` samples of the batch that ran.
  std::vector<float> Scores(size_t rows) {
    const auto scores = runner_.Floats(answer_).first(rows * classes_);
    return {scores.begin(), scores.end()};
  }

  StepRunner runner_;
  const Samples& samples_;
  BatchBuffers inputs_;
  Operand answer_;
  size_t classes_;
  size_t error_samples_ = 0;
  size_t loss_samples_ = 0;
  size_t runs_of_errors_ = 0;  // of one batch
  std::function<void(size_t done, size_t total)> progress_;
  size_t runs_ = 0;
  size_t total_runs_ = 0;
  std::vector<float> reference_;
};

}  // namespace

Result<PrecisionChoice> ChoosePrecision(std::vector<Plate> variants,
                                        const Samples& samples,
                                        const PrecisionChoiceOptions& options) {
  BURIN_ASSIGN(StepRunner runner,
               StepRunner::Make(std::move(variants), options.threads));
  const Plan& plan = runner.plan();
  const bool scores = !plan.outputs.empty() &&
                      plan.outputs[0].operand.type.dtype == DType::kFloat32 &&
                      plan.outputs[0].operand.type.dims.size() >= 2 &&
                      plan.outputs[0].operand.type.dims[0] == runner.batch() &&
                      runner.batch() > 0;
  if (!scores) {
    return MakeError(ErrorCode::kBadUsage,
                     "precision auto: the first output is no float32 score of "
                     "each class for each sample");
  }
  BURIN_ASSIGN(BatchBuffers inputs, samples.Allocate());
  return Chooser(std::move(runner), samples, std::move(inputs)).Run(options);
}

}  // namespace burin
