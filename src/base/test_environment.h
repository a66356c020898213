// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests: variables of the environment that are as before at the end.

#ifndef BURIN_BASE_TEST_ENVIRONMENT_H_
#define BURIN_BASE_TEST_ENVIRONMENT_H_

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace burin {

// While no other thread reads the environment.
class TestVariable {
 public:
  TestVariable(std::string name, const std::string& value)
      : name_(std::move(name)) {
    if (const char* old = std::getenv(name_.c_str())) old_ = old;
    Set(value);
  }
  ~TestVariable() {
    if (old_) {
      Set(*old_);
    } else {
      unsetenv(name_.c_str());
    }
  }
  TestVariable(const TestVariable&) = delete;
  TestVariable& operator=(const TestVariable&) = delete;

  void Set(const std::string& value) {
    setenv(name_.c_str(), value.c_str(), /*overwrite=*/1);
  }

 private:
  const std::string name_;
  std::optional<std::string> old_;
};

}  // namespace burin

#endif  // BURIN_BASE_TEST_ENVIRONMENT_H_
