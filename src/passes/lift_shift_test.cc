// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0

#include "passes/lift_shift.h"

#include "passes/lift_testing.h"
#include "passes/simplify.h"

namespace burin {
namespace {

constexpr int64_t kBatch = 2, kChannels = 10, kHeight = 4, kWidth = 5;
constexpr int64_t kGroup = 2;
const Dims kDims = {kBatch, kChannels, kHeight, kWidth};

struct Part {
  int64_t dy = 0;
  int64_t dx = 0;
};
constexpr Part kParts[] = {{0, 1}, {0, -1}, {1, 0}, {-1, 0}};

ValueId Sliced(GraphBuilder& b, ValueId x, int64_t from, int64_t to,
               int64_t axis) {
  return b.Add(Slice{}, {x, b.Ints({from}), b.Ints({to}), b.Ints({axis})});
}

// The neighbours that the part's channels take, without the border.
ValueId Neighbours(GraphBuilder& b, ValueId x, int64_t k, const Part& part) {
  const ValueId own = Sliced(b, x, k * kGroup, (k + 1) * kGroup, 1);
  const int64_t axis = part.dx != 0 ? 3 : 2;
  const int64_t size = kDims[static_cast<size_t>(axis)];
  return part.dx + part.dy > 0 ? Sliced(b, own, 1, size, axis)
                               : Sliced(b, own, 0, size - 1, axis);
}

// Slices and zeros side by side: the guide's patch.
Graph OfSlicesAndZeros() {
  GraphBuilder b;
  const ValueId x = b.Input(kDims);
  std::vector<ValueId> parts;
  for (int64_t k = 0; k < 4; ++k) {
    const Part& part = kParts[k];
    const int64_t axis = part.dx != 0 ? 3 : 2;
    Dims border = {kBatch, kGroup, kHeight, kWidth};
    border[static_cast<size_t>(axis)] = 1;
    const ValueId zeros =
        b.Add(ConstantOfShape{}, {b.Ints(border), b.Number(0)});
    const ValueId moved = Neighbours(b, x, k, part);
    parts.push_back(part.dx + part.dy > 0
                        ? b.Add(Concat{axis}, {moved, zeros})
                        : b.Add(Concat{axis}, {zeros, moved}));
  }
  parts.push_back(Sliced(b, x, 4 * kGroup, INT64_MAX, 1));
  return b.Finish(b.Add(Concat{1}, parts));
}

// The indices of a box of `size` from `start` on, written as exporters do:
// ranges expanded to the box and joined.
ValueId BoxIndices(GraphBuilder& b, const Dims& start, Dims size,
                   bool spelt_out) {
  if (spelt_out) {
    std::vector<int64_t> all;
    for (int64_t i = 0; i < ElementCount(size); ++i) {
      int64_t rest = i;
      Dims at(4);
      for (size_t d = 4; d-- > 0; rest /= size[d]) {
        at[d] = start[d] + rest % size[d];
      }
      all.insert(all.end(), at.begin(), at.end());
    }
    Dims dims = size;
    dims.push_back(4);
    return b.Constant(Tensor::Of<int64_t>(dims, std::span<const int64_t>(all)));
  }
  std::vector<ValueId> components;
  for (size_t d = 0; d < 4; ++d) {
    std::vector<int64_t> range;
    for (int64_t i = 0; i < size[d]; ++i) range.push_back(start[d] + i);
    Dims dims(4 - d, 1);
    dims[0] = size[d];
    const ValueId line =
        b.Constant(Tensor::Of<int64_t>(dims, std::span<const int64_t>(range)));
    components.push_back(b.Add(
        Unsqueeze{}, {b.Add(Expand{}, {line, b.Ints(size)}), b.Ints({-1})}));
  }
  return b.Add(Concat{-1}, components);
}

// Assignments to parts of a tensor of zeros; `break_it` writes one elsewhere.
Graph OfAssignments(bool spelt_out, bool break_it) {
  GraphBuilder b;
  const ValueId x = b.Input(kDims);
  ValueId out = b.Add(ConstantOfShape{}, {b.Ints(kDims), b.Number(0)});
  for (int64_t k = 0; k < 4; ++k) {
    const Part& part = kParts[k];
    const ValueId moved = Neighbours(b, x, k, part);
    Dims start = {0, k * kGroup, part.dy < 0 ? 1 : 0, part.dx < 0 ? 1 : 0};
    if (break_it && k == 2) start[2] = 1;
    const ValueId indices =
        BoxIndices(b, start, Dims(b.graph().dims(moved)), spelt_out);
    out = b.Add(ScatterND{}, {out, indices, moved});
  }
  const ValueId rest = Sliced(b, x, 4 * kGroup, kChannels, 1);
  const ValueId indices =
      BoxIndices(b, {0, 4 * kGroup, 0, 0}, b.graph().dims(rest), spelt_out);
  return b.Finish(b.Add(ScatterND{}, {out, indices, rest}));
}

// Slices padded with zeros.
Graph OfPadding(float border) {
  GraphBuilder b;
  const ValueId x = b.Input(kDims);
  std::vector<ValueId> parts;
  for (int64_t k = 0; k < 4; ++k) {
    const Part& part = kParts[k];
    std::vector<int64_t> pads(8, 0);
    const size_t axis = part.dx != 0 ? 3 : 2;
    pads[part.dx + part.dy > 0 ? 4 + axis : axis] = 1;
    parts.push_back(b.Add(
        Pad{}, {Neighbours(b, x, k, part), b.Ints(pads), b.Number(border)}));
  }
  parts.push_back(Sliced(b, x, 4 * kGroup, kChannels, 1));
  return b.Finish(b.Add(Concat{1}, parts));
}

// Group 1 looks right as well.
Graph TwiceToTheRight() {
  GraphBuilder b;
  const ValueId x = b.Input(kDims);
  std::vector<ValueId> parts;
  for (int64_t k = 0; k < 2; ++k) {
    const ValueId moved = Neighbours(b, x, k, kParts[0]);
    parts.push_back(b.Add(Pad{}, {moved, b.Ints({0, 0, 0, 0, 0, 0, 0, 1})}));
  }
  parts.push_back(Sliced(b, x, 2 * kGroup, kChannels, 1));
  return b.Finish(b.Add(Concat{1}, parts));
}

TEST(LiftShift, FindsEveryWayToWriteIt) {
  for (const MakeGraph make :
       {OfSlicesAndZeros, +[] { return OfAssignments(false, false); },
        +[] { return OfAssignments(true, false); },
        +[] { return OfPadding(0); }}) {
    const Graph graph = Passed(make, {Simplify, LiftShift});
    ASSERT_EQ(graph.node_count(), 1u) << PrintGraph(graph);
    const auto* op = std::get_if<Shift>(&graph.node(graph.Order()[0]).op);
    ASSERT_NE(op, nullptr);
    EXPECT_EQ(op->group, kGroup);
  }
}

TEST(LiftShift, LeavesWhatIsNearlyOne) {
  for (const MakeGraph make : {+[] { return OfAssignments(false, true); },
                               +[] { return OfAssignments(true, true); },
                               +[] { return OfPadding(1); }, TwiceToTheRight}) {
    EXPECT_EQ(CountOps<Shift>(Passed(make, {Simplify, LiftShift})), 0);
  }
}

}  // namespace
}  // namespace burin
