# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""The registered variants: the counterpart of src/models/registry.cc."""

from .shiftvit import ShiftViT
from .smlpnet import SMLPNet
from .t2t_vit import T2TViT


def _shiftvit(width, depths, mlp_ratio, n_div):
    return ShiftViT, dict(width=width, depths=depths, mlp_ratio=mlp_ratio,
                          n_div=n_div)


def _smlpnet(width, depths):
    return SMLPNet, dict(width=width, depths=depths)


def _t2t(width, depth, heads, mlp_ratio, tokens="performer"):
    return T2TViT, dict(width=width, depth=depth, heads=heads,
                        mlp_ratio=mlp_ratio, tokens=tokens)


VARIANTS = {
    "shiftvit_light_tiny": _shiftvit(96, (2, 2, 6, 2), 4, 12),
    "shiftvit_r4_tiny": _shiftvit(96, (2, 2, 12, 3), 4, 12),
    "shiftvit_r2_tiny": _shiftvit(96, (6, 8, 18, 6), 2, 12),
    "shiftvit_light_small": _shiftvit(96, (2, 2, 18, 2), 4, 12),
    "shiftvit_r4_small": _shiftvit(96, (2, 6, 24, 4), 4, 12),
    "shiftvit_r2_small": _shiftvit(96, (10, 18, 36, 10), 2, 12),
    "shiftvit_light_base": _shiftvit(128, (2, 2, 18, 2), 4, 16),
    "shiftvit_r4_base": _shiftvit(128, (4, 6, 22, 4), 4, 16),
    "shiftvit_r2_base": _shiftvit(128, (10, 18, 36, 10), 2, 16),
    "smlpnet_tiny": _smlpnet(80, (2, 8, 14, 2)),
    "smlpnet_small": _smlpnet(96, (2, 10, 24, 2)),
    "smlpnet_base": _smlpnet(112, (2, 10, 24, 2)),
    "t2t_vit_7": _t2t(256, 7, 4, 2),
    "t2t_vit_10": _t2t(256, 10, 4, 2),
    "t2t_vit_12": _t2t(256, 12, 4, 2),
    "t2t_vit_14": _t2t(384, 14, 6, 3),
    "t2t_vit_19": _t2t(448, 19, 7, 3),
    "t2t_vit_24": _t2t(512, 24, 8, 3),
    "t2t_vit_t_14": _t2t(384, 14, 6, 3, "transformer"),
    "t2t_vit_t_19": _t2t(448, 19, 7, 3, "transformer"),
    "t2t_vit_t_24": _t2t(512, 24, 8, 3, "transformer"),
    "t2t_vit_14_resnext": _t2t(384, 14, 32, 3),
    "t2t_vit_14_wide": _t2t(768, 4, 12, 3),
}


def create(name, **changes):
    """The network of that name; keyword arguments override its configuration."""
    family, config = VARIANTS[name]
    return family(**{**config, **changes})
