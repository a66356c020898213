// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See temporaries.h.

#include "base/temporaries.h"

#include <filesystem>
#include <set>

namespace burin {
namespace {

std::mutex& Mutex() {
  static std::mutex mutex;
  return mutex;
}

// Never destroyed: a thread may outlive main().
std::set<std::string>& Paths() {
  static auto& paths = *new std::set<std::string>;
  return paths;
}

}  // namespace

TemporaryList::TemporaryList() : lock_(Mutex()) {}

void TemporaryList::Add(const std::string& path) { Paths().insert(path); }

void TemporaryList::Drop(const std::string& path) { Paths().erase(path); }

void RemoveTemporariesForGood() {
  Mutex().lock();
  std::error_code ignored;
  for (const std::string& path : Paths()) {
    std::filesystem::remove_all(path, ignored);
  }
}

}  // namespace burin
