#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Random checkpoints, read by PyTorch and by burin: every tensor must be equal.

    compare_with_torch.py --digests BUILD/tests/checkpoints/tensor_digests

Each checkpoint has one of the layouts that trainers write, in the zip or the
older container and any pickle protocol: shared, strided, overlapping and empty
tensors of every type, parameters, and beside the weights whatever Python
objects end up in checkpoints. Needs PyTorch and NumPy.
"""

import argparse
import collections
import pathlib
import random
import subprocess
import sys
import tempfile
import zlib

import numpy as np
import torch

PLAIN = [torch.float16, torch.bfloat16, torch.float64, torch.int64, torch.int32,
         torch.int16, torch.int8, torch.uint8, torch.bool]
# Without a storage class of their own; PyTorch cannot load them from the older
# container.
UNTYPED = [torch.uint16, torch.uint32, torch.uint64]
KEYS = ("state_dict_ema", "model", "state_dict", "model_ema")
JUNK = [
    lambda: 2 ** 70, lambda: -5, lambda: 1.5, lambda: None,
    lambda: 's\u00e9\n"', lambda: b"bytes", lambda: bytearray(b"q"),
    lambda: {1, 2}, lambda: frozenset("a"), lambda: complex(1, 2),
    lambda: range(3), lambda: slice(1, 2), lambda: {"deep": {"er": [({},)]}},
    lambda: argparse.Namespace(a=1, b=[1, 2]), lambda: torch.Size([1, 2]),
    lambda: torch.device("cpu"), lambda: torch.float32,
    lambda: collections.Counter("abca"), lambda: collections.deque([1, 2]),
    lambda: collections.defaultdict(list, {1: [2]}),
    lambda: np.float64(3), lambda: np.arange(4),
    lambda: np.array(["a"], dtype=object), lambda: torch.randn(3),
    lambda: torch.optim.AdamW([torch.nn.Parameter(torch.ones(2))]).state_dict(),
]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.legacy = self.random.random() < 0.4
        self.storages = []

    def storage(self):
        types = [torch.float32] * 4 + PLAIN + ([] if self.legacy else UNTYPED)
        dtype, count = self.random.choice(types), self.random.randint(1, 200)
        values = torch.tensor([self.random.randint(-99, 99)
                               for _ in range(count)])
        return (values.abs() if not dtype.is_signed else values).to(dtype)

    def tensor(self):
        """A view of a new storage or of one that other tensors share."""
        if not self.storages or self.random.random() < 0.6:
            self.storages.append(self.storage())
        base = self.random.choice(self.storages)
        offset = self.random.randint(0, base.numel() - 1)
        room = base.numel() - 1 - offset
        dims, strides = [], []
        for _ in range(self.random.randint(0, 5)):
            dim = self.random.choice([0, 1, 1, 2, 3, 4, 5])
            stride = self.random.randint(0, room // max(1, dim - 1))
            if self.random.random() < 0.3:
                stride = min(stride, 1)
            dims.append(dim)
            strides.append(stride)
            room -= max(0, dim - 1) * stride
        view = base.as_strided(dims, strides, offset)
        if view.is_floating_point() and self.random.random() < 0.2:
            return torch.nn.Parameter(view)
        return view

    def state_dict(self, prefix):
        out = self.random.choice([dict, collections.OrderedDict])()
        for i in range(self.random.randint(1, 12)):
            out[f"{prefix}n{i}.w"] = self.tensor()
        if self.random.random() < 0.2:
            value = self.random.choice(JUNK)()
            if not isinstance(value, torch.Tensor):
                out[prefix + "extra"] = value
        return out

    def checkpoint(self):
        """The object to save and the key under which its weights lie."""
        prefix = self.random.choice(["", "module."])
        if self.random.random() < 0.3:
            return self.state_dict(prefix), None
        items = [(key, self.state_dict(prefix)) for key in
                 self.random.sample(KEYS, self.random.randint(1, 3))]
        chosen = min((key for key, _ in items), key=KEYS.index)
        items += [(f"junk{i}", self.random.choice(JUNK)())
                  for i in range(self.random.randint(0, 4))]
        self.random.shuffle(items)
        return dict(items), chosen

    def save(self, path):
        value, chosen = self.checkpoint()
        torch.save(value, path,
                   pickle_protocol=self.random.choice([2, 2, 2, 3, 4, 5]),
                   _use_new_zipfile_serialization=not self.legacy)
        return chosen


def digest(name, value):
    value = torch.empty(value.shape, dtype=value.dtype).copy_(value.detach())
    data = bytes(value.reshape(-1).view(torch.uint8).numpy()) \
        if value.numel() else b""
    dims = "x".join(map(str, value.shape)) or "scalar"
    return (f"{name.removeprefix('module.')} {str(value.dtype)[6:]} {dims} "
            f"{zlib.crc32(data):08x}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--digests", required=True, help="our program")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "generated.pth"
        for seed in range(args.seed, args.seed + args.count):
            chosen = Generator(seed).save(path)
            loaded = torch.load(path, weights_only=False)
            weights = loaded[chosen] if chosen else loaded
            want = [digest(k, v) for k, v in weights.items()
                    if isinstance(v, torch.Tensor)]
            ours = subprocess.run([args.digests, path], capture_output=True,
                                  text=True, check=False)
            if ours.stdout.splitlines() != want:
                kept = pathlib.Path(f"different-{seed}.pth")
                kept.write_bytes(path.read_bytes())
                sys.exit(f"seed {seed}: {kept} is read differently "
                         f"{ours.stderr.strip()}")
    print(f"{args.count} checkpoints are read equally")


if __name__ == "__main__":
    main()
