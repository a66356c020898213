// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// kill -9 at random instants: preprocess, infer and evaluate, started again
// until they come to their end, give what they give in one go, and leave
// nothing else behind.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "base/test_folder.h"
#include "process.h"

namespace burin {
namespace {

namespace fs = std::filesystem;

#ifdef BURIN_FEW_KILLS
constexpr int kPreprocessKills = 2;
constexpr int kInferKills = 1;
constexpr int kPhotographKills = 1;
constexpr int kFolderKills = 1;
constexpr int kImagesOfAClass = 2;
#else
// Together the 50 kills that are promised.
constexpr int kPreprocessKills = 17;
constexpr int kInferKills = 6;  // of each network
constexpr int kPhotographKills = 10;
constexpr int kFolderKills = 5;
constexpr int kImagesOfAClass = 8;
#endif

constexpr int kClasses = 12;
constexpr int kImages = kImagesOfAClass * kClasses;

struct Network {
  const char* name;
  const char* checkpoint;
  const char* input;
};
constexpr Network kNetworks[] = {
    {"shiftvit", BURIN_DEMO "/shiftvit_demo.pth", "input"},
    {"smlpnet", BURIN_DEMO "/smlpnet_demo.pth", "input"},
    {"t2t", BURIN_DEMO "/t2t_vit_demo.pth.tar", "image"},
};

// One drawn data set, its inputs and the plates, for all tests.
class Kill : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    root_ = new TestFolder;
    Must({"demo-data", "data", "--val", std::to_string(kImagesOfAClass)});
    Must({"preprocess", "--data-root", "data", "--save-dir", "bins",
          "--gt-path", "gt.npy"});
    for (const Network& net : kNetworks) {
      const std::string name = net.name;
      Must({"export", "-c", net.checkpoint, "-o", name + ".onnx"});
      Must({"compile", "--model=" + name + ".onnx", "--output=" + name,
            "--input_shape=" + std::string(net.input) + ":5,3,224,224"});
    }
  }
  static void TearDownTestSuite() {
    delete root_;
    root_ = nullptr;
  }

  static Outcome Must(const std::vector<std::string>& args) {
    const Outcome outcome = RunBurin(args, {.folder = root_->path()});
    EXPECT_EQ(outcome.status, 0) << args[0] << ": " << outcome.err;
    return outcome;
  }

  // In [0, 1).
  double Random() { return static_cast<double>(random_()) / 4294967296.0; }

  // Runs the command until it ends by itself, and kills it up to three times
  // before; again and again, until `kills` of them have met it alive. Before
  // each such series `prepare` makes the scene, after it `check` looks.
  template <typename Prepare, typename Check>
  void KillTimes(int kills, double seconds,
                 const std::vector<std::string>& args, const Prepare& prepare,
                 const Check& check) {
    int done = 0;
    // Kills that come too late do not count; the time learns from them.
    for (int series = 0; done < kills && series < 40 * kills; ++series) {
      prepare(series);
      bool ended = false;
      for (int i = 0; !ended && i < 3 && done < kills; ++i) {
        RunSettings settings = {.folder = root_->path()};
        settings.kill_after = Random() * seconds;
        const Outcome outcome = RunBurin(args, settings);
        ended = !outcome.killed;
        done += outcome.killed ? 1 : 0;
        if (ended) {
          ASSERT_EQ(outcome.status, 0) << outcome.err;
          seconds = 0.5 * (seconds + outcome.seconds);
        }
      }
      const Outcome last = RunBurin(args, {.folder = root_->path()});
      ASSERT_EQ(last.status, 0) << last.err;
      check(last);
      if (HasFatalFailure()) return;
    }
    EXPECT_EQ(done, kills);
  }

  // Files of an older run, with other bytes, where the results will be: in
  // `folder` of the root.
  static void PutOldFiles(const std::map<std::string, std::string>& names,
                          const std::string& folder) {
    for (const auto& [name, bytes] : names) {
      root_->Write(folder + "/" + name, std::string(bytes.size(), 'x'));
    }
  }

