#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Generated images: `burin preprocess` against Pillow, torchvision and timm.

    check_pixels.py --burin BURIN [--images 300] [--damaged 100] [--seed 1]

Floats must be equal bit by bit, for JPEG and PNG of all kinds, sizes, recipes,
image sizes and crop percentages. Of damaged files, the verdict must be
Pillow's; the exceptions that src/vision/decode_jpeg.h and decode_png.h list are
counted and shown. A development check: needs Pillow 13 or later, PyTorch,
torchvision and numpy. The ordinary tests do the same in C++ on committed files.
"""

import argparse
import io
import math
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageFile
from torchvision import transforms

ImageFile.MAXBLOCK = 1 << 24  # Pillow's buffer for a progressive JPEG

MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
# burin preprocess options: recipe, crop percentage.
RECIPES = [("spach", None), ("t2t-vit", None), ("t2t-vit", 0.9),
           ("spach", 1.0)]


def picture(random_, width, height, mode):
    """Noise, or smooth colours with some noise: both ends of what JPEG does."""
    channels = len(mode)
    state = np.random.default_rng(random_.randrange(1 << 30))
    if random_.random() < 0.3:
        pixels = state.integers(0, 256, (height, width, channels), np.uint8)
    else:
        rows, columns = np.mgrid[0:height, 0:width]
        waves = [128 + 120 * np.sin(columns / random_.uniform(5, 90) +
                                    rows / random_.uniform(5, 90) + c)
                 for c in range(channels)]
        noise = state.normal(0, random_.uniform(0, 25),
                             (height, width, channels))
        pixels = np.clip(np.stack(waves, -1) + noise, 0, 255).astype(np.uint8)
    return Image.frombytes(mode, (width, height), pixels.tobytes())


def image_file(random_):
    """The bytes of a random JPEG or PNG, and the ending of its name."""
    width, height = (random_.choice([random_.randrange(1, 40),
                                     random_.randrange(40, 700)])
                     for _ in range(2))
    out = io.BytesIO()
    if random_.random() < 0.7:
        mode = random_.choice(["RGB", "RGB", "RGB", "L", "CMYK"])
        options = {}
        if mode == "RGB":
            options["subsampling"] = random_.randrange(3)
        picture(random_, width, height, mode).save(
            out, "JPEG", quality=random_.choice([5, 40, 75, 90, 98]),
            progressive=random_.random() < 0.3,
            restart_marker_blocks=random_.choice([0, 0, 3]), **options)
        return out.getvalue(), ".JPEG"
    mode = random_.choice(["RGB", "L", "RGBA", "LA"])
    image = picture(random_, width, height, mode)
    if mode == "L":
        image = image.convert(random_.choice(["L", "1", "I;16"]))
    if mode == "RGB" and random_.random() < 0.5:
        image = image.quantize(random_.randrange(2, 257))
    image.save(out, "PNG", compress_level=1)
    return out.getvalue(), ".png"


def expected(data, recipe, crop_pct, size):
    image = Image.open(io.BytesIO(data)).convert("RGB")
    if crop_pct is not None:
        short_side = math.floor(size / crop_pct)
    elif recipe == "spach":
        short_side = int((256 / 224) * size)
    else:
        short_side = math.floor(size / 0.875)
    bicubic = transforms.InterpolationMode.BICUBIC
    image = transforms.Resize(short_side, interpolation=bicubic)(image)
    image = transforms.CenterCrop(size)(image)
    if recipe == "spach":
        tensor = transforms.Normalize(MEAN, STD)(
            transforms.ToTensor()(image))
    else:
        mean = torch.tensor([x * 255 for x in MEAN]).view(3, 1, 1)
        std = torch.tensor([x * 255 for x in STD]).view(3, 1, 1)
        tensor = transforms.PILToTensor()(image).float().sub_(mean).div_(std)
    return tensor.contiguous().numpy().tobytes()


def preprocess(burin, root, out, recipe="spach", crop_pct=None):
    command = [burin, "preprocess", "--data-root", root, "--save-dir", out,
               "--recipe", recipe]
    if crop_pct is not None:
        command += ["--crop-pct", str(crop_pct)]
    return subprocess.run(command, capture_output=True, text=True)


def check_floats(burin, random_, count, folder):
    files = []
    for index in range(count):
        data, ending = image_file(random_)
        path = folder / "data" / "c" / f"{index:05d}{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        files.append((path, data))
    wrong = 0
    for recipe, crop_pct in RECIPES:
        out = folder / f"{recipe}-{crop_pct}"
        run = preprocess(burin, folder / "data", out, recipe, crop_pct)
        if run.returncode != 0:
            sys.exit(run.stderr)
        for (path, data), made in zip(files, sorted(out.iterdir())):
            if made.read_bytes() != expected(data, recipe, crop_pct, 224):
                wrong += 1
                print(f"{path.name}: {recipe} {crop_pct}: other floats")
    print(f"{count} images, {len(RECIPES)} recipes: {wrong} differ")
    return wrong


def damage(random_, data):
    if random_.random() < 0.5:
        return data[:random_.randrange(1, len(data))]
    changed = bytearray(data)
    for _ in range(random_.choice([1, 1, 4, 30])):
        changed[random_.randrange(len(changed))] = random_.randrange(256)
    return bytes(changed)


def check_verdicts(burin, random_, count, folder):
    more_strict = []
    wrong = 0
    for index in range(count):
        data, ending = image_file(random_)
        data = damage(random_, data)
        root = folder / f"damaged-{index}"
        (root / "c").mkdir(parents=True)
        (root / "c" / f"x{ending}").write_bytes(data)
        run = preprocess(burin, root, folder / "verdict")
        try:
            Image.open(io.BytesIO(data)).convert("RGB")
            readable = True
        except Exception:  # Pillow raises many kinds
            readable = False
        if readable and run.returncode == 1 and run.stderr.count("\n") == 1:
            more_strict.append(run.stderr.split(": ", 3)[-1].strip())
        elif run.returncode != (0 if readable else 1):
            wrong += 1
            print(f"{root}: status {run.returncode}, Pillow reads: {readable}")
    print(f"{count} damaged files: {wrong} other verdicts, "
          f"{len(more_strict)} refused that Pillow reads")
    for reason in sorted(set(more_strict)):
        print(f"  {more_strict.count(reason)} x {reason}")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--burin", required=True)
    parser.add_argument("--images", type=int, default=300)
    parser.add_argument("--damaged", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    random_ = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        wrong = check_floats(args.burin, random_, args.images, folder)
        wrong += check_verdicts(args.burin, random_, args.damaged, folder)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
