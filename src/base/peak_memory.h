// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// How much memory this process has needed.

#ifndef BURIN_BASE_PEAK_MEMORY_H_
#define BURIN_BASE_PEAK_MEMORY_H_

#include <cstdint>
#include <string_view>

namespace burin {

// The most bytes of RAM that the process has had at a time since it was
// started; shared libraries and files that it maps are counted as far as they
// were touched. 0: the system does not tell.
uint64_t PeakMemoryBytes();

// The bytes of the line "VmHWM:    1234 kB" in the text of /proc/self/status;
// 0: there is no such line.
uint64_t PeakOfStatus(std::string_view status);

}  // namespace burin

#endif  // BURIN_BASE_PEAK_MEMORY_H_
