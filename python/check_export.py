#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Every registered variant: `burin export` in ONNX Runtime against PyTorch.

    check_export.py --burin BURIN [--only NAME] [--opset 12]

Random weights, so nothing is small by accident. A development check: needs
PyTorch, numpy and onnxruntime, and minutes for the large variants. The ordinary
tests do the same in C++ on small networks.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from burin_models import VARIANTS, create
from burin_models.weights import randomize

# Rounding differs with the order of sums; a wrong network is off by its logits.
BOUND = 1e-4  # of the largest logit

# Networks that are no registered variant: (name, variant, configuration,
# options of `burin export`, image size).
CUSTOM = [
    ("shiftvit, BatchNorm and ReLU", "shiftvit_light_tiny",
     dict(norm="bn", act="relu"), ["--activation", "relu"], 224),
    ("shiftvit, patch 8, one channel", "shiftvit_light_tiny",
     dict(patch=8, channels=1, width=40, n_div=5, classes=7),
     ["--n-div", "5", "--image-size", "100"], 100),
    ("shiftvit, odd sizes", "shiftvit_light_tiny",
     dict(width=24, depths=(1, 2, 1)), ["--image-size", "91"], 91),
    ("smlpnet, 96 pixels", "smlpnet_tiny",
     dict(width=16, depths=(1, 1, 2), mlp_ratio=2, image_size=96), [], 96),
    ("t2t_vit, 5 heads", "t2t_vit_7", dict(width=80, heads=5, depth=2),
     ["--num-heads", "5"], 224),
    ("t2t_vit, 96 pixels", "t2t_vit_7", dict(image_size=96), [], 96),
    ("t2t_vit, tokens of 32", "t2t_vit_t_14",
     dict(width=128, heads=2, depth=2, token_width=32), [], 224),
]


def check(burin, name, model, options, shape, opset, folder):
    x = torch.randn(2, *shape,
                    generator=torch.Generator().manual_seed(1))
    checkpoint, onnx = folder / "net.pth", folder / "net.onnx"
    torch.save({"model": model.state_dict()}, checkpoint)
    subprocess.run([burin, "export", "--checkpoint", checkpoint, "--output",
                    onnx, "--opset", str(opset), *options], check=True,
                   stdout=subprocess.DEVNULL)
    with torch.no_grad():
        want = model(x).numpy()
    session = onnxruntime.InferenceSession(str(onnx))
    got = session.run(None, {session.get_inputs()[0].name: x.numpy()})[0]
    error = float(np.abs(got - want).max() / np.abs(want).max())
    print(f"{'ok  ' if error <= BOUND else 'FAIL'} {name}: {error:.1e}",
          flush=True)
    return error <= BOUND


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--burin", required=True)
    parser.add_argument("--only", default="", help="part of a variant's name")
    parser.add_argument("--opset", type=int, default=12)
    args = parser.parse_args()
    cases = [(name, name, {}, ["--variant", name], 224) for name in VARIANTS]
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for name, variant, config, options, size in cases + CUSTOM:
            if args.only not in name:
                continue
            model = randomize(create(variant, **config), seed=0)
            shape = (config.get("channels", 3), size, size)
            good &= check(args.burin, name, model, options, shape, args.opset,
                          Path(folder))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
