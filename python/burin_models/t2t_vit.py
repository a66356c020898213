# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""T2T-ViT (Yuan et al., "Tokens-to-Token ViT", ICCV 2021).

Overlapping windows are unfolded into tokens three times, with an attention
module after the first and the second; a vision transformer with a class token
follows.
"""

from collections import OrderedDict

import math

import torch
from torch import nn


def sinusoids(positions, width):
    """The fixed position embedding: sines at even, cosines at odd columns."""
    column = torch.arange(width, dtype=torch.float64)
    rate = 10000.0 ** (-2 * (column // 2) / width)
    angle = torch.arange(positions, dtype=torch.float64)[:, None] * rate
    table = torch.where(column % 2 == 0, angle.sin(), angle.cos())
    return table.float()[None]


def mlp(width, hidden):
    return nn.Sequential(OrderedDict(
        fc1=nn.Linear(width, hidden), act=nn.GELU(),
        fc2=nn.Linear(hidden, width)))


def attention(q, k, v, scale):
    return ((q @ k.transpose(-2, -1)) * scale).softmax(-1) @ v


class TokenPerformer(nn.Module):
    """Linear attention with positive random features (Choromanski et al.)."""

    def __init__(self, inputs, width):
        super().__init__()
        features = width // 2
        self.norm1 = nn.LayerNorm(inputs)
        self.kqv = nn.Linear(inputs, 3 * width)
        self.proj = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, width), nn.GELU(),
                                 nn.Linear(width, width))
        directions = nn.init.orthogonal_(torch.empty(features, width))
        self.w = nn.Parameter(directions * math.sqrt(features),
                              requires_grad=False)

    def features(self, x):
        exponent = torch.einsum("bti,mi->btm", x, self.w)
        exponent = exponent - (x * x).sum(-1, keepdim=True) / 2
        return exponent.exp() / math.sqrt(self.w.shape[0])

    def forward(self, x):
        k, q, v = self.kqv(self.norm1(x)).chunk(3, dim=-1)
        k, q = self.features(k), self.features(q)
        weight = torch.einsum("bti,bi->bt", q, k.sum(1))[:, :, None]
        sums = torch.einsum("bin,bim->bnm", v, k)
        y = torch.einsum("bti,bni->btn", q, sums) / (weight + 1e-8)
        x = v + self.proj(y)
        return x + self.mlp(self.norm2(x))


class TokenAttention(nn.Module):
    def __init__(self, inputs, width):
        super().__init__()
        self.scale = inputs ** -0.5  # of the input, not of the head
        self.qkv = nn.Linear(inputs, 3 * width, bias=False)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        return v + self.proj(attention(q, k, v, self.scale))


class TokenTransformer(nn.Module):
    def __init__(self, inputs, width):
        super().__init__()
        self.norm1 = nn.LayerNorm(inputs)
        self.attn = TokenAttention(inputs, width)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = mlp(width, width)

    def forward(self, x):
        x = self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class TokensToToken(nn.Module):
    def __init__(self, channels, token_width, width, tokens):
        super().__init__()
        module = {"performer": TokenPerformer,
                  "transformer": TokenTransformer}[tokens]
        self.soft_split0 = nn.Unfold(7, stride=4, padding=2)
        self.soft_split1 = nn.Unfold(3, stride=2, padding=1)
        self.soft_split2 = nn.Unfold(3, stride=2, padding=1)
        self.attention1 = module(channels * 49, token_width)
        self.attention2 = module(token_width * 9, token_width)
        self.project = nn.Linear(token_width * 9, width)

    def forward(self, x):
        x = self.soft_split0(x).transpose(1, 2)
        for module, split in ((self.attention1, self.soft_split1),
                              (self.attention2, self.soft_split2)):
            x = module(x)
            side = math.isqrt(x.shape[1])
            x = x.transpose(1, 2)
            x = split(x.reshape(*x.shape[:2], side, side))
            x = x.transpose(1, 2)
        return self.project(x)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.scale = (width // heads) ** -0.5
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        qkv = self.qkv(x)
        qkv = qkv.reshape(*x.shape[:2], 3, self.heads, -1)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        y = attention(q, k, v, self.scale)
        return self.proj(y.transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = mlp(width, hidden)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class T2TViT(nn.Module):
    """tokens: "performer" or "transformer"."""

    def __init__(self, width=384, depth=14, heads=6, mlp_ratio=3,
                 tokens="performer", token_width=64, channels=3, classes=1000,
                 image_size=224):
        super().__init__()
        self.tokens_to_token = TokensToToken(channels, token_width, width,
                                             tokens)
        self.cls_token = nn.Parameter(0.02 * torch.randn(1, 1, width))
        self.pos_embed = nn.Parameter(
            sinusoids(1 + (image_size // 16) ** 2, width), requires_grad=False)
        self.blocks = nn.ModuleList(
            [Block(width, heads, width * mlp_ratio) for _ in range(depth)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        x = self.tokens_to_token(x)
        token = self.cls_token.expand(x.shape[0], -1, -1)
        x = torch.cat([token, x], dim=1) + self.pos_embed
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x)[:, 0])
