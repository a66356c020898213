#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Writes golden_logits.inc: PyTorch's logits of small made-up networks.

Weights and input come from the formula of src/models/fake_checkpoint.cc, so the
file holds the answers only. Run it after a change of the cases below:

    PYTHONPATH=python python3 tests/models/make_golden_logits.py
"""

from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from burin_models import ShiftViT, SMLPNet, T2TViT

# name -> (network, image size, the size its positions were made for)
CASES = {
    "kShiftVitGroupNormGelu": (
        lambda: ShiftViT(width=12, depths=(1, 2), mlp_ratio=2, classes=5),
        32, None),
    "kShiftVitBatchNormRelu": (
        lambda: ShiftViT(width=8, depths=(2, 1), mlp_ratio=4, n_div=4, patch=2,
                         classes=5, norm="bn", act="relu"), 18, None),
    "kSmlpNet": (
        lambda: SMLPNet(width=6, depths=(1, 2), classes=5, image_size=32),
        32, None),
    "kT2tVitPerformer": (
        lambda: T2TViT(width=16, depth=2, heads=2, token_width=8, classes=5,
                       image_size=32), 32, None),
    "kT2tVitTransformer": (
        lambda: T2TViT(width=16, depth=2, heads=4, token_width=8, classes=5,
                       tokens="transformer", image_size=32), 32, None),
    "kT2tVitResized": (
        lambda: T2TViT(width=16, depth=2, heads=2, token_width=8, classes=5,
                       image_size=48), 48, 32),
}


def uniform(name, count):
    """In [-1, 1), from the name's FNV-1a hash and the index."""
    seed = 2166136261
    for byte in name.encode():
        seed = (seed ^ byte) * 16777619 & 0xFFFFFFFF
    x = np.uint32(seed) + np.arange(count, dtype=np.uint32) * np.uint32(
        0x9E3779B9)
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x7FEB352D)
    x = (x ^ (x >> np.uint32(15))) * np.uint32(0x846CA68B)
    x ^= x >> np.uint32(16)
    return (x >> np.uint32(8)) / 8388608.0 - 1.0


def fake(name, shape):
    mean, spread = 0.0, 0.1
    if name == "input":
        spread = 1.0
    elif name.endswith("running_var"):
        mean, spread = 1.0, 0.5
    elif len(shape) == 1 and name.endswith("weight"):
        mean = 1.0
    elif len(shape) > 1:
        spread = np.sqrt(3.0 / np.prod(shape[1:]))
    values = mean + spread * uniform(name, int(np.prod(shape)))
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def resized(positions, size):
    """As T2T-ViT's authors do for another image size: bicubic, token kept."""
    old, new = int((positions.shape[1] - 1) ** 0.5), size // 16
    grid = positions[:, 1:].transpose(1, 2).unflatten(2, (old, old))
    grid = F.interpolate(grid, (new, new), mode="bicubic", align_corners=False)
    return torch.cat([positions[:, :1], grid.flatten(2).transpose(1, 2)], 1)


def logits(make, size, position_size):
    model = make().eval()
    state = {}
    for name, tensor in model.state_dict().items():
        shape = tuple(tensor.shape)
        if name == "pos_embed" and position_size:
            shape = (1, 1 + (position_size // 16) ** 2, shape[2])
            state[name] = resized(fake(name, shape), size)
        elif tensor.is_floating_point():
            state[name] = fake(name, shape)
        else:
            state[name] = tensor
    model.load_state_dict(state)
    # In float64, so that the goldens have no rounding of their own.
    x = fake("input", (1, 3, size, size))
    with torch.no_grad():
        return model.double()(x.double())[0].numpy()


def main():
    lines = ["// Made by make_golden_logits.py; PyTorch's answers in float64."]
    for name, case in CASES.items():
        values = ", ".join(f"{v:.9g}" for v in logits(*case))
        lines += [f"constexpr double {name}[] = {{", f"    {values}}};"]
    path = Path(__file__).with_name("golden_logits.inc")
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
