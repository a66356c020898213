#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Writes a first corpus for each fuzz target: make_seeds.py FOLDER

Standard library only. tests/data/checkpoints is a second corpus for
fuzz_checkpoint and fuzz_zip.
"""

import collections
import io
import pathlib
import pickle
import struct
import sys
import zipfile


def pickles():
    value = {"a": [1, -2, 2**40, 2**80, 1.5, None, True], "b": (b"x", "\u00e9"),
             "c": collections.OrderedDict(k={1, 2}), "d": frozenset([3])}
    value["self"] = value["a"]
    for protocol in range(6):
        yield f"protocol{protocol}", pickle.dumps(value, protocol)


def torch_states():
    head = (b"\x80\x02}X\x01\0\0\0wctorch._utils\n_rebuild_tensor_v2\n"
            b"((X\x07\0\0\0storagectorch\n%s\nX\x01\0\0\0%sX\x03\0\0\0cpuK%ctQ"
            b"K%c%s%s\x89ccollections\nOrderedDict\n)RtRs.")
    yield "row", head % (b"FloatStorage", b"0", 16, 0, b"K\x02K\x03\x86",
                         b"K\x03K\x01\x86")
    yield "column", head % (b"LongStorage", b"1", 2, 1, b"K\x01\x85",
                            b"K\x02\x85")


def arrays():
    for name, descr, order, shape, data in (
            ("float", "<f4", False, "(2, 3)", bytes(24)),
            ("fortran", ">i2", True, "(2, 3)", bytes(12)),
            ("scalar", "|b1", False, "()", b"\1")):
        head = str({"descr": descr, "fortran_order": order}).rstrip("}")
        head = f"{head}, 'shape': {shape}, }}\n".encode()
        yield name, b"\x93NUMPY\1\0" + struct.pack("<H", len(head)) + head + data


def zips():
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            archive.writestr("m/data.pkl", b"N.")
            archive.writestr("m/data/0", bytes(40))
        yield f"method{method}", out.getvalue()


def configs():
    yield "cfg", b"# nodes\nSplit_59\nOpType::Softmax\r\n\n Mul_60 \n"
    yield "ini", b"[ByOpType]\nGelu=high_performance\n[ByNodeName]\na/b=norm_class"
    yield "aipp", (b"aipp_op { aipp_mode: static input_format: RGB888_U8\n"
                   b"src_image_size_w: 256 src_image_size_h: 256 crop: true\n"
                   b"load_start_pos_w: 16 crop_size_w: 224 # c\n"
                   b"min_chn_0: 123.675 var_reci_chn_0: 0.0171 }\n")
    yield "switches", b"MlpFusionPass:off\nALL:on\n"
    yield "switches.json", (b'{"Switch":{"GraphFusion":{"A":"off","ALL":"on"},'
                            b'"UBFusion":{"ALL":"off"}}}')


def checkpoints():
    header = (b'{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[2],'
              b'"data_offsets":[0,8]}}')
    yield "safetensors", struct.pack("<Q", len(header)) + header + bytes(8)


def varint(n):
    n &= 2**64 - 1
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def message(*fields):
    """Protobuf: (number, int, bytes or str) each."""
    out = b""
    for number, value in fields:
        if isinstance(value, int):
            out += varint(number << 3) + varint(value)
        else:
            value = value.encode() if isinstance(value, str) else value
            out += varint(number << 3 | 2) + varint(len(value)) + value
    return out


def tensor(name, dims, values):
    integers = isinstance(values[0], int)
    raw = struct.pack("<%d%s" % (len(values), "q" if integers else "f"), *values)
    return message(*((1, d) for d in dims), (2, 7 if integers else 1),
                   (8, name), (9, raw))


def attribute(name, value):
    if isinstance(value, int):
        return message((1, name), (3, value), (20, 2))
    return message((1, name), *((8, v) for v in value), (20, 7))


def node(op_type, inputs, outputs, **attributes):
    return message(*((1, i) for i in inputs), *((2, o) for o in outputs),
                   (4, op_type),
                   *((5, attribute(*a)) for a in attributes.items()))


def value_info(name, dims):
    shape = message(*((1, message((1, d) if d else (2, "batch")))
                      for d in dims))
    return message((1, name), (2, message((1, message((1, 1), (2, shape))))))


def onnx_model(opset, nodes, tensors, dims):
    graph = message(*((1, n) for n in nodes), *((5, t) for t in tensors),
                    (11, value_info("x", dims)), (12, message((1, "y"))))
    return message((1, 7), (7, graph), (8, message((2, opset))))


def onnx_models():
    yield "gelu", onnx_model(12, [
        node("Div", ["x", "r"], ["a"]), node("Erf", ["a"], ["b"]),
        node("Add", ["b", "o"], ["c"]), node("Mul", ["x", "c"], ["d"]),
        node("Mul", ["d", "h"], ["y"])],
        [tensor("r", [], [1.4142135]), tensor("o", [], [1.0]),
         tensor("h", [], [0.5])], [0, 3])
    yield "shape", onnx_model(12, [
        node("Shape", ["x"], ["s"]), node("Gather", ["s", "i"], ["b"], axis=0),
        node("Concat", ["b", "r"], ["d"], axis=0),
        node("Reshape", ["x", "d"], ["y"])],
        [tensor("i", [1], [0]), tensor("r", [2], [2, 3])], [0, 6])
    yield "norm", onnx_model(11, [
        node("ReduceMean", ["x"], ["m"], axes=[-1]),
        node("Sub", ["x", "m"], ["d"]), node("Mul", ["d", "d"], ["q"]),
        node("ReduceMean", ["q"], ["v"], axes=[-1]),
        node("Add", ["v", "e"], ["w"]), node("Sqrt", ["w"], ["r"]),
        node("Div", ["d", "r"], ["n"]), node("Mul", ["n", "s"], ["y"])],
        [tensor("e", [], [1e-5]), tensor("s", [4], [1.0, 2.0, 3.0, 4.0])],
        [0, 2, 4])
    yield "shift", onnx_model(13, [
        node("Split", ["x", "p"], ["a", "b"], axis=1),
        node("Slice", ["a", "one", "end", "three"], ["c"]),
        node("Pad", ["c", "pads"], ["d"]), node("Concat", ["d", "b"], ["e"],
                                                axis=1),
        node("Transpose", ["e"], ["f"], perm=[0, 2, 3, 1]),
        node("MatMul", ["f", "w"], ["y"])],
        [tensor("p", [2], [1, 3]), tensor("one", [1], [1]),
         tensor("end", [1], [9]), tensor("three", [1], [3]),
         tensor("pads", [8], [0, 0, 0, 0, 0, 0, 0, 1]),
         tensor("w", [4, 2], [float(i) for i in range(8)])], [0, 4, 3, 3])
    yield "conv", onnx_model(17, [
        node("Conv", ["x", "w"], ["c"], strides=[2, 2], pads=[1, 1, 1, 1]),
        node("Unsqueeze", ["c", "a"], ["u"]), node("Mul", ["u", "k"], ["m"]),
        node("ReduceSum", ["m", "t"], ["y"], keepdims=0)],
        [tensor("w", [2, 1, 3, 3], [0.5] * 18), tensor("a", [1], [3]),
         tensor("k", [1, 5, 2], [0.25] * 10), tensor("t", [1], [4])],
        [0, 1, 4, 4])


def main():
    folder = pathlib.Path(sys.argv[1])
    for target, seeds in (("pickle", pickles), ("torch_state", torch_states),
                          ("npy", arrays), ("zip", zips), ("config", configs),
                          ("checkpoint", checkpoints), ("onnx", onnx_models),
                          ("import", onnx_models)):
        (folder / target).mkdir(parents=True, exist_ok=True)
        for name, content in seeds():
            (folder / target / name).write_bytes(content)


if __name__ == "__main__":
    main()
