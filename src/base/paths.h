// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Questions about paths that several layers ask.

#ifndef BURIN_BASE_PATHS_H_
#define BURIN_BASE_PATHS_H_

#include <string>

namespace burin {

// Without the slashes that it ends with; "/" stays.
std::string WithoutSlash(std::string path);

// The folder that a file lies in: "." of a bare name.
std::string FolderOf(const std::string& path);

// Whether both are there and one and the same file or folder.
bool SameFile(const std::string& a, const std::string& b);

}  // namespace burin

#endif  // BURIN_BASE_PATHS_H_
