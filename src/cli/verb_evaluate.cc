// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// burin evaluate: top-1 and top-5 accuracy, from result files or straight from
// photographs.

#include "cli/console.h"
#include "cli/shared.h"
#include "cli/verbs.h"
#include "infer/score_folder.h"
#include "infer/score_images.h"
#include "thread/thread_pool.h"
#include "vision/image_folder.h"

namespace burin::cli {
namespace {

constexpr Option kOptions[] = {
    {"result-dir", "--infer_result_dir", ValueKind::kText, "DIR", "",
     "result files of burin infer"},
    {"gt-path", "--label-path", ValueKind::kText, "FILE", "",
     "labels .npy; none: image i is of class i / 50"},
    {"n", "", ValueKind::kPositive, "N", "50000",
     "images, when no labels are given"},
    {"partial", "", ValueKind::kBool, "", "no",
     "count the results that are there, though others are missing"},
    {"model", "-m", ValueKind::kText, "FILE", "",
     "a plate, to go straight from photographs"},
    {"data-root", "--data-dir", ValueKind::kText, "DIR", "",
     "the photographs: val/CLASS/IMAGE or CLASS/IMAGE"},
    {"recipe", "", ValueKind::kChoice, "spach|t2t-vit", "spach",
     "how photographs become inputs"},
    {"crop-pct", "", ValueKind::kNumber, "X", "",
     "the short side becomes 224 / X; none: 256"},
    {"threads", "-t", ValueKind::kCount, "N", "0",
     "worker threads; 0: all cores that this process may use"},
    {"style", "", ValueKind::kChoice, "smlp|shiftvit|t2t-vit", "smlp",
     "adds the line of that guide's script"},
};

void ShowAccuracy(const Accuracy& accuracy, const std::string& style) {
  if (style == "shiftvit") {
    Print("Acc@Top1:", Fixed(accuracy.acc1(), 4),
          ", Acc@Top5:", Fixed(accuracy.acc5(), 4));
  } else if (style == "t2t-vit") {
    Print("Top-1 accuracy of the model is: ", Fixed(100 * accuracy.acc1(), 1),
          "%");
  }
  Print("acc@1:", Fixed(accuracy.acc1(), 4),
        ", acc@5:", Fixed(accuracy.acc5(), 4));
}

Result<Labels> LabelsFor(const Arguments& args) {
  if (args.Has("gt-path")) return ReadLabels(args.Text("gt-path"));
  constexpr int64_t kMostImages = 100'000'000;
  const int64_t images = args.Integer("n");
  if (images > kMostImages) {
    return MakeError(ErrorCode::kBadUsage, "--n ", images, ": ", kMostImages,
                     " at most");
  }
  Note("no --gt-path: image i is taken to be of class i / 50, for ", images,
       " images");
  return LabelsByPosition(images);
}

Result<Accuracy> FromFolder(const Arguments& args) {
  BURIN_ASSIGN(const Labels labels, LabelsFor(args));
  BURIN_ASSIGN(
      const FolderScore score,
      ScoreFolder(args.Text("result-dir"), labels, args.Flag("partial")));
  if (!score.missing.empty()) {
    Note(score.missing.size(),
         " results are missing and not counted; the "
         "first is ",
         score.missing[0]);
  }
  if (!score.ignored.empty()) {
    Note(score.ignored.size(), " other files are passed over; the first is ",
         score.ignored[0]);
  }
  return score.accuracy;
}

Result<Accuracy> FromPhotographs(const Arguments& args) {
  ScoreImagesOptions options;
  BURIN_ASSIGN(options.transform, TransformOptionsOf(args));
  BURIN_ASSIGN(const ImageFolder folder,
               ListImageFolder(args.Text("data-root")));
  BURIN_ASSIGN(Opened opened, OpenModel(args.Text("model"), ThreadsOf(args)));
  {
    ThreadPool pool(opened.session.threads());
    BURIN_TRY(CheckImageFormats(folder, pool));
  }
  const InterruptScope interrupts;
  ProgressLine line("evaluate");
  options.stop = interrupts.flag();
  options.progress = [&](size_t done, size_t total) {
    line.Update(done, total);
  };
  return ScoreImages(opened.session, folder.samples, options);
}

Result<void> RunEvaluate(const Arguments& args) {
  const bool results = args.Has("result-dir");
  const bool photographs = args.Has("model") && args.Has("data-root");
  if (results == photographs || (results && args.Has("model"))) {
    return MakeError(ErrorCode::kBadUsage,
                     "evaluate: either --result-dir, or --model and "
                     "--data-root, expected");
  }
  BURIN_ASSIGN(const Accuracy accuracy,
               results ? FromFolder(args) : FromPhotographs(args));
  Print(accuracy.images, " images, ", accuracy.top1, " right, ", accuracy.top5,
        " among the first five");
  ShowAccuracy(accuracy, args.Text("style"));
  return {};
}

}  // namespace

constinit const Verb kEvaluateVerb = {
    .name = "evaluate",
    .summary = "gives the accuracy of results, or of a plate over photographs",
    .example = "burin evaluate --result-dir out/run --gt-path gt.npy",
    .options = kOptions,
    .run = RunEvaluate,
};

}  // namespace burin::cli
