# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""What counts at each precision: the peers, the bounds and the goals.

A further precision is a line in PRECISIONS, a `precision` that the programs in
programs.py know, and, for burin, `compile --precision` and the name of its peak
in `devices --peak --json`.

A peer "X fp32" computes in fp32 whatever the others do. Reduced precisions
have one as their first, so that outputs are held against exact ones and the
gain over the usual program is measured in the same rounds.
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
    # ONNX Runtime's CPU provider has no bf16.
    "bf16": Precision(
        peers=(
            ("PyTorch fp32", "contiguous"),
            ("PyTorch fp32", "channels_last"),
            ("PyTorch", "contiguous"),
            ("PyTorch", "channels_last"),
            ("PyTorch", "autocast"),
            ("torch.compile", "contiguous"),
            ("torch.compile", "channels_last"),
            ("OpenVINO", "latency"),
            ("OpenVINO", "throughput"),
        ),
        bound=0.05, ratio=1.2, share=0.82),
    # Quantised after training (quantise.py). PyTorch's eager mode has no int8
    # form of these networks.
    "int8": Precision(
        peers=(
            ("PyTorch fp32", "contiguous"),
            ("PyTorch fp32", "channels_last"),
            ("ONNX Runtime", "sequential"),
            ("OpenVINO", "latency"),
            ("OpenVINO", "throughput"),
        ),
        bound=0.2, ratio=1.4, share=0.65),
}

# Programs whose int8 network is a file that quantise.py makes.
QUANTISED = ("ONNX Runtime", "OpenVINO")

# These need the network as a PyTorch module, not as an ONNX file.
NEED_MODULE = ("PyTorch fp32", "PyTorch", "torch.compile")

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
