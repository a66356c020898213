// Copyright the burin authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests: small networks with the structure of the three families, in the
// form that lifting gives (high-level ops, PyTorch's layouts).

#ifndef BURIN_IR_NETWORKS_TESTING_H_
#define BURIN_IR_NETWORKS_TESTING_H_

#include "ir/graph_testing.h"

namespace burin {

// Patch embedding, norm, two shift blocks, down-sampling, one block, head.
inline Graph SmallShiftVit(int64_t batch) {
  GraphBuilder b;
  const auto block = [&](ValueId x, int64_t c) {
    const ValueId s = b.Add(Shift{c / 12}, {x});
    const ValueId h = b.Add(Gelu{}, {b.Conv1x1(b.GroupNorm(s), 2 * c)});
    return b.Add(Add{}, {s, b.Conv1x1(h, c)});
  };
  ValueId x = b.Add(
      Conv{.strides = {4, 4}},
      {b.Input({batch, 3, 32, 32}), b.Weight({24, 3, 4, 4}), b.Weight({24})});
  x = block(block(b.GroupNorm(x), 24), 24);
  x = b.Add(Conv{.strides = {2, 2}},
            {b.GroupNorm(x), b.Weight({48, 24, 2, 2}), b.Weight({48})});
  x = b.GroupNorm(block(x, 48));
  x = b.Add(Flatten{}, {b.Add(GlobalAveragePool{}, {x})});
  x = b.Add(Gemm{.trans_b = true}, {x, b.Weight({10, 48}), b.Weight({10})});
  return b.Finish(x);
}

// Patch embedding, two sparse-MLP blocks, down-sampling, one block, head.
inline Graph SmallSmlpNet(int64_t batch) {
  GraphBuilder b;
  const auto block = [&](ValueId x) {
    const int64_t c = b.graph().dims(x)[1];
    const int64_t size = b.graph().dims(x)[2];
    ValueId m = b.Add(Gelu{}, {b.BatchNorm(x)});
    m = b.Add(Conv{.pads = {1, 1, 1, 1}, .group = c},
              {m, b.Weight({c, 1, 3, 3}), b.Weight({c})});
    m = b.Add(Gelu{}, {b.BatchNorm(m)});
    const ValueId w =
        b.Add(TokenMix{3}, {m, b.Weight({size, size}), b.Weight({size})});
    const ValueId h =
        b.Add(TokenMix{2}, {m, b.Weight({size, size}), b.Weight({size})});
    x = b.Add(Add{}, {x, b.Conv1x1(b.Add(Concat{1}, {m, w, h}), c)});
    ValueId t = b.LayerNorm(b.Add(Transpose{{0, 2, 3, 1}}, {x}));
    t = b.Linear(b.Add(Gelu{}, {b.Linear(t, 3 * c)}), c);
    return b.Add(Add{}, {x, b.Add(Transpose{{0, 3, 1, 2}}, {t})});
  };
  ValueId x = b.Add(Conv{.strides = {4, 4}},
                    {b.Input({batch, 3, 32, 32}), b.Weight({20, 3, 4, 4})});
  x = block(block(x));
  x = block(b.Add(Conv{.strides = {2, 2}}, {x, b.Weight({40, 20, 2, 2})}));
  x = b.Add(Flatten{}, {b.Add(GlobalAveragePool{}, {x})});
  return b.Finish(b.Linear(x, 10));
}

// Two performer stages between three soft splits, two transformer blocks with
// a class token, head.
inline Graph SmallT2tVit(int64_t batch) {
  GraphBuilder b;
  const auto performer = [&](ValueId x) {
    const int64_t e = 16;
    const ValueId kqv = b.Linear(b.LayerNorm(x), 3 * e);
    const ValueId v =
        b.Add(Slice{}, {kqv, b.Ints({2 * e}), b.Ints({3 * e}), b.Ints({2})});
    ValueId y =
        b.Linear(b.Add(Performer{}, {kqv, b.Weight({8, e}, -1.5f, 1.5f)}), e);
    y = b.Add(Add{}, {v, y});
    ValueId h = b.Add(Gelu{}, {b.Linear(b.LayerNorm(y), e)});
    return b.Add(Add{}, {y, b.Linear(h, e)});
  };
  const auto to_image = [&](ValueId x) {
    const Dims d = b.graph().dims(x);
    const auto side = static_cast<int64_t>(std::sqrt(d[1]) + 0.5);
    x = b.Add(Transpose{{0, 2, 1}}, {x});
    return b.Add(Reshape{}, {x, b.Ints({d[0], d[2], side, side})});
  };
  ValueId x = b.Input({batch, 3, 32, 32}, "image");
  x = performer(b.Add(Unfold{{7, 7}, {4, 4}, {2, 2, 2, 2}}, {x}));
  x = performer(b.Add(Unfold{{3, 3}, {2, 2}, {1, 1, 1, 1}}, {to_image(x)}));
  x = b.Add(Unfold{{3, 3}, {2, 2}, {1, 1, 1, 1}}, {to_image(x)});
  const ValueId token =
      b.Add(Expand{}, {b.Weight({1, 1, 24}), b.Ints({batch, 1, 24})});
  x = b.Add(Concat{1}, {token, b.Linear(x, 24)});
  x = b.Add(Add{}, {x, b.Weight({1, 5, 24})});
  for (int i = 0; i < 2; ++i) {
    const ValueId qkv = b.Linear(b.LayerNorm(x), 72);
    x = b.Add(Add{}, {x, b.Linear(b.Add(Attention{3, 0.35f}, {qkv}), 24)});
    const ValueId h = b.Add(Gelu{}, {b.Linear(b.LayerNorm(x), 72)});
    x = b.Add(Add{}, {x, b.Linear(h, 24)});
  }
  x = b.Add(Gather{1}, {b.LayerNorm(x), b.Ints({0})});
  x = b.Add(Reshape{}, {x, b.Ints({batch, 24})});
  return b.Finish(b.Linear(x, 10));
}

}  // namespace burin

#endif  // BURIN_IR_NETWORKS_TESTING_H_
