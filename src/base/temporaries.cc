// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// See temporaries.h.

#include "base/temporaries.h"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>

namespace burin {
namespace {

struct List {
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, bool> made;  // false: is being made
  size_t in_the_making = 0;
  bool closed = false;
};

// Never destroyed: a thread may outlive main().
List& TheList() {
  static auto& list = *new List;
  return list;
}

// Does not return once the list is closed: nobody notifies then.
std::unique_lock<std::mutex> LockOpen(List& list) {
  std::unique_lock lock(list.mutex);
  while (list.closed) list.changed.wait(lock);
  return lock;
}

}  // namespace

MakingTemporary::MakingTemporary(const std::string& path) : path_(path) {
  List& list = TheList();
  const auto lock = LockOpen(list);
  list.made.emplace(path_, false);
  ++list.in_the_making;
}

MakingTemporary::~MakingTemporary() {
  List& list = TheList();
  const std::unique_lock lock(list.mutex);
  const auto entry = list.made.find(path_);
  if (made_) {
    entry->second = true;
  } else {
    list.made.erase(entry);
  }
  if (--list.in_the_making == 0) list.changed.notify_all();
}

void DropTemporary(const std::string& path) {
  List& list = TheList();
  const auto lock = LockOpen(list);
  list.made.erase(path);
}

void RemoveTemporariesForGood() noexcept {
  List& list = TheList();
  std::unique_lock lock(list.mutex);
  list.closed = true;
  list.changed.wait_for(lock, std::chrono::seconds(1),
                        [&] { return list.in_the_making == 0; });
  for (const auto& [path, made] : list.made) {
    if (!made) continue;
    try {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    } catch (...) {  // no memory; the others may be simpler
    }
  }
}

}  // namespace burin
