// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A folder that fills with result files. People's scripts read every file that
// they find there, so unfinished files live in a folder beside it and are
// renamed into place whole; one sync at the end covers them all.

#ifndef BURIN_INFER_RESULT_FOLDER_H_
#define BURIN_INFER_RESULT_FOLDER_H_

#include <string>
#include <string_view>

#include "base/result.h"

namespace burin {

class ResultFolder {
 public:
  // Creates parent/name, with parents. An existing folder is used, and files
  // of equal names in it are replaced.
  static Result<ResultFolder> Create(const std::string& parent,
                                     const std::string& name);
  // Removes the folder of unfinished files.
  ~ResultFolder();
  ResultFolder(ResultFolder&& other) noexcept;
  ResultFolder& operator=(ResultFolder&&) = delete;

  const std::string& path() const { return path_; }

  Result<void> Write(const std::string& name, std::string_view bytes);
  // All that was written is on the disk after this.
  Result<void> Finish();

 private:
  ResultFolder(std::string path, std::string unfinished)
      : path_(std::move(path)), unfinished_(std::move(unfinished)) {}
  std::string path_;
  std::string unfinished_;  // empty in an object that was moved from
};

// "2022_08_09-20_37_12", in local time.
std::string TimestampName();

}  // namespace burin

#endif  // BURIN_INFER_RESULT_FOLDER_H_
