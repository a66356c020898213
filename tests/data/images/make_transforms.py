#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Writes NAME.RECIPE.f32: what torchvision makes of some images of this folder.

    python3 tests/data/images/make_transforms.py

Little-endian float32, 3 x 8 x 8. Needs Pillow 13 or later, PyTorch and
torchvision; see make_images.py for the images.
"""

import math
import pathlib

import torch
from PIL import Image
from torchvision import transforms

FOLDER = pathlib.Path(__file__).resolve().parent
SIDE = 8
MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)
NAMES = ('rgb_420_120x50.jpg', 'rgb_progressive_31x40.jpg', 'rgb_420_1x1.jpg',
         'palette_8bit_11x5.png', 'gray_15x16.jpg')


def crop(image, short_side):
    bicubic = transforms.InterpolationMode.BICUBIC
    image = transforms.Resize(short_side, interpolation=bicubic)(image)
    return transforms.CenterCrop(SIDE)(image)


def spach(image):
    steps = transforms.Compose(
        [transforms.ToTensor(), transforms.Normalize(MEAN, STD)])
    return steps(crop(image, int((256 / 224) * SIDE)))


def t2t(image, crop_pct):
    pixels = transforms.PILToTensor()(crop(image, math.floor(SIDE / crop_pct)))
    mean = torch.tensor([x * 255 for x in MEAN]).view(3, 1, 1)
    std = torch.tensor([x * 255 for x in STD]).view(3, 1, 1)
    return pixels.float().sub_(mean).div_(std)


def main():
    for name in NAMES:
        image = Image.open(FOLDER / name).convert('RGB')
        stem = name.split('.')[0]
        for recipe, tensor in (('spach', spach(image)),
                               ('t2t', t2t(image, 0.875)),
                               ('t2t_padded', t2t(image, 1.6))):
            path = FOLDER / f'{stem}.{recipe}.f32'
            path.write_bytes(tensor.contiguous().numpy().tobytes())


if __name__ == '__main__':
    main()
