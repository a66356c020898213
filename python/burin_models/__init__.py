# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""The three network families in plain PyTorch, for training and for checking.

Parameter names and shapes are those of the authors' repositories, so that
checkpoints go both ways: theirs load here, and what is trained here exports
with ``burin export``. Needs PyTorch; burin itself never does.

>>> from burin_models import create
>>> model = create("shiftvit_light_tiny").eval()
"""

from .shiftvit import ShiftViT
from .smlpnet import SMLPNet
from .t2t_vit import T2TViT
from .variants import VARIANTS, create

__all__ = ["ShiftViT", "SMLPNet", "T2TViT", "VARIANTS", "create"]
