// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// The plan: what a plate says to do. A list of steps, each one op with the
// places of its operands; no graph, no names that matter, nothing to decide at
// run time. The compiler emits it, the plate stores it, the runtime binds it.

#ifndef BURIN_PLATE_PLAN_H_
#define BURIN_PLATE_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/isa.h"
#include "ops/ops.h"
#include "tensor/tensor.h"

namespace burin {

enum class Section : uint8_t {
  kAbsent = 0,   // an optional operand that is not there
  kArena = 1,    // scratch, private to the session
  kWeights = 2,  // constants, read only
};

struct Operand {
  TensorType type;
  Section section = Section::kAbsent;
  uint64_t offset = 0;  // bytes from the section's start, a multiple of 64
  bool operator==(const Operand&) const = default;
};

struct Step {
  Op op;
  std::vector<Operand> inputs;
  std::vector<Operand> outputs;
  std::string name;  // the source model's nodes, joined by '+'
  bool operator==(const Step&) const = default;
};

// An input or output of the network: a name and a place in the arena. The
// caller's bytes, or one block of them, are copied there before the first step
// and from there after the last.
struct Port {
  std::string name;
  Operand operand;
  bool operator==(const Port&) const = default;
};

struct Plan {
  Isa isa = Isa::kScalar;
  uint64_t arena_bytes = 0;
  uint64_t weight_bytes = 0;
  // A batch is computed as so many blocks, apart from each other and in any
  // order, each by all steps. Operands and arena are one block's; what a caller
  // gives and gets are the blocks one after the other.
  int64_t blocks = 1;
  std::vector<Port> inputs;
  std::vector<Port> outputs;
  std::vector<Step> steps;
  // What made the plate: burin's version, the options, the source's digest.
  // For people.
  std::vector<std::pair<std::string, std::string>> metadata;
  bool operator==(const Plan&) const = default;
};

inline constexpr int64_t kMaxBlocks = 1 << 16;

// Bytes, of arena, weights, and a port with all its blocks. Every tensor lies
// in a section, so sizes that kernels compute from dimensions stay far from
// overflow.
inline constexpr uint64_t kMaxSection = uint64_t{1} << 36;

// The product of the other dimensions where one is 0. Such a tensor takes no
// memory, so that no section bounds what a step may do for each of them.
inline constexpr int64_t kMaxEmpty = int64_t{1} << 26;

// What the plans of one plate may have together: far over any network, and so
// little that reading a plate takes at most 64 MB more than twice its file.
inline constexpr size_t kMaxSteps = 100'000;
inline constexpr size_t kMaxOperands = 300'000;  // of all steps, and the ports
inline constexpr size_t kMaxMetadata = 256;      // pairs, of each plan

// kTooLarge for plans beyond these three.
Result<void> CheckCounts(std::span<const Plan> plans);

// The type of a port as a caller sees it: all blocks.
TensorType WholeType(const Plan& plan, const Port& port);

// Proves that the plan keeps the limits above; that every operand lies inside
// its section, aligned; that weights are never written; that no step's output
// overlaps its inputs or other outputs; and that every step's types are those
// its op infers (types that depend on run-time values are taken as stated: the
// evaluation checks them). After this, kernels may trust shapes and addresses.
// `weights` are the bytes of the weight section, needed where a type depends on
// a constant. kBadPlate.
Result<void> VerifyPlan(const Plan& plan, std::span<const std::byte> weights);

// A hash over steps, shapes, types and target, not over weights, names,
// metadata or addresses: equal for plans that do the same work.
uint64_t PlanHash(const Plan& plan);

}  // namespace burin

#endif  // BURIN_PLATE_PLAN_H_
