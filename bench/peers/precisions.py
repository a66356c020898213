# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""What counts at each precision: the peers, the bounds and the goals.

A further precision is a line in PRECISIONS, a `precision` that the programs in
programs.py know, and, for burin, `compile --precision` and the name of its peak
in `devices --peak --json`.
"""

from typing import NamedTuple


class Precision(NamedTuple):
    peers: tuple  # (peer, mode), in the order of the table
    bound: float  # of max abs difference / max abs logit to the first peer
    ratio: float  # to the fastest peer; a cell is done when it holds, or
    share: float  # when this share of the instruction peak does


PRECISIONS = {
    "fp32": Precision(
        peers=(
            ("PyTorch", "contiguous"),
            ("PyTorch", "channels_last"),
            ("torch.compile", "contiguous"),
            ("torch.compile", "channels_last"),
            ("ONNX Runtime", "sequential"),
            ("OpenVINO", "latency"),
            ("OpenVINO", "throughput"),
        ),
        bound=1e-4, ratio=1.15, share=0.92),
}

# These need the network as a PyTorch module, not as an ONNX file.
NEED_MODULE = ("PyTorch", "torch.compile")

# These pick their instruction set themselves, whatever the environment says.
CANNOT_BE_CAPPED = ("ONNX Runtime",)

# Environment variables that cap the others' instruction set.
CAPS = {
    "avx2": {
        "BURIN_MAX_ISA": "avx2",
        "ATEN_CPU_CAPABILITY": "avx2",
        "ONEDNN_MAX_CPU_ISA": "AVX2",
        "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    },
}
