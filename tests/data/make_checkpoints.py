#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the checkpoints in checkpoints/ and what PyTorch reads from them.

Needs PyTorch and safetensors; the tests need neither, they read the files that
this script left in the tree. expected.txt has a line "file NAME CONTAINER
CHOSEN" for each file and a line "NAME DTYPE DIMS HEX" for each tensor of it,
HEX being the row-major little-endian bytes.
"""

import argparse
import collections
import pathlib

import torch
from safetensors.torch import save_file

FOLDER = pathlib.Path(__file__).parent / "checkpoints"


def ramp(*shape, dtype=torch.float32):
    count = int(torch.Size(shape).numel())
    return (torch.arange(count) % 7 - 2).reshape(shape).to(dtype)


def every_kind():
    """Each element type, and each way in which a tensor can lie in a storage."""
    base = ramp(4, 6)
    state = collections.OrderedDict(
        float=base,
        transposed=base.t(),
        column=base[:, 2],
        block=base[1:3, 2:5],
        expanded=base[0, :1].expand(3, 2),
        permuted=ramp(2, 3, 4).permute(2, 0, 1),
        parameter=torch.nn.Parameter(ramp(3)),
        scalar=torch.tensor(2.5),
        empty=torch.zeros(0, 3),
        half=ramp(3, dtype=torch.float16),
        bfloat16=ramp(3, dtype=torch.bfloat16),
        double=ramp(2, dtype=torch.float64),
        int64=ramp(2, dtype=torch.int64),
        int32=ramp(2, dtype=torch.int32),
        int16=ramp(2, dtype=torch.int16),
        int8=ramp(2, dtype=torch.int8),
        uint8=ramp(4, dtype=torch.uint8),
        bool=ramp(5, dtype=torch.bool),
        uint16=torch.tensor([1, 65535], dtype=torch.uint16),
    )
    tagged = torch.nn.Parameter(ramp(2))
    tagged.note = "an attribute, so that PyTorch rebuilds it from its type"
    state["tagged"] = tagged
    return state


def trained():
    """A module after a step of training, with what trainers save beside it."""
    torch.manual_seed(1)
    net = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    optimizer = torch.optim.AdamW(net.parameters())
    net(torch.ones(2, 3)).square().sum().backward()
    optimizer.step()
    return net, optimizer


def write(files):
    net, optimizer = trained()
    junk = dict(epoch=3, args=argparse.Namespace(lr=1e-3, tags={"a"}),
                optimizer=optimizer.state_dict(), best=torch.Size([1, 2]))
    kinds = every_kind()
    torch.save({"model": kinds, **junk}, FOLDER / "kinds.pth")
    files["kinds.pth"] = ("zip", "model", kinds)
    bare = net.state_dict()
    torch.save(bare, FOLDER / "bare.pth")
    files["bare.pth"] = ("zip", "", bare)
    ema = collections.OrderedDict(
        ("module." + name, value + 1) for name, value in bare.items())
    torch.save({"state_dict": bare, "state_dict_ema": ema, **junk},
               FOLDER / "ema.pth.tar", _use_new_zipfile_serialization=False)
    files["ema.pth.tar"] = ("legacy", "state_dict_ema", ema)
    shared = {k: kinds[k] for k in ("float", "transposed", "block", "bool")}
    torch.save({"state_dict": shared, "model": "a name"},
               FOLDER / "shared.pth.tar", _use_new_zipfile_serialization=False)
    files["shared.pth.tar"] = ("legacy", "state_dict", shared)
    torch.save({"model_ema": shared}, FOLDER / "protocol4.pth",
               pickle_protocol=4)
    files["protocol4.pth"] = ("zip", "model_ema", shared)
    flat = {k: v.detach().clone().contiguous() for k, v in kinds.items()}
    save_file(flat, FOLDER / "kinds.safetensors", metadata={"format": "pt"})
    # safetensors orders by element size, then by name.
    files["kinds.safetensors"] = ("safetensors", "", flat)


def lines(name, value):
    value = value.detach().contiguous()
    dims = "x".join(map(str, value.shape)) or "scalar"
    data = bytes(value.reshape(-1).view(torch.uint8).tolist()).hex() \
        if value.numel() else ""
    name = name.removeprefix("module.")
    return f"{name} {str(value.dtype)[6:]} {dims} {data or '-'}"


def main():
    FOLDER.mkdir(exist_ok=True)
    files = {}
    write(files)
    with open(FOLDER / "expected.txt", "w") as out:
        for file, (container, chosen, tensors) in files.items():
            print("file", file, container, chosen or "-", file=out)
            for name, value in tensors.items():
                print(lines(name, value), file=out)


if __name__ == "__main__":
    main()
