# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""sMLPNet (Tang et al., "Sparse MLP for Image Recognition", AAAI 2022).

A block mixes positions, along the rows and along the columns of the image
separately, then channels. The mixing matrices fix the size of the image.
"""

import torch
from torch import nn


class Depthwise(nn.Module):
    """BatchNorm, GELU, depthwise 3x3."""

    def __init__(self, width):
        super().__init__()
        self.BN = nn.BatchNorm2d(width)
        self.Conv = nn.Conv2d(width, width, 3, padding=1, groups=width,
                              bias=False)

    def forward(self, x):
        return self.Conv(nn.functional.gelu(self.BN(x)))


class DepthwiseBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv_merge = Depthwise(width)

    def forward(self, x):
        return self.conv_merge(x)


class SparseMlp(nn.Module):
    """x, x mixed along its rows and x mixed along its columns, then fused."""

    def __init__(self, width, side):
        super().__init__()
        self.BN = nn.BatchNorm2d(width)
        # The names are the authors'; proj_h mixes the positions of a row.
        self.proj_h = nn.Conv2d(side, side, 1)
        self.proh_w = nn.Conv2d(side, side, 1)
        self.fuse = nn.Conv2d(3 * width, width, 1, bias=False)

    def forward(self, x):
        x = nn.functional.gelu(self.BN(x))
        rows = self.proj_h(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        columns = self.proh_w(x.permute(0, 2, 1, 3)).permute(0, 2, 1, 3)
        return self.fuse(torch.cat([x, rows, columns], dim=1))


class ToChannelsLast(nn.Module):
    def forward(self, x):
        return x.permute(0, 2, 3, 1)


class ToChannelsFirst(nn.Module):
    def forward(self, x):
        return x.permute(0, 3, 1, 2)


class FeedForward(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        # The two dropouts hold the places 2 and 4, which parameter names count.
        self.net = nn.Sequential(
            nn.Linear(width, hidden), nn.GELU(), nn.Dropout(0.0),
            nn.Linear(hidden, width), nn.Dropout(0.0))

    def forward(self, x):
        return self.net(x)


class SMLPNet(nn.Module):
    def __init__(self, width=80, depths=(2, 8, 14, 2), mlp_ratio=3, patch=4,
                 channels=3, classes=1000, image_size=224):
        super().__init__()
        self.depths = depths
        self.to_patch_embedding = nn.ModuleList()
        self.token_mix = nn.ModuleList()
        self.channel_mix = nn.ModuleList()
        for i, depth in enumerate(depths):
            c = width << i
            side = image_size // patch >> i
            before, step = (channels, patch) if i == 0 else (c // 2, 2)
            self.to_patch_embedding.append(nn.Sequential(
                nn.Conv2d(before, c, step, step, bias=False)))
            for _ in range(depth):
                self.token_mix.append(nn.Sequential(
                    DepthwiseBlock(c), SparseMlp(c, side)))
                self.channel_mix.append(nn.Sequential(
                    ToChannelsLast(), nn.LayerNorm(c),
                    FeedForward(c, c * mlp_ratio), ToChannelsFirst()))
        features = width << (len(depths) - 1)
        self.batch_norm = nn.BatchNorm2d(features)
        self.mlp_head = nn.Sequential(nn.Linear(features, classes))

    def forward(self, x):
        mixers = iter(zip(self.token_mix, self.channel_mix))
        for embed, depth in zip(self.to_patch_embedding, self.depths):
            x = embed(x)
            for _ in range(depth):
                tokens, channels = next(mixers)
                x = x + tokens(x)
                x = x + channels(x)
        return self.mlp_head(self.batch_norm(x).mean((2, 3)))
