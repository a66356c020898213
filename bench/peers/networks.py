# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""The networks that are compared: PyTorch modules and their ONNX files.

The modules are those of python/burin_models, in the form that the peers run
fastest: ShiftViT's shift is slices and a concat, T2T-ViT's performer is einsum.
One ONNX file serves all batch sizes and all programs.
"""

import sys
import warnings
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]

# GFLOP of an image of 224 x 224: matrix and convolution work, a multiply-add
# being two operations.
GFLOP = {
    "shiftvit_light_tiny": 5.93,
    "smlpnet_tiny": 9.98,
    "t2t_vit_14": 9.57,
}
SHORT = {
    "shiftvit": "shiftvit_light_tiny",
    "smlpnet": "smlpnet_tiny",
    "t2t": "t2t_vit_14",
}


class Network(NamedTuple):
    name: str
    onnx: Path
    shape: tuple  # of one image
    batch: int | None  # the only batch size that the file allows
    gflop: float | None  # of one image; None: burin's count
    variant: str | None  # in burin_models; None: there is no PyTorch module
    weights: Path | None  # its state dict
    quantised: dict = {}  # peer: its int8 file


# burin_models lies in python/, which is no installed package.
sys.path.insert(0, str(ROOT / "python"))


def known_names():
    from burin_models import VARIANTS

    return set(SHORT) | set(VARIANTS)


def load_module(variant, weights):
    """The PyTorch module with the weights of the file."""
    import torch
    from burin_models import create

    model = create(variant)
    model.load_state_dict(torch.load(weights))
    return model.eval()


def export(model, shape, path):
    """PyTorch's ONNX export, for any batch size.

    By tracing: the optimizer of the newer exporter takes a term of 1e-8, which
    keeps T2T-ViT from dividing by zero, for zero.
    """
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model, (torch.zeros(2, *shape),), path, dynamo=False,
            opset_version=17, input_names=["input"], output_names=["output"],
            dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}})


def registered(name, folder, seed=0):
    """A network of burin_models with seeded random weights, exported."""
    import torch
    from burin_models import create
    from burin_models.weights import randomize

    variant = SHORT.get(name, name)
    torch.manual_seed(seed)
    model = randomize(create(variant), seed)
    weights = folder / f"{variant}.pth"
    torch.save(model.state_dict(), weights)
    path = folder / f"{variant}.onnx"
    shape = (3, 224, 224)
    export(model, shape, path)
    return Network(variant, path, shape, None, GFLOP.get(variant), variant,
                   weights)


def from_file(path):
    """A user's ONNX file with one float input; its first axis is the batch."""
    import onnx

    graph = onnx.load(path, load_external_data=False).graph
    constants = {tensor.name for tensor in graph.initializer}
    inputs = [x for x in graph.input if x.name not in constants]
    if len(inputs) != 1:
        raise ValueError(f"{path}: {len(inputs)} inputs, one expected")
    tensor = inputs[0].type.tensor_type
    dims = [dim.dim_value for dim in tensor.shape.dim]
    if tensor.elem_type != onnx.TensorProto.FLOAT or 0 in dims[1:]:
        raise ValueError(f"{path}: float32 of known size beside the batch "
                         f"expected as input {inputs[0].name}")
    return Network(Path(path).stem, Path(path).resolve(), tuple(dims[1:]),
                   dims[0] or None, None, None, None)


def only_input(path):
    """The only input of an ONNX file."""
    import onnx

    graph = onnx.load(path, load_external_data=False).graph
    constants = {tensor.name for tensor in graph.initializer}
    return next(x for x in graph.input if x.name not in constants)


def input_name(path):
    return only_input(path).name


def open_dimensions(path, shape):
    """What the file leaves open of its input, which is to have this shape.

    {name: size} of the dimensions that have a name, and how many have none.
    """
    dims = list(zip(only_input(path).type.tensor_type.shape.dim, shape))
    named = {dim.dim_param: size for dim, size in dims if dim.dim_param}
    return named, sum(not dim.dim_param and not dim.dim_value
                      for dim, _ in dims)
