// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A private folder that is removed with everything in it.

#ifndef BURIN_CLI_TEMPORARY_FOLDER_H_
#define BURIN_CLI_TEMPORARY_FOLDER_H_

#include <string>

#include "base/result.h"

namespace burin::cli {

class TemporaryFolder {
 public:
  // In $TMPDIR, or /tmp.
  static Result<TemporaryFolder> Create();
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;  // empty in an object that was moved from
};

}  // namespace burin::cli

#endif  // BURIN_CLI_TEMPORARY_FOLDER_H_
