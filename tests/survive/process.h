// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests: the program as a child process that can be killed, and folders to
// compare.

#ifndef BURIN_TESTS_SURVIVE_PROCESS_H_
#define BURIN_TESTS_SURVIVE_PROCESS_H_

#include <sys/resource.h>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace burin {

struct Outcome {
  int status = -1;      // exit status; -1 after a signal
  bool killed = false;  // by the SIGKILL of this call
  std::string out;
  std::string err;
  double seconds = 0;
};

struct RunSettings {
  std::string folder = ".";          // to run in
  std::optional<double> kill_after;  // seconds
  // SIGTERM once this is true; asked again and again.
  std::function<bool()> stop_when;
  std::optional<rlim_t> file_limit;  // RLIMIT_FSIZE, bytes
  std::string temporaries;           // TMPDIR; empty: this process's
  std::string output;  // standard output goes to this file; empty: to `out`
};

// Runs burin with `args` and waits for its end.
Outcome RunBurin(const std::vector<std::string>& args,
                 const RunSettings& settings);

// The files below a folder by their paths in it, hidden ones included, and
// their bytes; folders without files end in '/'.
std::map<std::string, std::string> ReadTree(const std::string& folder);

}  // namespace burin

#endif  // BURIN_TESTS_SURVIVE_PROCESS_H_
