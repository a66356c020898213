// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// A part of the input files: those that a list names, or the first ones.

#ifndef BURIN_INFER_SELECTION_H_
#define BURIN_INFER_SELECTION_H_

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"

namespace burin {

struct FileSelection {
  std::string input;  // as ListInputFiles takes it; empty: the list's paths
  std::string list;   // a text file with one name a line; empty: all
  size_t limit = 0;   // files of each input at most; 0: no limit
};

// The files of each model input, [input][file].
//
// A list has a name or path a line; empty lines and those that begin with '#'
// are skipped, and its order is kept. With `input`, each line is the name, or
// the path, of one of the files that `input` gives for the first model input;
// the files at the same places of the other inputs go along. Without it, the
// lines are the files, shared between the inputs as a comma list is.
// Errors: those of ListInputFiles; kBadInput for lines that name no file of
// `input` (all of them are told) and for a list without names.
Result<std::vector<std::vector<std::string>>> SelectInputFiles(
    const FileSelection& selection, size_t inputs);

}  // namespace burin

#endif  // BURIN_INFER_SELECTION_H_
