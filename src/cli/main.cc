// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The program `burin`.

#include <string>
#include <vector>

#include "cli/verb.h"

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + (argc > 0 ? 1 : 0), argv + argc);
  return burin::cli::RunProgram(args);
}
