// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// Test support: small zips, pickles and checkpoints made in memory, so that a
// test can state exactly which bytes are wrong.

#ifndef BURIN_FORMATS_TEST_FILES_H_
#define BURIN_FORMATS_TEST_FILES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace burin::testing_files {

// `value` in `bytes` little-endian bytes.
std::string Little(uint64_t value, int bytes);
// Overwrites `bytes` bytes of `text` at `at`.
void Patch(std::string& text, size_t at, uint64_t value, int bytes);

// --- zip ---
struct TestEntry {
  std::string name;
  std::string content;
  bool deflated = false;
  bool descriptor = false;  // sizes and CRC behind the data, as PyTorch writes
  int descriptor_bytes = 16;  // 12, 16, 20 or 24
  size_t padding = 0;         // bytes of extra field in the local header
};
// Where things lie, so that they can be patched.
struct TestZip {
  std::string bytes;
  std::vector<size_t> local_at, data_at, central_at;
  size_t end64_at = 0;  // 0 without zip64
  size_t end_at = 0;
};
TestZip MakeZip(const std::vector<TestEntry>& entries, bool zip64 = false);

// --- pickles: each gives the opcodes that push one value ---
namespace pk {
std::string Str(std::string_view text);
std::string Int(int64_t value);
std::string Global(std::string_view module, std::string_view name);
std::string Tuple(const std::vector<std::string>& items);
std::string List(const std::vector<std::string>& items);
std::string Ints(const std::vector<int64_t>& values);  // a tuple
using Item = std::pair<std::string, std::string>;
std::string Dict(const std::vector<Item>& items);  // keys are strings
std::string Call(std::string_view callee, std::string_view args);
std::string Storage(std::string_view type, std::string_view key,
                    int64_t elements, bool legacy = false);
// torch._utils._rebuild_tensor_v2(storage, offset, dims, strides, ...)
std::string TensorV2(std::string_view storage, int64_t offset,
                     const std::vector<int64_t>& dims,
                     const std::vector<int64_t>& strides);
// PROTO 2, the body, STOP.
std::string Whole(std::string_view body);
}  // namespace pk

// --- checkpoints ---
using TestStorages = std::vector<std::pair<std::string, std::string>>;
// A zip as PyTorch writes it; `body` is the object's pickle without frame.
std::string MakeTorchZip(std::string_view body, const TestStorages& storages);
// The older form. A storage's text is its elements; `element_bytes` gives the
// count that stands before it.
std::string MakeTorchLegacy(std::string_view body, const TestStorages& storages,
                            size_t element_bytes = 4);
std::string MakeSafetensors(std::string_view json, std::string_view data);

// The same two tensors, weight [2, 2] = 1 2 3 4 and bias [2] = 5 6 (float32),
// in each container.
std::string TinyZip();
std::string TinyLegacy();
std::string TinySafetensors();

// Raw little-endian float32.
std::string Floats(const std::vector<float>& values);

}  // namespace burin::testing_files

#endif  // BURIN_FORMATS_TEST_FILES_H_
