// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See process.h.

#include "process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/test_folder.h"

namespace burin {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

std::string Slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return std::move(bytes).str();
}

[[noreturn]] void Child(const std::vector<std::string>& args,
                        const RunSettings& settings, const std::string& out,
                        const std::string& err) {
  if (chdir(settings.folder.c_str()) != 0) _exit(126);
  const int flags = O_WRONLY | O_CREAT | O_TRUNC;
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  dup2(open(out.c_str(), flags, 0600), STDOUT_FILENO);
  dup2(open(err.c_str(), flags, 0600), STDERR_FILENO);
  if (settings.file_limit) {
    const rlimit limit = {*settings.file_limit, *settings.file_limit};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  if (!settings.temporaries.empty()) {
    setenv("TMPDIR", settings.temporaries.c_str(), 1);
  }
  std::vector<char*> words;
  words.push_back(const_cast<char*>(BURIN_PROGRAM));
  for (const std::string& arg : args) {
    words.push_back(const_cast<char*>(arg.c_str()));
  }
  words.push_back(nullptr);
  execv(BURIN_PROGRAM, words.data());
  _exit(127);
}

// It stays to be waited for.
bool HasEnded(pid_t child) {
  siginfo_t info = {};
  return waitid(P_PID, child, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         info.si_pid != 0;
}

}  // namespace

Outcome RunBurin(const std::vector<std::string>& args,
                 const RunSettings& settings) {
  const TestFolder streams;
  const std::string out =
      settings.output.empty() ? streams / "out" : settings.output;
  const std::string err = streams / "err";
  const Clock::time_point start = Clock::now();
  const pid_t child = fork();
  if (child == 0) Child(args, settings, out, err);
  EXPECT_GT(child, 0);
  if (settings.stop_when) {
    while (!settings.stop_when() && !HasEnded(child)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    kill(child, SIGTERM);
  }
  if (settings.kill_after) {
    std::this_thread::sleep_until(
        start + std::chrono::duration_cast<Clock::duration>(
                    std::chrono::duration<double>(*settings.kill_after)));
    kill(child, SIGKILL);
  }
  int state = 0;
  EXPECT_EQ(waitpid(child, &state, 0), child);
  Outcome result;
  result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (WIFEXITED(state)) result.status = WEXITSTATUS(state);
  result.killed = WIFSIGNALED(state) && WTERMSIG(state) == SIGKILL;
  if (settings.output.empty()) result.out = Slurp(out);
  result.err = Slurp(err);
  return result;
}

std::map<std::string, std::string> ReadTree(const std::string& folder) {
  std::map<std::string, std::string> files;
  std::error_code gone;  // what a child that is being killed still removes
  for (const auto& entry : fs::recursive_directory_iterator(folder, gone)) {
    const std::string name = entry.path().string().substr(folder.size() + 1);
    if (entry.is_regular_file()) {
      files[name] = Slurp(entry.path());
    } else if (fs::is_empty(entry.path(), gone)) {
      files[name + "/"] = "";
    }
  }
  return files;
}

}  // namespace burin