  static TestFolder* root_;
  // Other instants in each round of --gtest_repeat with --gtest_shuffle.
  std::mt19937 random_{
      20260720u +
      static_cast<unsigned>(testing::UnitTest::GetInstance()->random_seed())};
};

TestFolder* Kill::root_ = nullptr;

TEST_F(Kill, PreprocessGivesTheSameBytes) {
  const std::string folder = *root_ / "p";
  const std::vector<std::string> args = {
      "preprocess", "--data-root", "data",    "--save-dir",
      "p/bins",     "--gt-path",   "p/gt.npy"};
  const Outcome whole = Must(args);
  const auto expected = ReadTree(folder);
  ASSERT_EQ(expected.size(), size_t{kImages} + 1);
  KillTimes(
      kPreprocessKills, whole.seconds, args,
      [&](int series) {
        fs::remove_all(folder);
        if (series % 2 == 1) PutOldFiles(expected, "p");
      },
      [&](const Outcome& last) {
        EXPECT_EQ(last.out, whole.out);
        EXPECT_TRUE(ReadTree(folder) == expected);
      });
}

TEST_F(Kill, InferGivesTheSameBytes) {
  for (const Network& net : kNetworks) {
    const std::string folder = *root_ / "out";
    fs::remove_all(folder);
    const std::vector<std::string> args = {"infer",
                                           "--model",
                                           std::string(net.name) + ".plate",
                                           "--input",
                                           "bins",
                                           "--output",
                                           "out",
                                           "--output_dirname",
                                           "run"};
    const Outcome whole = Must(args);
    // The summary has times in it; the rest is compared.
    const auto results = [&] {
      auto tree = ReadTree(folder);
      EXPECT_THAT(tree["run_summary.json"], testing::HasSubstr("filesinfo"));
      size_t listed = 0;
      for (size_t at = 0; (at = tree["run_summary.json"].find(
                               "outfiles", at)) != std::string::npos;
           ++at) {
        ++listed;
      }
      EXPECT_EQ(listed, size_t{kImages});
      tree.erase("run_summary.json");
      return tree;
    };
    const auto expected = results();
    ASSERT_EQ(expected.size(), size_t{kImages});
    KillTimes(
        kInferKills, whole.seconds, args,
        [&](int series) {
          fs::remove_all(folder);
          if (series % 2 == 1) PutOldFiles(expected, "out");
        },
        [&](const Outcome&) { EXPECT_TRUE(results() == expected); });
  }
}

TEST_F(Kill, EvaluateOfPhotographsCountsEachOnce) {
  const std::vector<std::string> args = {"evaluate",    "--model", "t2t.plate",
                                         "--data-root", "data",    "--style",
                                         "t2t-vit"};
  const Outcome whole = Must(args);
  EXPECT_THAT(whole.out,
              testing::HasSubstr(std::to_string(kImages) + " images, "));
  const auto before = ReadTree(root_->path());
  KillTimes(
      kPhotographKills, whole.seconds, args, [](int) {},
      [&](const Outcome& last) {
        EXPECT_EQ(last.out, whole.out);
        EXPECT_TRUE(ReadTree(root_->path()) == before);
      });
}

TEST_F(Kill, EvaluateOfResultsCountsEachOnce) {
  Must({"infer", "--model", "smlpnet.plate", "--input", "bins", "--output",
        "scored", "--output_dirname", "run"});
  const std::vector<std::string> args = {"evaluate", "--result-dir",
                                         "scored/run", "--gt-path", "gt.npy"};
  const Outcome whole = Must(args);
  EXPECT_THAT(whole.out,
              testing::HasSubstr(std::to_string(kImages) + " images, "));
  const auto before = ReadTree(*root_ / "scored");
  KillTimes(
      kFolderKills, whole.seconds, args, [](int) {},
      [&](const Outcome& last) {
        EXPECT_EQ(last.out, whole.out);
        EXPECT_TRUE(ReadTree(*root_ / "scored") == before);
      });
}

}  // namespace
}  // namespace burin
