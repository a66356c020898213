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


def checkpoints():
    header = (b'{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[2],'
              b'"data_offsets":[0,8]}}')
    yield "safetensors", struct.pack("<Q", len(header)) + header + bytes(8)


def main():
    folder = pathlib.Path(sys.argv[1])
    for target, seeds in (("pickle", pickles), ("torch_state", torch_states),
                          ("npy", arrays), ("zip", zips), ("config", configs),
                          ("checkpoint", checkpoints)):
        (folder / target).mkdir(parents=True, exist_ok=True)
        for name, content in seeds():
            (folder / target / name).write_bytes(content)


if __name__ == "__main__":
    main()
