#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Runs the ONNX project's own node tests through burin.

Every test of the `onnx` package whose graph has only operators that burin
implements is written out as a model and input files, compiled with `burin
compile`, run with `burin infer`, and compared with the expected outputs within
the test's own tolerance.

    node_tests.py --burin build/release/burin [-k SUBSTRING] [--list]

Exit status: 0 when every test passed, 1 otherwise. Needs numpy and onnx.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile
import warnings
from concurrent import futures

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper

OPERATORS = frozenset(
    """Add BatchNormalization Cast Concat Constant ConstantOfShape Conv Div
    Einsum Equal Erf Exp Expand Flatten Gather Gelu Gemm GlobalAveragePool
    Identity InstanceNormalization GroupNormalization LayerNormalization MatMul
    Mul Pad Pow Range ReduceMean ReduceSum Relu Reshape ScatterND Shape Slice
    Softmax Split Sqrt Squeeze Sub Tile Transpose Unsqueeze Where""".split()
)

ELEMENT_TYPES = frozenset(
    getattr(TensorProto, name)
    for name in """FLOAT UINT8 INT8 UINT16 INT16 INT32 INT64 BOOL FLOAT16
    DOUBLE UINT32 UINT64 BFLOAT16""".split()
)


# The forms of Constant that hold a string or a sparse tensor.
OTHER_CONSTANTS = frozenset(["value_string", "value_strings", "sparse_value"])


def attribute(node, name, default=None):
    for a in node.attribute:
        if a.name == name:
            return onnx.helper.get_attribute_value(a)
    return default


def is_tensor_of_known_type(value):
    return (
        value.type.HasField("tensor_type")
        and value.type.tensor_type.elem_type in ELEMENT_TYPES
    )


def is_wanted(model):
    """Whether burin implements the whole graph, in inference mode."""
    graph = model.graph
    if model.functions or graph.sparse_initializer:
        return False
    for value in [*graph.input, *graph.output, *graph.value_info]:
        if not is_tensor_of_known_type(value):
            return False
    for node in graph.node:
        if node.domain or node.op_type not in OPERATORS:
            return False
        if attribute(node, "training_mode", 0):
            return False
        if node.op_type == "Constant":
            if OTHER_CONSTANTS.intersection(a.name for a in node.attribute):
                return False
    return True


def collect():
    """The wanted test cases, by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from onnx.backend.test.case.node import collect_testcases

        cases = collect_testcases(None)
    wanted = {
        case.name: case
        for case in cases
        if case.model is not None and is_wanted(case.model)
    }
    return dict(sorted(wanted.items()))


def as_array(value):
    if isinstance(value, TensorProto):
        return numpy_helper.to_array(value)
    return np.asarray(value)


def difference(name, got, expected, rtol, atol):
    """One line that says how two arrays differ, or None."""
    if got.shape != expected.shape:
        return f"{name}: shape {got.shape}, {expected.shape} expected"
    if got.dtype != expected.dtype:
        return f"{name}: {got.dtype}, {expected.dtype} expected"
    if expected.dtype.kind in "biu":
        wrong = int(np.count_nonzero(got != expected))
        return f"{name}: {wrong} elements differ" if wrong else None
    wide = np.float64
    try:
        np.testing.assert_allclose(
            got.astype(wide), expected.astype(wide), rtol=rtol, atol=atol
        )
    except AssertionError as error:
        return f"{name}: " + " ".join(str(error).split())
    return None


class Burin:
    """Runs a model through the command line, in a folder of its own."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder

    def call(self, *arguments):
        done = subprocess.run(
            [self.program, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode != 0:
            lines = (done.stderr or done.stdout).strip().splitlines()
            status = f"status {done.returncode}"
            raise RuntimeError(lines[-1] if lines else status)

    def write_input(self, i, array):
        """A file that holds the array; bfloat16, which .npy lacks, as bytes."""
        path = self.folder / f"input{i}.npy"
        if array.dtype.name == "bfloat16":
            path = path.with_suffix(".bin")
            path.write_bytes(np.ascontiguousarray(array).tobytes())
        else:
            np.save(path, array)
        return path

    def read_output(self, i, like):
        stem = "input0" if (self.folder / "files").exists() else "pure_infer_data"
        path = self.folder / "out" / "results" / f"{stem}_{i}"
        if like.dtype.name == "bfloat16":
            data = path.with_suffix(".bin").read_bytes()
            return np.frombuffer(data, like.dtype).reshape(like.shape)
        return np.load(path.with_suffix(".npy"))

    def run(self, model, inputs, expected):
        onnx.save(model, self.folder / "model.onnx")
        plate = self.folder / "model.plate"
        self.call(
            "compile",
            "--framework=5",
            f"--model={self.folder / 'model.onnx'}",
            f"--output={plate.with_suffix('')}",
        )
        files = [self.write_input(i, a) for i, a in enumerate(inputs)]
        if files:
            (self.folder / "files").touch()
        formats = {
            "BIN" if a.dtype.name == "bfloat16" else "NPY" for a in expected
        }
        for outfmt in sorted(formats):
            self.call(
                "infer",
                *("--model", plate, "--output", self.folder / "out"),
                *("--output_dirname", "results", "--outfmt", outfmt),
                *(("--input", ",".join(map(str, files))) if files else ()),
            )
        return [self.read_output(i, e) for i, e in enumerate(expected)]


def check(case, run):
    """The first thing that is wrong with a test case, or None."""
    for inputs, expected in case.data_sets:
        inputs = [as_array(a) for a in inputs]
        expected = [as_array(a) for a in expected]
        try:
            outputs = run(case.model, inputs, expected)
        except (RuntimeError, OSError, ValueError) as error:
            return str(error)
        except subprocess.TimeoutExpired:
            return "did not end within 60 s"
        names = [value.name for value in case.model.graph.output]
        for name, got, want in zip(names, outputs, expected, strict=True):
            wrong = difference(name, got, want, case.rtol, case.atol)
            if wrong:
                return wrong
    return None


def check_with_program(case, program):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="burin-node-"))
    try:
        return check(case, Burin(program, folder).run)
    finally:
        shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--burin", default="build/release/burin")
    parser.add_argument("-k", default="", help="only names with this text")
    parser.add_argument("-j", type=int, default=2, help="tests at a time")
    parser.add_argument("--list", action="store_true", help="print the names")
    options = parser.parse_args()
    cases = {n: c for n, c in collect().items() if options.k in n}
    if options.list:
        print("\n".join(cases))
        return 0
    failed = 0
    with futures.ThreadPoolExecutor(options.j) as pool:
        results = pool.map(
            lambda case: check_with_program(case, options.burin), cases.values()
        )
        for name, wrong in zip(cases, results):
            if wrong:
                failed += 1
                print(f"FAILED {name}: {wrong}")
    print(f"{len(cases) - failed} of {len(cases)} node tests passed")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
