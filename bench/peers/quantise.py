# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""The int8 files of the peers, as their makers' own tools write them.

    quantise.py TASK

OpenVINO: NNCF after training, preset "mixed" and model type "transformer", as
NNCF advises for networks with GELU and attention. ONNX Runtime: static
quantisation of convolutions and products, weights by channel. Both see the same
images. `prepare` runs this file as a process of its own, for what it imports is
large; TASK is its JSON.

A file is kept and found again by its network, its images and its tool.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np

from images import make_images

COUNT = 300  # images
SEED = 100
TOOLS = {"OpenVINO": "nncf", "ONNX Runtime": "onnxruntime"}


def prepare(network, peers, burin, cache):
    """{peer: file} of those of `peers` that need one."""
    cache.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(network.onnx.read_bytes()).hexdigest()[:12]
    out = {}
    for peer in peers:
        tool = TOOLS[peer]
        ending = ".xml" if peer == "OpenVINO" else ".onnx"
        out[peer] = cache / (f"{network.name}-{digest}-{COUNT}-{tool}-"
                             f"{version(tool)}{ending}")
        if out[peer].exists():
            continue
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            folder = Path(folder)
            np.save(folder / "images.npy", make_images(
                burin, network.shape, COUNT, SEED, folder))
            made = folder / f"made{ending}"
            task = {"peer": peer, "onnx": str(network.onnx),
                    "images": str(folder / "images.npy"), "made": str(made)}
            done = subprocess.run([sys.executable, __file__, json.dumps(task)],
                                  capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(f"{network.name}, {tool}: {done.stderr[-500:]}")
            # The file that is looked for comes last.
            for part in (".bin", ending):
                if made.with_suffix(part).exists():
                    made.with_suffix(part).rename(
                        out[peer].with_suffix(part))
    return out


def batch_size(path):
    """What the file fixes; 1 where it leaves the batch open."""
    from networks import from_file

    return from_file(path).batch or 1


def batches(task):
    images = np.load(task["images"], mmap_mode="r")
    size = batch_size(task["onnx"])
    for at in range(0, len(images) - size + 1, size):
        yield np.ascontiguousarray(images[at:at + size])


def with_nncf(task):
    import nncf
    import openvino as ov

    model = ov.Core().read_model(task["onnx"])
    quantised = nncf.quantize(
        model, nncf.Dataset(list(batches(task))),
        preset=nncf.QuantizationPreset.MIXED,
        model_type=nncf.ModelType.TRANSFORMER, subset_size=COUNT)
    ov.save_model(quantised, task["made"], compress_to_fp16=False)


def with_onnxruntime(task):
    from networks import input_name
    from onnxruntime import quantization
    from onnxruntime.quantization.shape_inference import quant_pre_process

    class Reader(quantization.CalibrationDataReader):
        def __init__(self):
            self.left = batches(task)

        def get_next(self):
            x = next(self.left, None)
            return None if x is None else {input_name(task["onnx"]): x}

    ready = Path(task["made"]).with_name("ready.onnx")
    quant_pre_process(task["onnx"], ready, skip_symbolic_shape=True)
    quantization.quantize_static(
        ready, task["made"], Reader(),
        op_types_to_quantize=["Conv", "Gemm", "MatMul"], per_channel=True,
        activation_type=quantization.QuantType.QUInt8,
        weight_type=quantization.QuantType.QInt8)


if __name__ == "__main__":
    TASK = json.loads(sys.argv[1])
    {"OpenVINO": with_nncf, "ONNX Runtime": with_onnxruntime}[TASK["peer"]](
        TASK)
