# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""ShiftViT (Wang et al., "When Shift Operation Meets Vision Transformer", 2022).

A convolution splits the image into patches; stages of blocks follow, with a
strided convolution between them. A block moves four groups of channels by one
pixel in the four directions, then adds an MLP made of 1x1 convolutions.
"""

from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F


def shift(x, group):
    """Channels [0, g) look right, [g, 2g) left, [2g, 3g) down, [3g, 4g) up.

    What comes in over the border is zero; the channels from 4g on stay.
    """
    right, left, down, up, rest = torch.split(
        x, [group] * 4 + [x.shape[1] - 4 * group], dim=1)
    # F.pad counts from the last dimension: (left, right, top, bottom).
    return torch.cat([
        F.pad(right[..., 1:], (0, 1, 0, 0)),
        F.pad(left[..., :-1], (1, 0, 0, 0)),
        F.pad(down[..., 1:, :], (0, 0, 0, 1)),
        F.pad(up[..., :-1, :], (0, 0, 1, 0)),
        rest,
    ], dim=1)


class Block(nn.Module):
    def __init__(self, width, hidden, n_div, norm, act):
        super().__init__()
        self.group = width // n_div
        self.norm2 = norm(width)
        self.mlp = nn.Sequential(OrderedDict(
            fc1=nn.Conv2d(width, hidden, 1), act=act(),
            fc2=nn.Conv2d(hidden, width, 1)))

    def forward(self, x):
        x = shift(x, self.group)
        return x + self.mlp(self.norm2(x))


class Downsample(nn.Module):
    def __init__(self, width, norm):
        super().__init__()
        self.norm = norm(width)
        self.reduction = nn.Conv2d(width, 2 * width, 2, 2, bias=False)

    def forward(self, x):
        return self.reduction(self.norm(x))


class Stage(nn.Module):
    def __init__(self, blocks, downsample):
        super().__init__()
        self.blocks = nn.ModuleList(blocks)
        self.downsample = downsample

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x if self.downsample is None else self.downsample(x)


class ShiftViT(nn.Module):
    """norm: "gn" (one group) or "bn"; act: "gelu" or "relu"."""

    def __init__(self, width=96, depths=(2, 2, 6, 2), mlp_ratio=4, n_div=12,
                 patch=4, channels=3, classes=1000, norm="gn", act="gelu"):
        super().__init__()
        make_norm = {"gn": lambda c: nn.GroupNorm(1, c),
                     "bn": nn.BatchNorm2d}[norm]
        make_act = {"gelu": nn.GELU, "relu": nn.ReLU}[act]
        self.patch_embed = nn.Sequential(OrderedDict(
            proj=nn.Conv2d(channels, width, patch, patch),
            norm=make_norm(width)))
        self.layers = nn.ModuleList()
        for i, depth in enumerate(depths):
            c = width << i
            blocks = [Block(c, c * mlp_ratio, n_div, make_norm, make_act)
                      for _ in range(depth)]
            last = i + 1 == len(depths)
            self.layers.append(
                Stage(blocks, None if last else Downsample(c, make_norm)))
        features = width << (len(depths) - 1)
        self.norm = make_norm(features)
        self.head = nn.Linear(features, classes)

    def forward(self, x):
        x = self.patch_embed(x)
        for stage in self.layers:
            x = stage(x)
        return self.head(self.norm(x).mean((2, 3)))
